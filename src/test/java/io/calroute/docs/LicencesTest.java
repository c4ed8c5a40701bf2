package io.calroute.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is in the jar may be given on, by the list that the build makes of it. */
class LicencesTest {

  private static final String LIST = "/META-INF/sbom/application.cdx.json";

  /** SPDX ids, as in docs/supply-chain.md. Of several that a library offers, one is enough. */
  private static final Set<String> ALLOWED =
      Set.of(
          "Apache-2.0",
          "MIT",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "0BSD",
          "ISC",
          "EPL-2.0",
          "CC0-1.0",
          "Unicode-3.0");

  private static JsonNode components;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream list = LicencesTest.class.getResourceAsStream(LIST)) {
      assumeThat(list)
          .as("A build that is online makes %s; this one was offline", LIST)
          .isNotNull();
      components =
          Json.parse(new String(list.readAllBytes(), StandardCharsets.UTF_8)).path("components");
    }
  }

  @Test
  void everyLibraryMayBeGivenOn() {
    List<String> refused = new ArrayList<>();
    for (JsonNode component : components) {
      List<String> licences = new ArrayList<>();
      for (JsonNode one : component.path("licenses")) {
        licences.add(
            one.path("license").path("id").asText(one.path("license").path("name").asText()));
      }
      if (licences.stream().noneMatch(ALLOWED::contains)) {
        refused.add(component.path("purl").asText() + " " + licences);
      }
    }
    assertThat(refused).isEmpty();
  }

  @Test
  void theListIsOfWhatRunsAndNotOfWhatTests() {
    assertThat(components).hasSizeGreaterThan(100);
    assertThat(components)
        .extracting(one -> one.path("group").asText())
        .contains("org.apache.camel", "org.postgresql")
        .doesNotContain("org.junit.jupiter", "net.jqwik", "com.icegreen");
  }

  @Test
  void theDocsNameEveryLicenceThatIsAllowed() {
    assertThat(Documents.read(Path.of("docs/supply-chain.md"))).contains(ALLOWED);
  }
}
