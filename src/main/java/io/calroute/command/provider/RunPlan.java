package io.calroute.command.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.command.line.Command;
import java.io.PrintWriter;

/**
 * What accepting a backfill or an import does, as the operations API tells it.
 *
 * @param run as the API shows it
 */
record RunPlan(JsonNode run) {

  boolean hasConflicts() {
    return run.path("conflictsFound").asInt() > 0;
  }

  /**
   * Prints it for people.
   *
   * @param accept the command that accepts it
   */
  void print(PrintWriter out, String accept) {
    for (JsonNode calendar : run.path("calendars")) {
      out.printf(
          "%s: %d to create, %d to adopt%n",
          calendar.path("calendar").asText(),
          calendar.path("create").asInt(),
          calendar.path("adopt").asInt());
      if (calendar.has("unseen")) {
        out.printf(
            "  not looked into: %s: %s%n",
            calendar.at("/unseen/code").asText(), calendar.at("/unseen/reason").asText());
      }
    }
    for (JsonNode conflict : run.path("conflicts")) {
      out.printf(
          "  conflict: %s  %s  %s: %s%n",
          conflict.path("id").asText(),
          conflict.path("calendar").asText("-"),
          conflict.path("code").asText(),
          conflict.path("reason").asText());
    }
    int more = run.path("conflictsFound").asInt() - run.path("conflicts").size();
    if (more > 0) {
      out.printf("  and %s more%n", Command.count(more, "conflict"));
    }
    out.printf(
        "%s: %d to create, %d to adopt, %s to stand nowhere, %s%n",
        Command.count(run.path("calendars").size(), "calendar"),
        run.path("create").asInt(),
        run.path("adopt").asInt(),
        Command.count(run.path("leave").asInt(), "appointment"),
        Command.count(run.path("conflictsFound").asInt(), "conflict"));
    if (!run.path("state").asText().equals("planned")) {
      return;
    }
    if (hasConflicts()) {
      out.println("What conflicts is written once its cause is mended; all else is not held up.");
    }
    out.println("Nothing is written yet. To accept it: " + accept);
  }
}
