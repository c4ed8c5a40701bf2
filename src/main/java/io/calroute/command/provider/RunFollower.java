package io.calroute.command.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.command.line.RunningCalroute;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Set;

/**
 * Looks at a backfill or an import until it is where it is waited for, and says how far it is. For
 * one use by one thread.
 */
final class RunFollower {

  private static final Duration PAUSE = Duration.ofMillis(500);

  /** So many looks at a reading that stands still for the same reason, and nobody waits longer. */
  private static final int PATIENCE = 30;

  private final RunningCalroute calroute;
  private final PrintWriter err;
  private String told = "";
  private int still;

  RunFollower(RunningCalroute calroute, PrintWriter err) {
    this.calroute = calroute;
    this.err = err;
  }

  /**
   * Waits.
   *
   * @param id of the run
   * @param ends the states that are waited for
   * @return the run as it is then
   * @throws RunningCalroute.Silent when it does not go on
   */
  JsonNode until(String id, Set<String> ends) {
    while (true) {
      JsonNode run = calroute.get("/api/backfill/" + id);
      tell(run);
      if (ends.contains(run.path("state").asText())) {
        return run;
      }
      pause();
    }
  }

  private void tell(JsonNode run) {
    String now = progress(run);
    if (now.equals(told)) {
      still = run.path("reason").isObject() ? still + 1 : 0;
    } else {
      told = now;
      still = 0;
      err.println(now);
    }
    if (still > PATIENCE) {
      throw new RunningCalroute.Silent(
          "it stands still, for the reason above. Mend that; the running Calroute goes on by"
              + " itself, and this command follows it again.");
    }
  }

  private static String progress(JsonNode run) {
    String state = run.path("state").asText();
    if (state.equals("writing") || state.equals("done")) {
      return count(run.path("waiting").asLong(), "appointment") + " left to write";
    }
    String listed =
        run.path("listed").asText()
            + (run.path("total").isNumber() ? " of " + run.path("total").asText() : "")
            + " listed";
    JsonNode reason = run.path("reason");
    return reason.isObject()
        ? listed
            + "; waits: "
            + reason.path("code").asText()
            + ": "
            + reason.path("message").asText()
        : listed;
  }

  private static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunningCalroute.Silent("interrupted; the running Calroute goes on by itself");
    }
  }
}
