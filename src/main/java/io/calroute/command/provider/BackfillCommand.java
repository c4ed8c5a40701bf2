package io.calroute.command.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.callback.connection.Connections;
import io.calroute.command.line.ConfiguredCommand;
import io.calroute.command.line.Json;
import io.calroute.command.line.RunningCalroute;
import java.util.Set;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads what there was before Calroute began, and has it written once it is accepted. */
@CommandLine.Command(
    name = "backfill",
    description = {
      "Reads a provider's list of appointments, and prints what writing them would do.",
      "",
      "Nothing is written before it is accepted: --accept=ID does that, and follows it until all is"
          + " handed to the calendars. "
          + ProviderCommand.RUNNING
          + " What is under way goes on when this command is stopped, and is followed again when"
          + " it is called again.",
      "",
      ConfiguredCommand.HELP,
      ""
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:planned or done",
      "1:there are conflicts, or it was stopped",
      "2:it could not run"
    })
public final class BackfillCommand extends ProviderCommand {

  private static final String API = "/api/backfill";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "CONNECTION",
      defaultValue = Connections.DEFAULT,
      description = "the provider's connection; default otherwise")
  private String connection;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "a date or an instant, such as 2026-12-01; yesterday otherwise")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "a date or an instant; calroute.reconcile.horizon from now otherwise")
  private String to;

  @Option(names = "--accept", paramLabel = "ID", description = "has the planned one written")
  private String accepted;

  @Override
  int call(RunningCalroute calroute, Environment configuration) {
    return accepted == null ? plan(calroute) : accept(calroute);
  }

  private int plan(RunningCalroute calroute) {
    ObjectNode wanted =
        JsonNodeFactory.instance
            .objectNode()
            .put("provider", provider())
            .put("connection", connection)
            .put("from", from)
            .put("to", to);
    String id = calroute.post(API, "application/json", wanted.toString()).path("id").asText();
    note("backfill " + id + " of " + provider() + "/" + connection);
    return show(
        new RunFollower(calroute, err())
            .until(id, Set.of("planned", "writing", "done", "stopped")));
  }

  private int accept(RunningCalroute calroute) {
    JsonNode known = calroute.get(API + "/" + RunningCalroute.segment(accepted));
    if (!known.path("provider").asText().equals(provider())) {
      throw unusable(
          "backfill %s is one of %s/%s."
              .formatted(
                  accepted, known.path("provider").asText(), known.path("connection").asText()));
    }
    String id = known.path("id").asText();
    if (!known.path("state").asText().equals("done")) {
      calroute.post(API + "/" + id + "/accept", "application/json", "");
    }
    return show(new RunFollower(calroute, err()).until(id, Set.of("done", "stopped")));
  }

  private int show(JsonNode run) {
    RunPlan plan = new RunPlan(run);
    if (json()) {
      out().println(Json.of(run));
    } else {
      plan.print(
          out(),
          "java -jar calroute.jar backfill %s%s --accept=%s"
              .formatted(
                  provider(),
                  connection.equals(Connections.DEFAULT) ? "" : " " + connection,
                  run.path("id").asText()));
    }
    String state = run.path("state").asText();
    if (!state.equals("planned")) {
      note("backfill " + run.path("id").asText() + " is " + state);
    }
    return plan.hasConflicts() || state.equals("stopped") ? FOUND_PROBLEMS : OK;
  }
}
