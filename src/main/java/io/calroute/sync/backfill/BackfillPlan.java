package io.calroute.sync.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Appointment;
import io.calroute.sync.dryrun.PlannedStep;
import io.calroute.sync.dryrun.Plans;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what accepting a backfill does. For use by one thread. */
final class BackfillPlan {

  /** So many are told one by one; all are counted. */
  private static final int TOLD = 200;

  private final Plans plans;
  private final Map<String, Counts> calendars = new TreeMap<>();
  private final ObjectNode told = JsonNodeFactory.instance.objectNode();
  private int create;
  private int adopt;
  private int leave;
  private int conflicts;

  private static final class Counts {
    private int create;
    private int adopt;
  }

  BackfillPlan(Plans plans) {
    this.plans = plans;
    told.putArray("conflicts");
  }

  void add(List<Appointment> held) {
    List<Appointment> leftOut = plans.leftOut(held);
    leftOut.forEach(
        one ->
            conflict(
                one,
                null,
                "unrouted",
                "The directory names no calendar for somebody who holds it; add an entry."));
    plans.foresee(held).forEach((one, steps) -> add(one, steps, leftOut.contains(one)));
  }

  private void add(Appointment appointment, List<PlannedStep> steps, boolean told) {
    if (steps.isEmpty() && !told) {
      leave++;
    }
    for (PlannedStep step : steps) {
      String calendar = step.target() + " " + step.calendar();
      Counts counts = calendars.computeIfAbsent(calendar, any -> new Counts());
      if (step.problem() != null) {
        conflict(appointment, calendar, step.problem().code(), step.problem().message());
      } else if (step.action() == PlannedStep.Action.ADOPT) {
        adopt++;
        counts.adopt++;
      } else {
        create++;
        counts.create++;
      }
    }
  }

  private void conflict(Appointment appointment, String calendar, String code, String reason) {
    conflicts++;
    if (conflicts <= TOLD) {
      told.withArray("/conflicts")
          .addObject()
          .put("id", appointment.key().id())
          .put("calendar", calendar)
          .put("code", code)
          .put("reason", reason);
    }
  }

  /** {@code create}, {@code adopt}, {@code leave}, {@code conflictsFound}, and each calendar. */
  JsonNode sum() {
    told.put("create", create);
    told.put("adopt", adopt);
    told.put("leave", leave);
    told.put("conflictsFound", conflicts);
    calendars.forEach(
        (name, counts) ->
            told.withArray("/calendars")
                .addObject()
                .put("calendar", name)
                .put("create", counts.create)
                .put("adopt", counts.adopt));
    return told;
  }
}
