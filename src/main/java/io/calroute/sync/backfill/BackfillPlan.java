package io.calroute.sync.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.directory.Calendar;
import io.calroute.destination.Failure;
import io.calroute.destination.Target;
import io.calroute.sync.backfill.LookAlikes.Awaited;
import io.calroute.sync.dryrun.PlannedStep;
import io.calroute.sync.dryrun.Plans;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Adds up what accepting a backfill does. For use by one thread. */
final class BackfillPlan {

  /** So many are told one by one; all are counted. */
  private static final int TOLD = 200;

  private final Plans plans;
  private final Map<Calendar, Counts> calendars =
      new TreeMap<>(Comparator.comparing(Calendar::target).thenComparing(Calendar::id));
  private final ObjectNode told = JsonNodeFactory.instance.objectNode();
  private int leave;
  private int conflicts;

  private static final class Counts {
    private final List<Awaited> awaited = new ArrayList<>();
    private int create;
    private int adopt;
    private Failure unseen;
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
                one.key().id(),
                null,
                "unrouted",
                "The directory names no calendar for somebody who holds it; add an entry."));
    plans.foresee(held).forEach((one, steps) -> add(one, steps, leftOut.contains(one)));
  }

  private void add(Appointment appointment, List<Plans.Fresh> steps, boolean told) {
    if (steps.isEmpty() && !told) {
      leave++;
    }
    for (Plans.Fresh fresh : steps) {
      PlannedStep step = fresh.step();
      Counts counts = calendars.computeIfAbsent(fresh.calendar(), any -> new Counts());
      if (step.problem() != null) {
        conflict(
            appointment.key().id(),
            name(fresh.calendar()),
            step.problem().code(),
            step.problem().message());
      } else if (step.action() == PlannedStep.Action.ADOPT) {
        counts.adopt++;
      } else {
        counts.create++;
        await(appointment, fresh, counts);
      }
    }
  }

  private static void await(Appointment appointment, Plans.Fresh fresh, Counts counts) {
    if (fresh.calendar().target() == Target.TEAMS || appointment.startsAt() == null) {
      return;
    }
    Set<String> titles = new HashSet<>();
    for (JsonNode title :
        List.of(
            appointment.document().path("title"),
            fresh.content().path("summary"),
            fresh.content().path("subject"))) {
      if (title.isTextual() && !title.textValue().isBlank()) {
        titles.add(title.textValue());
      }
    }
    counts.awaited.add(
        new Awaited(appointment.id(), appointment.key().id(), appointment.startsAt(), titles));
  }

  /** What is to be made in each calendar, by start. */
  Map<Calendar, List<Awaited>> awaited() {
    Map<Calendar, List<Awaited>> all =
        new TreeMap<>(((TreeMap<Calendar, ?>) calendars).comparator());
    calendars.forEach(
        (calendar, counts) -> {
          if (!counts.awaited.isEmpty()) {
            counts.awaited.sort(Comparator.comparing(Awaited::start));
            all.put(calendar, counts.awaited);
          }
        });
    return all;
  }

  /** What was found in a calendar, or in a part of it. */
  void found(Calendar calendar, LookAlikes.Result result) {
    Counts counts = calendars.get(calendar);
    counts.create -= result.matches().size();
    counts.adopt += result.matches().size();
    result
        .unclear()
        .forEach(one -> conflict(one.awaited().key(), name(calendar), one.code(), one.reason()));
  }

  /** A calendar can't be looked into; what is there already is not found. */
  void unseen(Calendar calendar, Failure failure) {
    calendars.get(calendar).unseen = failure;
  }

  private void conflict(String id, String calendar, String code, String reason) {
    conflicts++;
    if (conflicts <= TOLD) {
      told.withArray("/conflicts")
          .addObject()
          .put("id", id)
          .put("calendar", calendar)
          .put("code", code)
          .put("reason", reason);
    }
  }

  private static String name(Calendar calendar) {
    return calendar.target().synchronizationKey() + " " + calendar.id();
  }

  /** {@code create}, {@code adopt}, {@code leave}, {@code conflictsFound}, and each calendar. */
  JsonNode sum() {
    told.put("create", calendars.values().stream().mapToInt(counts -> counts.create).sum());
    told.put("adopt", calendars.values().stream().mapToInt(counts -> counts.adopt).sum());
    told.put("leave", leave);
    told.put("conflictsFound", conflicts);
    calendars.forEach(
        (calendar, counts) -> {
          ObjectNode one =
              told.withArray("/calendars")
                  .addObject()
                  .put("calendar", name(calendar))
                  .put("create", counts.create)
                  .put("adopt", counts.adopt);
          if (counts.unseen != null) {
            one.putObject("unseen")
                .put("code", counts.unseen.code())
                .put("reason", counts.unseen.message());
          }
        });
    return told;
  }
}
