package io.calroute.bundle.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.bundle.file.BundleProblem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Slips of the pen in the environment, and what is none of Calroute's business there. */
class KnownVariablesTest {

  private static final String SOURCE = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

  @ParameterizedTest
  @CsvSource({
    "CALROUTE_CONECTIONS_SAVVYCAL_DEFAULT_SECRET, CALROUTE_CONNECTIONS_SAVVYCAL_DEFAULT_SECRET",
    "CALROUTE_CONNECTIONS_SAVVYCAL_DEFAULT_SECERT, CALROUTE_CONNECTIONS_SAVVYCAL_DEFAULT_SECRET",
    "CALROUTE_CALBACKS_PORT, CALROUTE_CALLBACKS_PORT",
    "CALROUTE_SYNC_WOKERS, CALROUTE_SYNC_WORKERS",
    "CALROUTE_GOOGLE_CREDENTAILS_FILE, CALROUTE_GOOGLE_CREDENTIALS_FILE",
    "CALROUT_SYNC_MODE, CALROUTE_SYNC_MODE",
  })
  void aSlipIsToldWithWhatWasMeant(String name, String meant) {
    assertThat(unknown(Map.of(name, "x"), ""))
        .singleElement()
        .asString()
        .startsWith(
            "environment variable "
                + name
                + ": It is read by nothing; did you mean "
                + meant
                + "?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CALROUTE_SYNC_RETRYLIMIT",
        "CALROUTE_SYNC_RETRY_LIMIT",
        "CALROUTE_CONNECTIONS_SAVVYCAL_DEFAULT_PREVIOUSSECRET",
        "CALROUTE_CONNECTIONS_SAVVYCAL_DEFAULT_TIME_ZONE",
        "CALROUTE_DIRECTORY_0_MATCH_EMAILDOMAIN",
        "CALROUTE_BUNDLE_OWNFILES_0",
        "CALROUTE_EVENTS_TYPES",
        "CALROUTE_SERVICE_HOST",
        "CALROUTE_SERVICE_PORT_CALLBACKS",
        "CALROUTE_CALBACKS_PORT_8080_TCP_ADDR",
        "CALROUTE_HOME",
        "CALROUTE_IMAGE_TAG",
        "PATH",
      })
  void whatIsReadAndWhatOthersPutThereIsNot(String name) {
    assertThat(unknown(Map.of(name, "x"), "")).isEmpty();
  }

  @Test
  void whatKubernetesSaysOfAServiceIsNoPort() {
    assertThat(unknown(Map.of("CALROUTE_CALBACKS_PORT", "tcp://10.0.0.1:8080"), "")).isEmpty();
  }

  @Test
  void aVariableThatSomethingNamesIsItsOwn() {
    assertThat(unknown(Map.of("CALROUTE_SYNC_WOKERS", "x"), "{{env:CALROUTE_SYNC_WOKERS}}"))
        .isEmpty();
    StandardEnvironment environment = environment(Map.of("CALROUTE_SYNC_WOKERS", "x"));
    environment
        .getPropertySources()
        .addLast(
            new org.springframework.core.env.MapPropertySource(
                "file", Map.of("calroute.sync.workers", "${CALROUTE_SYNC_WOKERS:}")));
    assertThat(KnownProperties.ofJar().unknown(environment, List.of())).isEmpty();
  }

  private static List<BundleProblem> unknown(Map<String, Object> variables, String route) {
    return KnownProperties.ofJar().unknown(environment(variables), List.of(route));
  }

  private static StandardEnvironment environment(Map<String, Object> variables) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(SOURCE, new SystemEnvironmentPropertySource(SOURCE, variables));
    return environment;
  }
}
