package io.calroute.command.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.callback.connection.Connections;
import io.calroute.command.line.ConfiguredCommand;
import io.calroute.command.line.Json;
import io.calroute.command.line.RunningCalroute;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings in a file with what a provider without a list had before Calroute began. */
@CommandLine.Command(
    name = "import",
    description = {
      "Brings in a file with appointments of a provider that can't be asked for a list, and prints"
          + " what writing them would do.",
      "",
      "The file is CSV in UTF-8 with a header row, or a JSON array; mappings/<provider>-import.jslt"
          + " says which columns it has. Whatever the provider itself has said of an appointment"
          + " counts more than the file, and the same file again changes nothing. Nothing is written"
          + " before it is accepted: --accept does that. "
          + ProviderCommand.RUNNING,
      "",
      ConfiguredCommand.HELP,
      ""
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:all rows are planned or done",
      "1:a row can't be taken, or there are conflicts",
      "2:it could not run"
    })
public final class ImportCommand extends ProviderCommand {

  @Parameters(index = "1", paramLabel = "FILE", description = "CSV or JSON, in UTF-8")
  private Path file;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "CONNECTION",
      defaultValue = Connections.DEFAULT,
      description = "the provider's connection; default otherwise")
  private String connection;

  @Option(
      names = "--accept",
      description = "has it written, unless a row can't be taken or there are conflicts")
  private boolean accept;

  @Override
  int call(RunningCalroute calroute, Environment configuration) {
    JsonNode begun =
        calroute.post(
            "/api/import?"
                + RunningCalroute.parameter("provider", provider()).substring(1)
                + RunningCalroute.parameter("connection", connection),
            "text/plain; charset=UTF-8",
            text());
    begun
        .path("problems")
        .forEach(
            one ->
                err()
                    .println(
                        file
                            + ":"
                            + one.path("line").asInt()
                            + ": "
                            + one.path("reason").asText()));
    note(
        "%s, %d of them over and left out, %d refused"
            .formatted(
                count(begun.path("rows").asInt(), "row"),
                begun.path("past").asInt(),
                begun.path("problems").size()));
    boolean well = begun.path("problems").isEmpty();
    if (!begun.path("run").isObject()) {
      if (json()) {
        out().println(Json.of(begun));
      }
      note("there is nothing to write");
      return well ? OK : FOUND_PROBLEMS;
    }
    String id = begun.path("run").path("id").asText();
    RunFollower follower = new RunFollower(calroute, err());
    JsonNode run = follower.until(id, Set.of("planned", "writing", "done", "stopped"));
    well &= !new RunPlan(run).hasConflicts();
    if (accept && well && run.path("state").asText().equals("planned")) {
      calroute.post("/api/backfill/" + id + "/accept", "application/json", "");
      run = follower.until(id, Set.of("done", "stopped"));
    }
    show((ObjectNode) begun, run);
    return well && !run.path("state").asText().equals("stopped") ? OK : FOUND_PROBLEMS;
  }

  private void show(ObjectNode begun, JsonNode run) {
    if (json()) {
      out().println(Json.of(begun.set("run", run)));
    } else {
      new RunPlan(run)
          .print(
              out(),
              "java -jar calroute.jar backfill %s --accept=%s"
                  .formatted(provider(), run.path("id").asText()));
    }
    if (!run.path("state").asText().equals("planned")) {
      note("import " + run.path("id").asText() + " is " + run.path("state").asText());
    }
  }

  private String text() {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException missing) {
      throw unusable("there is no file " + file + ".");
    } catch (CharacterCodingException wrong) {
      throw unusable(file + " is no UTF-8; save it as UTF-8.");
    } catch (IOException wrong) {
      throw unusable(file + " can't be read: " + wrong.getMessage());
    }
  }
}
