package io.calroute.bundle.outline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.bundle.file.YamlDocument;
import io.calroute.bundle.outline.FileOutline.Kind;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileOutlineTest {

  private static FileOutline outline(String text) throws Exception {
    return FileOutline.of(YamlDocument.of("routes/some.camel.yaml", text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "direct | {name: acme} | direct:acme",
        "platform-http | {path: /callbacks, matchOnUriPrefix: true} | platform-http:/callbacks",
        "callback | {step: accept, deliveryKey: /id} | callback:accept",
        "kamelet | {templateId: some} | kamelet:some",
        "kamelet | {templateId: some, routeId: one} | kamelet:some/one",
        "microsoft365 | {apiName: events, methodName: get} | microsoft365:events/get",
        "direct:acme?block=false | {name: acme} | direct:acme",
        "log | {} | log",
        "unheard-of | {name: a} | unheard-of",
      })
  void endpointsAreTheSameInEitherForm(String uri, String parameters, String address)
      throws Exception {
    JsonNode endpoint =
        YamlDocument.of("some.yaml", "uri: '" + uri + "'\nparameters: " + parameters).tree();
    assertThat(Address.of(endpoint)).isEqualTo(address);
  }

  @Test
  void aRouteIsFoundWhateverFormItsCallersUse() throws Exception {
    RouteOutline caller =
        outline(
                """
                - route:
                    id: caller
                    from:
                      uri: timer:t
                      steps:
                        - toD: {uri: direct, parameters: {name: 'write-${body.target.key}'}}
                """)
            .routes()
            .get(0);
    RouteOutline called =
        outline("- route: {id: called, from: {uri: 'direct:write-acme', steps: []}}")
            .routes()
            .get(0);
    assertThat(caller.mayCall(called)).isTrue();
  }

  @Test
  void aKameletsNameIsNoParameterOfIt() throws Exception {
    assertThat(given("{uri: 'kamelet:some', parameters: {templateId: some, a: 1}}"))
        .containsExactly("a");
    assertThat(given("{uri: kamelet, parameters: {templateId: some, a: 1}}")).containsExactly("a");
    assertThat(given("{uri: 'kamelet:some', parameters: {templateId: other}}"))
        .containsExactly("templateId");
  }

  private static Set<String> given(String endpoint) throws Exception {
    return outline("- route: {id: r, from: {uri: 'timer:t', steps: [{to: " + endpoint + "}]}}")
        .uses()
        .stream()
        .filter(use -> use.kind() == Kind.KAMELET)
        .findFirst()
        .orElseThrow()
        .parameters();
  }
}
