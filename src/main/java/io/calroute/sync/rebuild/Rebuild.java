package io.calroute.sync.rebuild;

import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.directory.Calendar;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.StandingEvent;
import io.calroute.reference.Lane;
import io.calroute.retention.RetentionStore;
import io.calroute.sync.lane.QuotaGate;
import io.calroute.sync.planner.EventDifference;
import io.calroute.sync.planner.EventIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Rebuilds references from what events say about themselves. Safe to be repeated, and to be broken
 * off.
 */
@Component
public final class Rebuild {

  private final Supplier<CamelContext> camel;
  private final RebuildStore store;
  private final RetentionStore retention;
  private final EventIds ids;
  private final LiveConnections connections;
  private final QuotaGate quotaGate;
  private final TransactionTemplate transactions;

  public Rebuild(
      Supplier<CamelContext> camel,
      RebuildStore store,
      RetentionStore retention,
      EventIds ids,
      LiveConnections connections,
      QuotaGate quotaGate,
      TransactionTemplate transactions) {
    this.camel = camel;
    this.store = store;
    this.retention = retention;
    this.ids = ids;
    this.connections = connections;
    this.quotaGate = quotaGate;
    this.transactions = transactions;
  }

  /**
   * What came of one calendar.
   *
   * @param events how many events carry our marker
   * @param rebuilt how many of them the store did not know
   * @param known how many the store knows by itself, or has known until they were long over
   * @param left those that were not taken back
   * @param failure why the calendar could not be read; null when it could
   */
  public record Result(int events, int rebuilt, int known, List<Left> left, Failure failure) {}

  /**
   * An event that was not taken back.
   *
   * @param id the target's id
   * @param appointment what its marker says
   * @param reason one line
   */
  public record Left(String id, String appointment, String reason) {}

  /** All calendars that the store knows. */
  public List<Calendar> calendars() {
    return store.calendars();
  }

  /**
   * Rebuilds the references of one calendar.
   *
   * @param calendar which
   * @param write false to only say what would be done
   */
  public Result rebuild(Calendar calendar, boolean write) {
    Lane place = new Lane(0, calendar.target(), calendar.id(), false, null, false);
    Call list =
        new Call(calendar.target(), Call.Operation.LIST, calendar.id(), null, null, null, null);
    Answer answer = ask(list);
    if (!(answer instanceof Answer.Found found)) {
      Failure failure =
          answer instanceof Answer.Refused refused
              ? refused.failure()
              : Failure.of(Failure.Kind.PASSING, "no-list", "The calendar gave no list.");
      return new Result(0, 0, 0, List.of(), failure);
    }
    List<Left> left = new ArrayList<>();
    int rebuilt = 0;
    int known = 0;
    Instant removedBefore = retention.removedBefore();
    for (Map.Entry<AppointmentKey, StandingEvent> event :
        newest(place, found.standings(), left).entrySet()) {
      StandingEvent standing = event.getValue();
      // Whose appointment was removed because it is long over is to be left as it is.
      if (store.stands(standing.id())
          || EventDifference.ends(standing.resource()).filter(removedBefore::isAfter).isPresent()) {
        known++;
      } else if (store.isKnown(event.getKey())) {
        left.add(left(standing, "the store knows its appointment, and no such event of it"));
      } else if (!write || insert(calendar, event.getKey(), standing)) {
        rebuilt++;
      } else {
        left.add(left(standing, "its appointment has another event here by now"));
      }
    }
    return new Result(found.standings().size(), rebuilt, known, List.copyOf(left), null);
  }

  private Answer ask(Call list) {
    try (ProducerTemplate routes = camel.get().createProducerTemplate()) {
      return routes.requestBody(
          "direct:write-" + list.target().key(), quotaGate.spend(list), Answer.class);
    } catch (java.io.IOException e) {
      throw new IllegalStateException("A template that can't be closed", e);
    }
  }

  private boolean insert(Calendar calendar, AppointmentKey key, StandingEvent standing) {
    try {
      return insertOnce(calendar, key, standing);
    } catch (DuplicateKeyException toldMeanwhile) {
      return insertOnce(calendar, key, standing);
    }
  }

  private boolean insertOnce(Calendar calendar, AppointmentKey key, StandingEvent standing) {
    return Boolean.TRUE.equals(
        transactions.execute(
            transaction -> store.insert(store.lane(calendar), key, revision(standing), standing)));
  }

  /**
   * The event of each appointment. Of several the one that was written last counts: the highest
   * generation, then the highest revision.
   */
  private Map<AppointmentKey, StandingEvent> newest(
      Lane place, List<StandingEvent> all, Collection<Left> left) {
    Map<AppointmentKey, StandingEvent> newest = new TreeMap<>();
    List<StandingEvent> lastFirst = new ArrayList<>(all);
    lastFirst.sort(
        Comparator.comparingInt((StandingEvent one) -> one.marker().generation())
            .thenComparingLong(Rebuild::revision)
            .thenComparing(one -> ids.ours(place, one).isPresent())
            .reversed()
            .thenComparing(StandingEvent::id));
    for (StandingEvent one : lastFirst) {
      Optional<AppointmentKey> key = appointment(place, one);
      if (key.isEmpty()) {
        left.add(left(one, "another installation's, or of a connection that is not configured"));
      } else if (newest.putIfAbsent(key.get(), one) != null) {
        left.add(
            left(
                one,
                "an older event of its appointment"
                    + (ids.ours(place, one).isPresent()
                        ? "; a sweep removes it"
                        : "; remove it by hand")));
      }
    }
    return newest;
  }

  /** The id proves whose an event is; where it was made from another, the connection has to do. */
  private Optional<AppointmentKey> appointment(Lane place, StandingEvent standing) {
    return ids.ours(place, standing)
        .or(
            () ->
                ids.named(standing)
                    .filter(key -> connections.find(key.provider(), key.connection()).isPresent()));
  }

  private static Left left(StandingEvent standing, String reason) {
    return new Left(standing.id(), standing.marker().appointment(), reason);
  }

  /** The marker's version is {@code revision-hash}. */
  private static long revision(StandingEvent standing) {
    String version = standing.marker().version();
    String revision = version == null ? "" : version.split("-", 2)[0];
    return revision.matches("\\d{1,18}") ? Math.max(1, Long.parseLong(revision)) : 1;
  }
}
