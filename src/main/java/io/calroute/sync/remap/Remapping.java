package io.calroute.sync.remap;

import io.calroute.applying.Applying;
import io.calroute.applying.MappedCallback;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.callback.journal.Outcome;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.function.MappingRefused;
import io.calroute.policy.LinkSettings;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Reference;
import io.calroute.reference.ReferenceStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Makes appointments, and what their events show, what the mappings in use make of the callbacks
 * that had the last word. Only what really differs becomes due. Works in the caller's transaction.
 * Safe for concurrent use.
 */
@Component
public final class Remapping {

  private final Applying applying;
  private final ReferenceStore references;
  private final Mappings mappings;
  private final Supplier<SyncSettings> settings;
  private final Supplier<LinkSettings> links;
  private final Clock clock;

  public Remapping(
      Applying applying,
      ReferenceStore references,
      Mappings mappings,
      Supplier<SyncSettings> settings,
      Supplier<LinkSettings> links,
      Clock clock) {
    this.applying = applying;
    this.references = references;
    this.mappings = mappings;
    this.settings = settings;
    this.links = links;
    this.clock = clock;
  }

  /**
   * What came of a batch.
   *
   * @param tally by what became of them
   * @param problems of those that were left as they are
   */
  public record Result(Remap.Tally tally, List<Remap.Problem> problems) {}

  /**
   * Applies a batch again.
   *
   * @param batch the appointments
   * @param mapped what the provider's mapping makes of their callbacks now
   */
  public Result apply(List<Appointment> batch, List<MappedCallback> mapped) {
    List<AppointmentKey> keys = batch.stream().map(Appointment::key).toList();
    Applying.Followed followed = applying.again(keys, mapped);
    Map<Long, Outcome> outcomes = new HashMap<>();
    for (int i = 0; i < mapped.size(); i++) {
      outcomes.put(mapped.get(i).callback().id(), followed.outcomes().get(i));
    }
    Count count = new Count();
    Map<Appointment, Outcome> alike = new HashMap<>();
    for (Appointment read : batch) {
      Appointment now = followed.current().get(read.key());
      if (followed.changed().contains(read.key())) {
        count.changed++;
      } else if (!now.version().isLast()) {
        alike.put(now, outcomes.get(read.version().callback()));
      } else {
        count.unchanged++;
      }
    }
    Set<Long> due = new HashSet<>();
    Map<Long, List<Reference>> all =
        references.ofAll(alike.keySet().stream().map(Appointment::id).toList());
    alike.forEach(
        (appointment, outcome) ->
            judge(appointment, outcome, all.getOrDefault(appointment.id(), List.of()), count, due));
    if (!due.isEmpty()) {
      references.makeDue(due);
    }
    return new Result(count.tally(), count.problems);
  }

  /** The same is wanted as before; its events may be to show it otherwise. */
  private void judge(
      Appointment appointment, Outcome outcome, List<Reference> all, Count count, Set<Long> due) {
    Set<Long> otherwise;
    try {
      otherwise =
          appointment.isPlaceholder()
              ? Set.of()
              : Rewriting.due(
                  appointment, all, mappings::apply, settings.get(), links.get(), clock.instant());
    } catch (MappingRefused refused) {
      count.failed(appointment, refused.code(), refused.getMessage());
      return;
    }
    due.addAll(otherwise);
    if (outcome == null) {
      count.purged++;
    } else if (outcome.kind() == Outcome.Kind.IGNORED) {
      count.ignored++;
      count.tell(appointment, outcome.code(), outcome.reason());
    } else if (outcome.kind() == Outcome.Kind.FAILED) {
      count.failed(appointment, outcome.code(), outcome.reason());
    } else if (!appointment.key().id().equals(outcome.appointmentId())) {
      count.failed(
          appointment,
          "other-id",
          "The mapping reads another appointment's id out of the last callback now; nothing was"
              + " changed, because the event would stand twice.");
    } else if (otherwise.isEmpty()) {
      count.unchanged++;
    } else {
      count.rewritten++;
    }
  }

  private static final class Count {
    private long changed;
    private long rewritten;
    private long unchanged;
    private long purged;
    private long ignored;
    private long failed;
    private final List<Remap.Problem> problems = new ArrayList<>();

    void failed(Appointment appointment, String code, String message) {
      failed++;
      tell(appointment, code, message);
    }

    void tell(Appointment appointment, String code, String message) {
      AppointmentKey key = appointment.key();
      problems.add(new Remap.Problem(key.connection(), key.id(), code, message));
    }

    Remap.Tally tally() {
      return new Remap.Tally(changed, rewritten, unchanged, purged, ignored, failed);
    }
  }
}
