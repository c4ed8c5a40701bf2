package io.calroute.bundle.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.file.BundleReader;
import io.calroute.bundle.file.YamlDocument;
import io.calroute.bundle.outline.FileOutline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that would come back to where they came from. */
class RouteLoopsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "to: direct:receive-acme",
        "to: {uri: 'direct:receive-acme?block=false'}",
        "toD: {uri: direct, parameters: {name: receive-acme}}",
        "wireTap: {uri: 'direct:receive-acme'}",
        "enrich: {expression: {constant: {expression: x}}, uri: 'direct:receive-acme'}",
        "filter: {simple: x, steps: [{wireTap: {uri: 'direct:receive-acme'}}]}",
      })
  void aRouteThatSendsToItselfIsOne(String step) throws Exception {
    assertThat(loops(file("routes/a.camel.yaml", route("receive-acme", "log: {}", step))))
        .containsExactly(
            "routes/a.camel.yaml:7: Messages would go round for ever: direct:receive-acme ->"
                + " direct:receive-acme; take one of these steps out");
  }

  @Test
  void routesOfSeveralFilesAndKameletsMakeOneThatIsToldOnce() throws Exception {
    assertThat(
            loops(
                file("routes/a.camel.yaml", route("a", "to: direct:b")),
                file(
                    "routes/b.camel.yaml",
                    route("unrelated", "to: direct:a") + route("b", "to: kamelet:k")),
                file(
                    "kamelets/k.kamelet.yaml",
                    "spec:\n  template:\n    from:\n      uri: kamelet:source\n      steps:\n"
                        + "        - wireTap: {uri: 'direct:a'}\n")))
        .containsExactly(
            "routes/a.camel.yaml:6: Messages would go round for ever: direct:a -> direct:b ->"
                + " kamelet:k -> direct:a; take one of these steps out");
  }

  @Test
  void aRouteThatSeveralSendToIsNone() throws Exception {
    assertThat(
            loops(
                file(
                    "routes/a.camel.yaml",
                    route("a", "to: direct:c", "to: direct:b")
                        + route("b", "to: direct:c", "toD: 'direct:${body}'")
                        + route("c", "log: {}"))))
        .isEmpty();
  }

  @Test
  void theRoutesOfThisRepositoryHaveNone() throws Exception {
    Bundle bundle =
        new BundleReader(
                Path.of("routes"), Path.of("kamelets"), Path.of("mappings"), Path.of("config"))
            .read();
    List<FileOutline> outlines = new ArrayList<>();
    for (String folder : List.of(Bundle.ROUTES, Bundle.KAMELETS)) {
      for (String name : bundle.names(folder)) {
        outlines.add(file(name, bundle.text(name)));
      }
    }
    assertThat(outlines).hasSizeGreaterThan(10);
    assertThat(RouteLoops.of(outlines)).isEmpty();
  }

  private static List<String> loops(FileOutline... files) {
    return RouteLoops.of(List.of(files)).stream().map(BundleProblem::toString).toList();
  }

  private static FileOutline file(String name, String text) throws Exception {
    return FileOutline.of(YamlDocument.of(name, text));
  }

  private static String route(String name, String... steps) {
    return "- route:\n    id: "
        + name
        + "\n    from:\n      uri: direct:"
        + name
        + "\n      steps:\n        - "
        + String.join("\n        - ", steps)
        + "\n";
  }
}
