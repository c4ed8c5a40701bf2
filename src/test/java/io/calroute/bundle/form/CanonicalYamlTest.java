package io.calroute.bundle.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.bundle.file.YamlDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CanonicalYamlTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Trees, and what version 2.9.1 of the library that Kaoto saves by made of them. */
  static List<JsonNode> written() throws IOException {
    try (InputStream lines =
        CanonicalYamlTest.class.getResourceAsStream("written-by-yaml-library.jsonl")) {
      List<JsonNode> all = new ArrayList<>();
      for (String line :
          new String(lines.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        all.add(JSON.readTree(line));
      }
      assertThat(all).hasSizeGreaterThan(150);
      return all;
    }
  }

  @ParameterizedTest
  @MethodSource("written")
  void writesWhatTheLibraryOfKaotoWrites(JsonNode example) {
    assertThat(write(example)).isEqualTo(example.path("yaml").textValue());
  }

  @ParameterizedTest
  @MethodSource("written")
  void whatIsWrittenMeansTheSame(JsonNode example) throws Exception {
    String written = write(example);
    JsonNode read = YamlDocument.of("file", written).tree();
    assertThat(CanonicalYaml.of(read)).isEqualTo(written);
    assertThat(read.toString()).isEqualTo(example.path("tree").toString());
  }

  private static String write(JsonNode example) {
    return CanonicalYaml.of(example.path("tree"));
  }

  @Test
  void keepsTheHeaderAndBringsOtherCommentsThere() throws Exception {
    assertThat(
            canonical(
                """
                # What it is for.

                - route:
                    id: a # why
                    # and more
                    description: "b"
                """))
        .isEqualTo(
            """
            # What it is for.

            # why
            # and more
            - route:
                id: a
                description: b
            """);
  }

  @Test
  void putsRouteConfigurationsBeforeRoutesAndKeepsTheirMembersOrder() throws Exception {
    assertThat(
            canonical(
                """
                - route: {id: b, from: {uri: direct}}
                - routeConfiguration: {description: c, id: d}
                - route: {id: a}
                """))
        .isEqualTo(
            """
            - routeConfiguration:
                description: c
                id: d
            - route:
                id: b
                from:
                  uri: direct
            - route:
                id: a
            """);
  }

  @Test
  void hasNoFormForWhatItDoesNotKnow() {
    assertThatThrownBy(() -> canonical("- description: \"one\\n  \\n\"\n"))
        .isInstanceOf(YamlText.Unwritable.class);
  }

  private static String canonical(String text) throws YamlDocument.Unreadable {
    return CanonicalYaml.of(YamlDocument.of("file", text), text);
  }
}
