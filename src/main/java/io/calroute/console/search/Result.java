package io.calroute.console.search;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.WallTime;
import io.calroute.operations.appointment.FoundAppointment;
import io.calroute.verdict.decision.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of what was found.
 *
 * @param title null when it has none, or when only a callback is known
 * @param start null when it has no time now
 * @param staff names or addresses of who holds it, the one in charge first
 * @param page where all of it is; null when nothing is known
 */
record Result(String title, WallTime start, List<String> staff, String page, Verdict verdict) {

  /**
   * A line.
   *
   * @param found null when the verdict is about no appointment that is stored
   */
  static Result of(Verdict verdict, FoundAppointment found, String page) {
    if (found == null) {
      return new Result(null, null, List.of(), page, verdict);
    }
    JsonNode document = found.appointment().document();
    List<String> staff = new ArrayList<>();
    for (JsonNode member : document.path("staff")) {
      staff.add(
          member
              .path("name")
              .asText(member.path("email").asText(member.path("id").asText("unknown"))));
    }
    return new Result(
        document.path("title").textValue(),
        WallTime.of(document.path("start")),
        staff,
        page,
        verdict);
  }

  /** What the link to it says. */
  public String name() {
    if (title != null) {
      return title;
    }
    if (verdict.appointment() != null) {
      return verdict.appointment().id();
    }
    return verdict.callback() == null
        ? "Nothing is known by this"
        : "Callback " + verdict.callback();
  }
}
