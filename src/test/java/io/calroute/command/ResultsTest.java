package io.calroute.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands print can be piped on: results go one way, everything else another. */
class ResultsTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path home;

  private int run(String... words) {
    out.reset();
    err.reset();
    return Commands.all()
        .run(
            List.of(words),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .orElseThrow();
  }

  @Test
  void mapPrintsJsonAndNothingElse() throws IOException {
    Path directory =
        Files.writeString(
            home.resolve("directory.yaml"),
            "directory: [{target: google, calendar: anna@example.com}]\n");
    assertThat(
            run(
                "map",
                "--calroute.directory-file=" + directory,
                "agendize",
                "mappings/agendize/created-accepted.in.json"))
        .isZero();
    try (MappingIterator<JsonNode> documents =
        new ObjectMapper().readerFor(JsonNode.class).readValues(out.toByteArray())) {
      List<JsonNode> printed = documents.readAll();
      assertThat(printed).hasSize(2);
      assertThat(printed.get(0).path("status").asText()).isEqualTo("confirmed");
      assertThat(printed.get(1).has("summary")).isTrue();
    }
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("Google Calendar event in", "1 to");
  }

  @Test
  void whyACommandCouldNotRunIsNoResult() {
    assertThat(run("map")).isEqualTo(Command.UNUSABLE);
    assertThat(run("chek")).isEqualTo(Command.UNUSABLE);
    assertThat(run("plan", "now")).isEqualTo(Command.UNUSABLE);
    assertThat(run("golden", "nobody")).isEqualTo(Command.UNUSABLE);
    assertThat(out.toByteArray()).isEmpty();
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("calroute golden: ");
  }

  @Test
  void oneIsNotSeveral() {
    run("golden", "google-event");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("\n1 mapping, ");
    assertThat(Count.of(0, "call")).isEqualTo("0 calls");
    assertThat(Count.of(1, "call")).isEqualTo("1 call");
  }
}
