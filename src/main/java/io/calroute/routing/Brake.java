package io.calroute.routing;

import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.directory.Calendar;
import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.DirectoryStore.Effect;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.ReferenceStore;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Weighs an edit of the directory before it is followed. One that empties many calendars at once is
 * more likely a slip than a wish. Changes nothing. Safe for concurrent use.
 */
@Component
public final class Brake {

  /** So many events an edit may move or remove by itself, however few there are. */
  private static final long FEW = 20;

  private static final int CHUNK = 200;

  private final AppointmentStore appointments;
  private final ReferenceStore references;
  private final Supplier<SyncSettings> settings;
  private final Clock clock;

  public Brake(
      AppointmentStore appointments,
      ReferenceStore references,
      Supplier<SyncSettings> settings,
      Clock clock) {
    this.appointments = appointments;
    this.references = references;
    this.settings = settings;
    this.clock = clock;
  }

  /** Whether somebody has to say that an effect is meant. */
  static boolean isTooMuch(Effect effect) {
    long lost = effect.moved() + effect.removed();
    return lost > FEW && lost * 10 > effect.events();
  }

  /**
   * Tells what a directory would do to the events that stand and are not over. Meetings of their
   * own do not count: they follow the events.
   */
  Effect weigh(Directory now, Directory next) {
    SyncSettings decided = settings.get();
    Set<String> withoutTeams = references.mailboxesWithoutTeams();
    PlacementInputs before = new PlacementInputs(now, decided, withoutTeams);
    PlacementInputs after = new PlacementInputs(next, decided, withoutTeams);
    Instant present = clock.instant();
    long events = 0;
    long moved = 0;
    long removed = 0;
    List<Appointment> chunk = appointments.ahead(null, Long.MAX_VALUE, present, CHUNK);
    while (!chunk.isEmpty()) {
      Map<Long, Set<Calendar>> standing =
          references.standing(chunk.stream().map(Appointment::id).toList());
      for (Appointment one : chunk) {
        Set<Calendar> there = standing.getOrDefault(one.id(), Set.of());
        if (there.isEmpty()) {
          continue;
        }
        events += there.size();
        Set<Calendar> kept = before.route(one).calendars();
        Set<Calendar> coming = after.route(one).calendars();
        Set<Calendar> lost = new HashSet<>(there);
        lost.retainAll(kept);
        lost.removeAll(coming);
        coming.removeAll(kept);
        int elsewhere = Math.min(lost.size(), coming.size());
        moved += elsewhere;
        removed += lost.size() - elsewhere;
      }
      chunk = appointments.ahead(null, chunk.get(chunk.size() - 1).id(), present, CHUNK);
    }
    return new Effect(events, moved, removed);
  }
}
