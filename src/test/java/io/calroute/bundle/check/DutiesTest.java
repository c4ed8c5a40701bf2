package io.calroute.bundle.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.file.YamlDocument;
import io.calroute.bundle.outline.FileOutline;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a route that takes callbacks must do, as far as the file tells. */
class DutiesTest {

  private static final String AUTHENTICATE = "- to: {uri: kamelet:authenticate-callback-action}";
  private static final String ACCEPT = "- to: {uri: kamelet:accept-callback-action}";
  private static final String IGNORE =
      "- filter: {simple: x, steps: [{to: {uri: 'kamelet:ignore-callback-action'}}]}";
  private static final String STOP = "- filter: {simple: x, steps: [{stop: {}}]}";
  private static final String STOP_IN_CHOICE =
      "- choice: {when: [{simple: x, steps: [{log: {message: m}}]}], otherwise: {steps: [{stop:"
          + " {}}]}}";

  @Test
  void aRouteMayIgnoreWhatIsProven() throws Exception {
    assertThat(neglected(AUTHENTICATE, IGNORE, ACCEPT)).isEmpty();
    assertThat(neglected(AUTHENTICATE, ACCEPT, STOP)).isEmpty();
  }

  @Test
  void whatIsIgnoredIsProvenToo() throws Exception {
    assertThat(neglected(IGNORE, AUTHENTICATE, ACCEPT)).anyMatch(one -> one.contains("only after"));
    assertThat(neglected("- to: {uri: 'callback:ignore'}", AUTHENTICATE, ACCEPT))
        .anyMatch(one -> one.contains("only after"));
  }

  @Test
  void aStopThatWouldDropCallbacksIsRefused() throws Exception {
    for (String stop : List.of(STOP, STOP_IN_CHOICE, "- stop: {}")) {
      assertThat(neglected(AUTHENTICATE, stop, ACCEPT))
          .anyMatch(one -> one.contains("ignore-callback-action"));
    }
  }

  /** Kaoto writes the name of the component in {@code uri}, and the path as parameters. */
  @Test
  void stepsCountHoweverTheirEndpointsAreWritten() throws Exception {
    String authenticate =
        "- to: {uri: kamelet, parameters: {templateId: authenticate-callback-action}}";
    String accept =
        "- to: {uri: kamelet:accept-callback-action, parameters: {templateId:"
            + " accept-callback-action}}";
    assertThat(neglected(authenticate, IGNORE, accept)).isEmpty();
    assertThat(neglected("- to: {uri: callback, parameters: {step: ignore}}", authenticate, accept))
        .anyMatch(one -> one.contains("only after"));
  }

  private static List<String> neglected(String... steps) throws Exception {
    String text =
        "- route:\n    id: receive-acme\n    from:\n      uri: direct:receive-acme\n      steps:\n"
            + "        "
            + String.join("\n        ", steps)
            + "\n";
    return FileOutline.of(YamlDocument.of("routes/receive-acme.camel.yaml", text)).routes().stream()
        .flatMap(route -> Duties.neglected(route).stream())
        .map(BundleProblem::reason)
        .toList();
  }
}
