package io.calroute.sync.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.RoutedBy;
import io.calroute.appointment.Status;
import io.calroute.appointment.Version;
import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.DirectoryStore;
import io.calroute.destination.Answer;
import io.calroute.destination.Failure;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import io.calroute.event.Events;
import io.calroute.event.HeardEvents;
import io.calroute.policy.LinkSettings;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Reference;
import io.calroute.reference.ReferenceStore;
import io.calroute.reference.ReferenceWriter;
import io.calroute.reference.WantedReference;
import io.calroute.routing.DirectoryInForce;
import io.calroute.routing.Placement;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.ManualClock;
import io.calroute.store.EmptyStore;
import io.calroute.store.JoinedWrites;
import io.calroute.sync.drift.DriftStore;
import io.calroute.sync.drift.Drifts;
import io.calroute.sync.dryrun.ObedientTarget;
import io.calroute.sync.planner.Scene;
import io.calroute.work.Backoff;
import io.calroute.work.ChangedAppointments;
import io.calroute.work.LogTopic;
import io.calroute.work.Signal;
import io.calroute.work.SyncObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Appointments and references in a real store; the steps of their turns are taken by hand. */
final class StoredTurns implements AutoCloseable {

  static final Instant START = Instant.parse("2026-11-02T09:00:00Z");
  static final Duration SETTLE = Duration.ofMinutes(3);

  final EmptyStore store;
  final ManualClock clock = new ManualClock(START);
  final AppointmentStore appointments;
  final ReferenceStore references;
  final ReferenceWriter writer;
  final TransactionTemplate transactions;
  final HeardEvents heard;
  final Turns turns;

  private StoredTurns(EmptyStore store, SyncSettings.Teams teams) {
    this.store = store;
    SyncSettings settings =
        new SyncSettings(
            "calroute",
            SyncSettings.Tentative.HOLD,
            SyncSettings.Personal.SKIP,
            SyncSettings.Drift.REPAIR,
            teams,
            new Binder(new MapConfigurationPropertySource(Map.of("sync.settle", SETTLE)))
                .bindOrCreate("sync", SyncSettings.Sync.class));
    appointments = new AppointmentStore(store.jdbc(), new ObjectMapper(), clock);
    references = new ReferenceStore(store.jdbc(), new ObjectMapper(), clock);
    writer = new ReferenceWriter(references, clock);
    transactions = new TransactionTemplate(new DataSourceTransactionManager(store.dataSource()));
    heard = HeardEvents.in(store.jdbc(), clock);
    Events events = heard.events();
    turns =
        new Turns(
            appointments,
            references,
            writer,
            new Placement(
                appointments,
                references,
                new DirectoryInForce(
                    new DirectoryStore(store.jdbc(), new ObjectMapper(), clock),
                    () -> new Directory(List.of())),
                () -> settings,
                events),
            transactions,
            new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), new Random(1)),
            () -> settings,
            () -> new LinkSettings(List.of(LinkSettings.Way.ADOPT), null, Map.of()),
            clock,
            new Signal(1),
            new Drifts(
                new DriftStore(store.jdbc(), clock), () -> settings, SyncObserver.NONE, events),
            SyncObserver.NONE,
            new ChangedAppointments(),
            events);
  }

  static StoredTurns start(Path home) {
    return start(home, new SyncSettings.Teams(SyncSettings.Teams.When.NEVER, null));
  }

  static StoredTurns start(Path home, SyncSettings.Teams teams) {
    return new StoredTurns(EmptyStore.start(home), teams);
  }

  /** Lanes stay: the store remembers them. */
  void clear() {
    store.jdbc().update("truncate appointment, refused_credentials, mailbox_without_teams cascade");
    store.jdbc().update("update lane set paused_until = null, pause_code = null");
  }

  static WantedReference google(String calendar, int position) {
    return new WantedReference(Target.GOOGLE, calendar, position, null);
  }

  /** Stores an appointment that is to stand there, all of it due. */
  Appointment appointment(String id, WantedReference... places) {
    return appointment(id, Json.object(), List.of(places));
  }

  Appointment appointment(String id, ObjectNode document, List<WantedReference> places) {
    AppointmentKey key = new AppointmentKey("acme", "default", id);
    Appointment fresh =
        new Appointment(
            0,
            key,
            Status.CONFIRMED,
            1,
            new Version(JsonNodeFactory.instance.arrayNode(), 1),
            document.put("id", id),
            START.plus(Duration.ofDays(1)),
            START.plus(Duration.ofDays(1)));
    return transactions.execute(
        transaction -> {
          Appointment stored = fresh.storedAs(appointments.lock(List.of(key)).free().get(key));
          JoinedWrites writes = appointments.writes();
          appointments.store(List.of(stored), List.of(), RoutedBy.NOTHING, writes);
          references.want(Map.of(stored.id(), places), Set.of(), writes);
          writes.write();
          return stored;
        });
  }

  /** Says where appointments are to stand from now on, in the caller's transaction. */
  void want(Map<Long, List<WantedReference>> places) {
    JoinedWrites writes = appointments.writes();
    references.want(places, places.keySet(), writes);
    writes.write();
  }

  /** Says something newer of an appointment; it is to stand where it stood. */
  void renew(long appointment) {
    transactions.executeWithoutResult(
        transaction -> {
          Appointment current = appointments.lock(appointment);
          appointments.update(
              List.of(
                  new Appointment(
                      current.id(),
                      current.key(),
                      current.status(),
                      current.revision() + 1,
                      current.version(),
                      current.document(),
                      current.startsAt(),
                      current.endsAt())));
          want(
              Map.of(
                  appointment,
                  new ArrayList<>(references.wanted(List.of(appointment)).get(appointment))));
        });
  }

  /** The reference as it stands, by the appointment and the calendar. */
  Reference reference(long appointment, String calendar) {
    return references.of(appointment).stream()
        .filter(one -> one.lane().calendar().equals(calendar))
        .findFirst()
        .orElseThrow();
  }

  /** Opens a turn as a lane's worker does: from what was read ahead, where that is enough. */
  Turn open(Reference reference) {
    return open(
        references.due(reference.lane().id(), Instant.EPOCH, null, 50).stream()
            .filter(due -> due.id() == reference.id())
            .findFirst()
            .orElseGet(() -> unread(reference)));
  }

  /** Opens a turn of which nothing was read ahead. */
  Turn openUnread(Reference reference) {
    return open(unread(reference));
  }

  /** Leaves no topic behind: the thread is that of tests which read a log. */
  private Turn open(ReferenceStore.Due due) {
    try {
      return turns.open(due);
    } finally {
      LogTopic.over();
    }
  }

  private static ReferenceStore.Due unread(Reference reference) {
    return new ReferenceStore.Due(reference.id(), false, null, null);
  }

  /** Waits until what has come of a turn is stored. */
  Turn proceed(Turn turn, Answer answer) {
    turns.proceed(turn, answer);
    assertThat(Turns.isStored(turn.stored())).isTrue();
    return turn;
  }

  /** Opens a turn and decides its first call. */
  Turn begin(Reference reference, String title) {
    return turns.begin(open(reference), content(title));
  }

  /** Takes a whole turn; the calendar makes events as asked. */
  Turn take(Reference reference, String title) {
    return take(open(reference), title);
  }

  /** Takes a whole turn that is opened; null for none. */
  Turn take(Turn turn, String title) {
    if (turn != null) {
      turns.begin(turn, content(title));
      while (turn.getCall() != null) {
        turns.proceed(turn, ObedientTarget.answer(turn.getCall(), turn.reference()));
      }
      assertThat(Turns.isStored(turn.stored())).isTrue();
    }
    return turn;
  }

  static JsonNode content(String title) {
    return Scene.content(title);
  }

  static Answer refused(Failure.Kind kind) {
    return new Answer.Refused(Failure.of(kind, "test", "Test."));
  }

  /** The event that a call is about, with what it was last given. */
  static Answer stands(Turn turn, String etag) {
    return new Answer.Stands(
        new StandingEvent(
            turn.getCall().eventId(),
            etag,
            null,
            false,
            null,
            null,
            turn.reference().applied().content()));
  }

  @Override
  public void close() {
    writer.close();
    store.close();
  }
}
