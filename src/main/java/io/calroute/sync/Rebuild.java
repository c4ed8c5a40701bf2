package io.calroute.sync;

import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.Calendar;
import io.calroute.reference.Lane;
import io.calroute.reference.RebuildStore;
import io.calroute.target.Answer;
import io.calroute.target.Call;
import io.calroute.target.Failure;
import io.calroute.target.Standing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Rebuilds references from what events say about themselves. Safe to be repeated, and to be broken
 * off.
 */
public final class Rebuild {

  private final Supplier<CamelContext> camel;
  private final RebuildStore store;
  private final EventIds ids;
  private final Pacing pacing;
  private final TransactionTemplate transactions;

  Rebuild(
      Supplier<CamelContext> camel,
      RebuildStore store,
      EventIds ids,
      Pacing pacing,
      TransactionTemplate transactions) {
    this.camel = camel;
    this.store = store;
    this.ids = ids;
    this.pacing = pacing;
    this.transactions = transactions;
  }

  /**
   * What came of one calendar.
   *
   * @param events how many events of this installation there are
   * @param rebuilt how many of them the store did not know
   * @param known how many belong to appointments that the store knows by itself
   * @param others how many are another installation's, or nobody can tell whose
   * @param failure why the calendar could not be read; null when it could
   */
  public record Result(int events, int rebuilt, int known, int others, Failure failure) {}

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
      return new Result(0, 0, 0, 0, failure);
    }
    List<Standing> own =
        found.standings().stream().filter(one -> ids.ours(place, one).isPresent()).toList();
    int rebuilt = 0;
    int known = 0;
    for (Map.Entry<AppointmentKey, Standing> event : newest(place, own).entrySet()) {
      if (store.isKnown(event.getKey())) {
        known++;
      } else if (!write || insert(calendar, event.getKey(), event.getValue())) {
        rebuilt++;
      }
    }
    return new Result(own.size(), rebuilt, known, found.standings().size() - own.size(), null);
  }

  private Answer ask(Call list) {
    try (ProducerTemplate routes = camel.get().createProducerTemplate()) {
      return routes.requestBody(
          "direct:write-" + list.target().key(), pacing.spend(list), Answer.class);
    } catch (java.io.IOException e) {
      throw new IllegalStateException("A template that can't be closed", e);
    }
  }

  private boolean insert(Calendar calendar, AppointmentKey key, Standing standing) {
    return Boolean.TRUE.equals(
        transactions.execute(
            transaction -> store.insert(store.lane(calendar), key, revision(standing), standing)));
  }

  /** Of two events of one appointment the later creation counts; a sweep removes the other. */
  private Map<AppointmentKey, Standing> newest(Lane place, List<Standing> own) {
    Map<AppointmentKey, Standing> newest = new TreeMap<>();
    List<Standing> byGeneration = new ArrayList<>(own);
    byGeneration.sort(
        Collections.reverseOrder(
            (left, right) ->
                Integer.compare(left.marker().generation(), right.marker().generation())));
    byGeneration.forEach(
        one -> ids.ours(place, one).ifPresent(key -> newest.putIfAbsent(key, one)));
    return newest;
  }

  /** The marker's version is {@code revision-hash}. */
  private static long revision(Standing standing) {
    String version = standing.marker().version();
    String revision = version == null ? "" : version.split("-", 2)[0];
    return revision.matches("\\d{1,18}") ? Math.max(1, Long.parseLong(revision)) : 1;
  }
}
