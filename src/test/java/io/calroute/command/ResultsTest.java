package io.calroute.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.command.line.Command;
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
    return Commands.run(
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
                "--explain",
                "mappings/agendize/created-accepted.in.json"))
        .isZero();
    try (MappingIterator<JsonNode> documents =
        new ObjectMapper().readerFor(JsonNode.class).readValues(out.toByteArray())) {
      List<JsonNode> printed = documents.readAll();
      assertThat(printed).hasSize(1);
      assertThat(printed.get(0).path("status").asText()).isEqualTo("confirmed");
    }
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("Google Calendar event in", "\"summary\" : ", "1 to");
  }

  @Test
  void whatMapPrintsIsAGoldenCase() throws IOException {
    CommandLine.copyBundle(home);
    Path cases = home.resolve("mappings/agendize");
    String body = Files.readString(cases.resolve("created-accepted.in.json"));
    keep(cases, "umlauts", body.replace("Hugo", "J\u00f6rg \u8fd1\u85e4"), 0);
    keep(cases, "refused", Files.readString(cases.resolve("zone-unknown.in.json")), 1);
    keep(cases, "ignored", Files.readString(cases.resolve("meta-event.in.json")), 0);
    keep(cases, "no-clock", body.replaceAll("\"(date|history)\": ", "\"no-$1\": "), 0);
    assertThat(run("golden", "agendize", "--mappings-dir=" + home.resolve("mappings"))).isZero();
    assertThat(cases.resolve("umlauts.out.json")).content().contains("J\u00f6rg \u8fd1\u85e4");
  }

  private void keep(Path cases, String name, String body, int exitCode) throws IOException {
    Path in = Files.writeString(cases.resolve(name + ".in.json"), body);
    assertThat(run("map", "agendize", in.toString())).as(name).isEqualTo(exitCode);
    Files.write(cases.resolve(name + ".out.json"), out.toByteArray());
  }

  @Test
  void withoutExplainOnlyWhatHasToBeKnownIsSaid() {
    assertThat(run("map", "agendize", "mappings/agendize/created-accepted.in.json")).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("Note: ");
  }

  @Test
  void aCallbackComesInWhenItIsSaid() {
    String[] line = {"map", "cabinetfm", "mappings/cabinetfm/updated-at-missing.in.json", ""};
    line[3] = "--received-at=2027-05-04T03:02:01Z";
    assertThat(run(line)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("1809399721000");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("{ \"receivedAt\" : \"2027-05-04T03:02:01Z\" }");
    line[3] = "--received-at=soon";
    assertThat(run(line)).isEqualTo(Command.UNUSABLE);
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
    assertThat(Command.count(0, "call")).isEqualTo("0 calls");
    assertThat(Command.count(1, "call")).isEqualTo("1 call");
  }
}
