package io.calroute.applying;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.CallbackEffect;
import io.calroute.appointment.Redaction;
import io.calroute.appointment.Version;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Outcome;
import io.calroute.event.Events;
import io.calroute.provider.asking.Ask;
import io.calroute.reference.ReferenceStore;
import io.calroute.retention.erasure.ErasedPeople;
import io.calroute.routing.Placement;
import io.calroute.store.JoinedWrites;
import io.calroute.work.SyncObserver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Applies mapped callbacks: makes each appointment what its newest callback says, and says where it
 * is to stand. Works on whole batches in the caller's transaction, with a fixed number of
 * statements. Safe for concurrent use.
 */
@Component
public final class Applying {

  private final Journal journal;
  private final AppointmentStore appointments;
  private final ReferenceStore references;
  private final Placement placement;
  private final SyncObserver observer;
  private final Events events;
  private final Sightings sightings;
  private final ErasedPeople erased;

  public Applying(
      Journal journal,
      AppointmentStore appointments,
      ReferenceStore references,
      Placement placement,
      SyncObserver observer,
      Events events,
      Sightings sightings,
      ErasedPeople erased) {
    this.journal = journal;
    this.appointments = appointments;
    this.references = references;
    this.placement = placement;
    this.observer = observer;
    this.events = events;
    this.sightings = sightings;
    this.erased = erased;
  }

  /**
   * Applies a batch.
   *
   * @param batch in order of arrival
   * @param began when the caller's transaction did
   * @return how many appointments have changed
   * @throws ConcurrencyFailureException when another worker was faster, with the same new
   *     appointment or with one of the callbacks; nothing is done then
   */
  public int apply(List<MappedCallback> batch, Instant began) {
    JoinedWrites writes = journal.writes();
    Followed followed = follow(Set.of(), batch, false, writes);
    List<String> found = sightings.found(batch, followed);
    journal.record(
        batch.stream().map(mapped -> mapped.callback().id()).toList(), followed.outcomes, writes);
    write(writes);
    if (!followed.forgotten.isEmpty()) {
      journal.forget(followed.forgotten);
    }
    tell(batch, followed.outcomes, found, began);
    return followed.changed.size();
  }

  /**
   * Applies callbacks again that had the last word about their appointments.
   *
   * @param also appointments to lock besides those that the callbacks are about
   * @param batch in order of arrival; what the journal says of them stays
   */
  public Followed again(Collection<AppointmentKey> also, List<MappedCallback> batch) {
    JoinedWrites writes = appointments.writes();
    Followed followed = follow(also, batch, true, writes);
    write(writes);
    return followed;
  }

  private static void write(JoinedWrites writes) {
    try {
      writes.write();
    } catch (DuplicateKeyException e) {
      throw new ConcurrencyFailureException("Another worker has stored the same appointment", e);
    }
  }

  /**
   * What came of a batch.
   *
   * @param outcomes one for each callback, in the same order
   * @param current the locked appointments as they are now
   * @param changed those whose calendars may have to follow
   * @param forgotten callbacks that named somebody who was erased
   */
  public record Followed(
      List<Outcome> outcomes,
      Map<AppointmentKey, Appointment> current,
      Set<AppointmentKey> changed,
      Set<Long> forgotten) {}

  private Followed follow(
      Collection<AppointmentKey> also,
      List<MappedCallback> batch,
      boolean again,
      JoinedWrites writes) {
    // Locks would be gone at once, and what the transaction has locked would be waited for.
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalTransactionStateException(
          "The route has left the thread of its transaction; take out the step that does so.");
    }
    Set<AppointmentKey> keys = new HashSet<>(also);
    for (MappedCallback mapped : batch) {
      if (mapped.canonical() != null) {
        keys.add(key(mapped));
        keys.addAll(formerKeys(mapped));
      } else if (isIgnored(mapped)) {
        keys.add(ignoredKey(mapped));
      }
    }
    AppointmentStore.Locked locked = appointments.lock(keys);
    Map<AppointmentKey, Appointment> current = new HashMap<>(locked.known());
    Map<AppointmentKey, Appointment> heard = new LinkedHashMap<>();
    Set<AppointmentKey> changed = new HashSet<>();
    Map<AppointmentKey, AppointmentKey> successors = new LinkedHashMap<>();
    List<Outcome> outcomes = new ArrayList<>();
    List<Ask> asks = new ArrayList<>();
    Set<Long> forgotten = new HashSet<>();
    Map<Long, Instant> seen = again ? null : sightings.seen(batch, current.values());
    for (MappedCallback said : batch) {
      if (said.outcome() != null) {
        outcomes.add(said.outcome());
        if (isAboutErased(said, current)) {
          forgotten.add(said.callback().id());
        }
        continue;
      }
      MappedCallback mapped = withoutErased(said, current, forgotten);
      AppointmentKey key = key(mapped);
      Appointment known = current.get(key);
      long id = mapped.callback().id();
      JsonNode canonical = sightings.stored(mapped, known);
      CallbackEffect effect =
          again
              ? CallbackEffect.again(known, key, canonical, id)
              : CallbackEffect.of(
                  known,
                  key,
                  canonical,
                  id,
                  sightings.of(mapped),
                  seen == null || known == null ? null : seen.get(known.version().callback()));
      outcomes.add(outcome(effect, mapped.canonical(), key));
      if (effect.kind() == CallbackEffect.Kind.ASK) {
        asks.add(sightings.ask(mapped, key, known));
        continue;
      }
      if (!again && sightings.asksAbout(mapped, effect)) {
        asks.add(sightings.ask(mapped, key, null));
      }
      if (effect.after() != known) {
        current.put(key, effect.after());
        heard.put(key, effect.after());
      }
      if (effect.kind() == CallbackEffect.Kind.CHANGED) {
        changed.add(key);
      }
      boolean stale = effect.kind() == CallbackEffect.Kind.STALE;
      if (effect.kind() == CallbackEffect.Kind.REFUSED || again && stale) {
        continue;
      }
      Version version = new Version(mapped.canonical().path("version"), id);
      for (AppointmentKey former : formerKeys(mapped)) {
        Appointment given = current.get(former);
        if (CallbackEffect.hasReturned(given, effect.after(), version)) {
          continue;
        }
        boolean seat = mapped.canonical().path("seat").isObject();
        Appointment superseded =
            seat
                ? CallbackEffect.left(given, mapped.canonical(), id)
                : CallbackEffect.superseded(given, former, key.id(), version);
        if (superseded == given) {
          continue;
        }
        current.put(former, superseded);
        heard.put(former, superseded);
        if (given == null || !given.version().isLast()) {
          changed.add(former);
          if (!seat) {
            successors.put(former, key);
            Appointment heir = CallbackEffect.heir(current.get(key), given);
            current.put(key, heir);
            heard.put(key, heir);
          }
        }
      }
    }
    sightings.ask(asks);
    store(locked, heard, changed, successors, again, writes);
    return new Followed(outcomes, current, changed, forgotten);
  }

  private MappedCallback withoutErased(
      MappedCallback said, Map<AppointmentKey, Appointment> current, Set<Long> forgotten) {
    Set<String> before = Redaction.marks(current.get(key(said)));
    formerKeys(said).forEach(former -> before.addAll(Redaction.marks(current.get(former))));
    Callback callback = said.callback();
    Redaction.Word word = erased.word(callback.provider(), callback.id(), said.canonical(), before);
    if (word.forgotten()) {
      forgotten.add(callback.id());
    }
    return new MappedCallback(callback, word.canonical(), null, said.stamped());
  }

  /** What failed is kept until it is replayed: it may move the appointment. */
  private static boolean isIgnored(MappedCallback mapped) {
    Outcome outcome = mapped.outcome();
    return outcome != null
        && outcome.kind() == Outcome.Kind.IGNORED
        && outcome.appointmentId() != null;
  }

  private static boolean isAboutErased(
      MappedCallback said, Map<AppointmentKey, Appointment> current) {
    return isIgnored(said) && !Redaction.marks(current.get(ignoredKey(said))).isEmpty();
  }

  private static AppointmentKey ignoredKey(MappedCallback said) {
    Callback callback = said.callback();
    return new AppointmentKey(
        callback.provider(), callback.connection(), said.outcome().appointmentId());
  }

  private void store(
      AppointmentStore.Locked locked,
      Map<AppointmentKey, Appointment> heard,
      Set<AppointmentKey> changed,
      Map<AppointmentKey, AppointmentKey> successors,
      boolean again,
      JoinedWrites writes) {
    List<Appointment> known = heard.values().stream().filter(one -> one.id() != 0).toList();
    List<Appointment> fresh =
        heard.values().stream()
            .filter(one -> one.id() == 0)
            .map(one -> one.storedAs(locked.free().get(one.key())))
            .toList();
    List<Appointment> stored = Stream.of(known, fresh).flatMap(List::stream).toList();
    Placement.Placed placed =
        placement.decide(
            stored.stream().filter(one -> changed.contains(one.key())).toList(), again);
    events.unrouted(placed.unrouted());
    appointments.store(fresh, known, placed.routing(), writes);
    if (!successors.isEmpty()) {
      write(writes);
      handOver(stored, successors);
    }
    events.cancelled(
        known.stream()
            .filter(one -> Events.isCalledOff(locked.known().get(one.key()), one))
            .toList());
    placement.want(
        placed,
        fresh.stream()
            .filter(one -> !successors.containsValue(one.key()))
            .map(Appointment::id)
            .collect(Collectors.toSet()),
        writes);
  }

  private void handOver(List<Appointment> stored, Map<AppointmentKey, AppointmentKey> successors) {
    Map<AppointmentKey, Long> ids = new HashMap<>();
    stored.forEach(one -> ids.put(one.key(), one.id()));
    successors.forEach(
        (former, successor) -> {
          if (ids.containsKey(successor)) {
            references.handOver(ids.get(former), ids.get(successor));
          }
        });
  }

  private void tell(
      List<MappedCallback> batch, List<Outcome> outcomes, List<String> found, Instant began) {
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            for (int i = 0; i < outcomes.size(); i++) {
              Outcome outcome = outcomes.get(i);
              observer.applied(
                  CallbackWorkers.step(batch.get(i).callback(), began),
                  outcome.kind().word(),
                  outcome.code(),
                  outcome.appointmentId());
            }
            found.forEach(observer::found);
          }
        });
  }

  static AppointmentKey key(MappedCallback mapped) {
    Callback callback = mapped.callback();
    return new AppointmentKey(
        callback.provider(), callback.connection(), mapped.canonical().path("id").textValue());
  }

  /** Earlier ids of the same booking; a provider may give a new one for a new time. */
  private static List<AppointmentKey> formerKeys(MappedCallback mapped) {
    List<AppointmentKey> keys = new ArrayList<>();
    AppointmentKey key = key(mapped);
    for (JsonNode id : mapped.canonical().path("formerIds")) {
      if (id.isTextual() && !id.textValue().equals(key.id())) {
        keys.add(new AppointmentKey(key.provider(), key.connection(), id.textValue()));
      }
    }
    return keys;
  }

  private static Outcome outcome(CallbackEffect effect, JsonNode canonical, AppointmentKey key) {
    Outcome.Kind kind =
        switch (effect.kind()) {
          case CHANGED -> Outcome.Kind.APPLIED;
          case SAME -> Outcome.Kind.UNCHANGED;
          case STALE -> Outcome.Kind.STALE;
          case ASK -> Outcome.Kind.UNCHANGED;
          case REFUSED -> Outcome.Kind.FAILED;
        };
    return new Outcome(
        kind, effect.code(), effect.reason(), canonical.path("type").textValue(), key.id());
  }
}
