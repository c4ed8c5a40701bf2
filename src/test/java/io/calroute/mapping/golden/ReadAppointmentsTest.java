package io.calroute.mapping.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.mapping.HouseMappings;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What is read from a provider becomes the same appointment as a callback about the same state. The
 * golden case {@code listed-<case>} of a provider has the body that its {@code -api} mapping gives
 * in {@code got-<case>} or {@code joined-<case>}, and {@code <case>} has the callback.
 */
class ReadAppointmentsTest {

  private static final String LISTED = "listed-";
  private static final List<String> PROVIDERS =
      List.of("agendize", "ombori", "pexip-engage", "savvycal");
  private static final List<String> MAY_DIFFER = List.of("type", "version", "warnings");

  @TestFactory
  Stream<DynamicTest> whatIsReadIsWhatACallbackSays() {
    return PROVIDERS.stream()
        .flatMap(
            provider ->
                cases(provider)
                    .map(
                        name ->
                            DynamicTest.dynamicTest(
                                provider + "/" + name, () -> assertSame(provider, name))));
  }

  @Test
  void everyProviderThatCanBeAskedHasSuchCases() {
    assertThat(PROVIDERS).allSatisfy(provider -> assertThat(cases(provider)).isNotEmpty());
  }

  @Test
  void whatIsGoneHasNoEvent() throws IOException {
    for (String provider : PROVIDERS) {
      JsonNode gone = HouseMappings.CASES.expected(provider, LISTED + "gone");

      assertThat(gone.path("status").asText()).isIn("cancelled", "deleted");
      assertThat(bodyOf(provider, "gone"))
          .isEqualTo(HouseMappings.CASES.input(provider, LISTED + "gone").path("body"));
    }
  }

  private static Stream<String> cases(String provider) {
    return HouseMappings.CASES.names(provider).stream()
        .filter(name -> name.startsWith(LISTED))
        .map(name -> name.substring(LISTED.length()))
        .filter(HouseMappings.CASES.names(provider)::contains);
  }

  private static void assertSame(String provider, String name) throws IOException {
    assertThat(bodyOf(provider, name))
        .isEqualTo(HouseMappings.CASES.input(provider, LISTED + name).path("body"));
    assertThat(withoutWhatMayDiffer(HouseMappings.CASES.actual(provider, LISTED + name)))
        .isEqualTo(withoutWhatMayDiffer(HouseMappings.CASES.actual(provider, name)));
  }

  private static JsonNode bodyOf(String provider, String name) throws IOException {
    String api = provider + "-api";
    TreeSet<String> cases = new TreeSet<>(HouseMappings.CASES.names(api));
    String read =
        Stream.of("got-" + name, "joined-" + name)
            .filter(cases::contains)
            .findFirst()
            .orElseThrow();
    JsonNode output = HouseMappings.CASES.expected(api, read);
    return output.path("done").isObject() ? output.at("/done/body") : output.path("body");
  }

  private static JsonNode withoutWhatMayDiffer(JsonNode appointment) {
    return ((ObjectNode) appointment.deepCopy()).remove(MAY_DIFFER);
  }
}
