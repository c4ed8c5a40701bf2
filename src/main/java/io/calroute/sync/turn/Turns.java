package io.calroute.sync.turn;

import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentStore;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.Target;
import io.calroute.event.EventType;
import io.calroute.event.Events;
import io.calroute.policy.LinkSettings;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Reference;
import io.calroute.reference.ReferenceStore;
import io.calroute.reference.ReferenceWriter;
import io.calroute.routing.Placement;
import io.calroute.routing.Routing;
import io.calroute.sync.drift.Drifts;
import io.calroute.sync.planner.Decision;
import io.calroute.sync.planner.Planner;
import io.calroute.sync.planner.ReferenceOrder;
import io.calroute.sync.planner.WantedContent;
import io.calroute.work.Backoff;
import io.calroute.work.ChangedAppointments;
import io.calroute.work.LogTopic;
import io.calroute.work.Signal;
import io.calroute.work.SyncObserver;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The steps of a turn, as the route {@code sync-reference} names them. A step that concerns one
 * reference alone is stored together with those of other lanes; one that concerns others, too, is a
 * short transaction that first locks the appointment. No transaction is open while a target is
 * called. Safe for concurrent use.
 */
@Component
public final class Turns {

  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

  /** More calls than any honest story needs; what is left is done in a later turn. */
  public static final int CALLS_PER_TURN = 8;

  private final AppointmentStore appointments;
  private final ReferenceStore references;
  private final ReferenceWriter writer;
  private final Placement placement;
  private final TransactionTemplate transactions;
  private final Backoff backoff;
  private final Supplier<SyncSettings> settings;
  private final Supplier<LinkSettings> links;
  private final Clock clock;
  private final Signal lanesDue;
  private final Drifts drifts;
  private final SyncObserver observer;
  private final ChangedAppointments changed;
  private final Events events;

  public Turns(
      AppointmentStore appointments,
      ReferenceStore references,
      ReferenceWriter writer,
      Placement placement,
      TransactionTemplate transactions,
      Backoff backoff,
      Supplier<SyncSettings> settings,
      Supplier<LinkSettings> links,
      Clock clock,
      Signal lanesDue,
      Drifts drifts,
      SyncObserver observer,
      ChangedAppointments changed,
      Events events) {
    this.appointments = appointments;
    this.references = references;
    this.writer = writer;
    this.placement = placement;
    this.transactions = transactions;
    this.backoff = backoff;
    this.settings = settings;
    this.links = links;
    this.clock = clock;
    this.lanesDue = lanesDue;
    this.drifts = drifts;
    this.observer = observer;
    this.changed = changed;
    this.events = events;
  }

  /**
   * Opens a turn: looks at a due reference, and at what is wanted of it.
   *
   * @param due the reference
   * @return the turn; null when the reference has to wait for another one
   */
  public Turn open(ReferenceStore.Due due) {
    SyncSettings decided = settings.get();
    Turn known = due.known() == null ? null : open(due, due.known(), decided);
    Turn turn = known == null ? open(due.id(), due.epoch(), decided) : known;
    if (turn != null) {
      begin(turn);
    }
    return turn;
  }

  /** On the worker's thread, which ends it. */
  private void begin(Turn turn) {
    Appointment appointment = turn.appointment();
    long callback = appointment.version().callback();
    if (turn.hasNews()) {
      turn.followedBy(
          observer.bringing(turn.reference().lane().target(), appointment.key().id(), callback));
    }
    LogTopic.is(callback, appointment.key().id(), turn.bringing().traceparent());
  }

  /**
   * Opens a turn without another look at the store. Should something have been said since, its
   * first request is not stored.
   *
   * @return null when others have to be asked
   */
  private Turn open(ReferenceStore.Due due, ReferenceStore.Known known, SyncSettings decided) {
    ReferenceOrder order = new ReferenceOrder(List.of(known.reference()), clock.instant());
    boolean showsAnothers =
        !known.alone()
            && known.reference().wanted()
            && Routing.needsMeeting(known.appointment().document(), decided);
    return showsAnothers || order.lackHost(known.appointment(), decided)
        ? null
        : turn(known, order.host(known.appointment(), decided), due.epoch());
  }

  private Turn turn(ReferenceStore.Known known, Reference host, Long epoch) {
    Appointment appointment = known.appointment();
    Reference reference = known.reference();
    boolean wanted = reference.wanted();
    return new Turn(
        appointment,
        reference,
        known.alone(),
        host != null && host.id() == reference.id(),
        known.drifted(),
        known.heardAt(),
        epoch,
        wanted ? WantedContent.mapping(reference.lane().target()) : null,
        wanted ? WantedContent.input(appointment, reference, host, links.get()) : null);
  }

  private Turn open(long referenceId, Long epoch, SyncSettings decided) {
    return transactions.execute(
        transaction -> {
          Appointment appointment = appointments.lock(references.appointmentOf(referenceId));
          ReferenceStore.ForTurn read = read(appointment, referenceId, decided);
          if (order(read).lackHost(appointment, decided)) {
            placement.place(List.of(appointment));
            read = read(appointment, referenceId, decided);
          }
          ReferenceOrder order = order(read);
          Reference reference = one(read, referenceId).orElse(null);
          if (reference == null) {
            // It was handed over just before the lock, and is due there.
            return null;
          }
          Reference host = order.host(appointment, decided);
          if (order.mustWait(reference, host)) {
            references.save(
                reference, reference.writes(), reference.dueAt(), ReferenceStore.WAIT_CHECK, true);
            return null;
          }
          return turn(
              new ReferenceStore.Known(appointment, reference, read.alone(), true, null),
              host,
              epoch);
        });
  }

  private ReferenceStore.ForTurn read(
      Appointment appointment, long reference, SyncSettings decided) {
    return references.forTurn(
        appointment.id(),
        reference,
        Routing.needsMeeting(appointment.document(), decided),
        clock.instant().plus(ReferenceStore.LONGEST_REST));
  }

  private ReferenceOrder order(ReferenceStore.ForTurn read) {
    return new ReferenceOrder(read.references(), clock.instant());
  }

  private static Optional<Reference> one(ReferenceStore.ForTurn read, long reference) {
    return read.references().stream().filter(one -> one.id() == reference).findFirst();
  }

  private Planner planner() {
    return Planner.of(settings.get());
  }

  /**
   * Decides the first call.
   *
   * @param content what the mapping made; ignored when nothing is to stand
   * @return the turn, with the call to make or none
   */
  public Turn begin(Turn turn, Object content) {
    turn.desire(WantedContent.desired(turn.appointment(), turn.reference(), content));
    return follow(turn, planner().begin(turn.reference(), turn.desired(), clock.instant()), null);
  }

  /**
   * Decides what follows from the answer to the turn's call.
   *
   * @param answer what came of its call
   * @return the turn, with the next call to make or none
   */
  public Turn proceed(Turn turn, Answer answer) {
    return LogTopic.during(
        turn.appointment().version().callback(),
        turn.appointment().key().id(),
        turn.bringing().traceparent(),
        () -> answered(turn, answer));
  }

  private Turn answered(Turn turn, Answer answer) {
    Call call = turn.getCall();
    Failure failure = answer instanceof Answer.Refused no ? no.failure() : null;
    observer.called(call, failure == null ? null : failure.kind());
    observer.answered(turn.appointment().id(), call, turn.callTook(), failure);
    turn.bringing().called(call, turn.callTook(), failure == null ? null : failure.kind());
    boolean done = !(answer instanceof Answer.Refused);
    if (done) {
      turn.carriedOut(call);
    }
    Decision decision =
        planner().proceed(turn.reference(), turn.desired(), call, answer, clock.instant());
    return follow(turn, decision, done ? call : null);
  }

  /**
   * Records that a turn broke off for a reason of our own, such as a mapping that does not work.
   *
   * @param referenceId the reference
   * @param failure why
   */
  void abandon(long referenceId, Failure failure) {
    transactions.executeWithoutResult(
        transaction -> {
          long appointment = references.appointmentOf(referenceId);
          long revision = appointments.lockRevision(appointment);
          one(references.forTurn(appointment, referenceId, false, clock.instant()), referenceId)
              .ifPresent(
                  reference -> {
                    Reference failed = reference.failed(failure);
                    Duration dueIn = backoff.after(failed.attempts(), failure);
                    references.save(failed, reference.writes(), reference.dueAt(), dueIn, false);
                    if (dueIn == null) {
                      events.givenUp(appointment, revision);
                    }
                    if (reference.wanted()) {
                      references.wakeAttending(appointment);
                      references.wakeLeaving(appointment, reference.isMeeting());
                    }
                  });
        });
  }

  /**
   * Stores what was decided.
   *
   * @param carriedOut call that the target has carried out; null for none
   */
  private Turn follow(Turn turn, Decision decision, Call carriedOut) {
    if (decision.remark() != null || carriedOut != null && turn.isDrifted()) {
      return followLocked(turn, decision, carriedOut);
    }
    if (decision.call() != null && turn.getCalls() < CALLS_PER_TURN) {
      return send(turn, decision);
    }
    return endsByItself(turn, decision)
        ? end(turn, decision)
        : followLocked(turn, decision, carriedOut);
  }

  /** Stores the next request. */
  private Turn send(Turn turn, Decision decision) {
    boolean first = turn.getCall() == null;
    Reference next = decision.reference();
    CompletableFuture<Boolean> stored =
        first
            ? writer.first(
                next, turn.writes(), turn.seenDueAt(), turn.appointment().revision(), turn.epoch())
            : writer.between(next, turn.writes(), turn.epoch());
    if (isStored(stored)) {
      turn.follow(decision);
      turn.written();
      turn.calling();
    } else if (first
        && references.isOvertaken(next.id(), turn.appointment().revision(), turn.seenDueAt())) {
      // Overtaken before anything was sent: the next turn starts from the newer word.
      turn.end();
    } else {
      throw new OptimisticLockingFailureException(
          "Another worker has written reference " + next.id() + ", or has its lane");
    }
    return turn;
  }

  /** Waits, so that nothing is sent that is not on disk. */
  static boolean isStored(CompletableFuture<Boolean> stored) {
    try {
      return stored.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException fault ? fault : e;
    }
  }

  /** Whether the end of a turn means nothing to any other reference, nor to anybody who listens. */
  private boolean endsByItself(Turn turn, Decision decision) {
    Duration dueIn = decision.lookAgainIn(backoff, clock.instant());
    return decision.isDone()
        && (turn.isAlone() || !turn.reference().wanted())
        && (dueIn == null || !dueIn.isZero() || turn.hasChangedSomething())
        && !events.wanted(EventType.APPOINTMENT_SYNCED)
        && !events.wanted(EventType.APPOINTMENT_FAILED);
  }

  /** Stores what has come of the turn; nobody waits for it. */
  private Turn end(Turn turn, Decision decision) {
    turn.follow(decision);
    turn.close(false);
    turn.storing(
        writer
            .last(
                decision.reference(),
                turn.writes(),
                turn.seenDueAt(),
                turn.appointment().revision(),
                decision.lookAgainIn(backoff, clock.instant()))
            .thenApply(
                written -> {
                  if (written) {
                    tell(turn);
                  }
                  return written;
                }));
    return turn;
  }

  /** Stores what was decided together with all that follows from it. */
  private Turn followLocked(Turn turn, Decision decision, Call carriedOut) {
    boolean siblingsWoken =
        Boolean.TRUE.equals(
            transactions.execute(
                transaction -> {
                  long appointment = turn.appointment().id();
                  boolean overtaken =
                      appointments.lockRevision(appointment) != turn.appointment().revision();
                  boolean answered = turn.getCall() != null;
                  if (!answered && overtaken) {
                    // Overtaken before anything was sent: the next turn starts from the newer word.
                    turn.end();
                    return false;
                  }
                  if (carriedOut != null && turn.isDrifted()) {
                    drifts.carriedOut(turn.reference(), carriedOut);
                  }
                  turn.follow(decision);
                  report(turn, decision);
                  if (decision.remark() == Decision.Remark.TEAMS_REFUSED) {
                    // Another appointment may have found out meanwhile; this one was placed before.
                    references.markWithoutTeams(turn.reference().lane());
                    placement.place(List.of(appointments.lock(appointment)));
                  }
                  if (decision.call() != null && turn.getCalls() <= CALLS_PER_TURN) {
                    references.save(turn.reference(), turn.writes());
                    turn.written();
                    return false;
                  }
                  return close(turn, unlessIdle(turn, decision, overtaken), overtaken);
                }));
    if (siblingsWoken) {
      lanesDue.raise();
    }
    tell(turn);
    return turn;
  }

  /** Called when the step is stored; a turn that goes on has nothing to tell yet. */
  private void tell(Turn turn) {
    if (turn.getCall() != null) {
      turn.calling();
      return;
    }
    changed.add(turn.appointment().id());
    Target target = turn.reference().lane().target();
    if (turn.hasBroughtNews()) {
      observer.settled(target, turn.appointment().id(), turn.heardAt());
    } else if (turn.isToBeTriedAgain()) {
      observer.retrying(target);
    }
  }

  /**
   * A turn that would be taken again at once, although it has changed nothing and nothing new was
   * said, would be taken without end.
   */
  private Decision unlessIdle(Turn turn, Decision decision, boolean overtaken) {
    Duration dueIn = decision.lookAgainIn(backoff, clock.instant());
    if (dueIn == null
        || !dueIn.isZero()
        || turn.hasChangedSomething()
        || decision.failure() == null && overtaken) {
      return decision;
    }
    Decision idle =
        decision.failing(
            turn.attemptsBefore(),
            Failure.of(
                Failure.Kind.PASSING,
                "no-progress",
                "The calendar's answers led to nothing; it is looked at again later."));
    turn.follow(idle);
    report(turn, idle);
    return idle;
  }

  private boolean close(Turn turn, Decision decision, boolean overtaken) {
    Reference reference = turn.reference();
    Duration dueIn =
        decision.failure() == null && overtaken
            ? Duration.ZERO
            : decision.lookAgainIn(backoff, clock.instant());
    turn.close(decision.failure() != null && dueIn != null);
    references.save(reference, turn.writes(), turn.seenDueAt(), dueIn, false);
    if (decision.failure() == null && decision.call() == null && !overtaken) {
      events.settled(turn.appointment(), turn.hadFailed());
    } else if (decision.failure() != null && dueIn == null) {
      events.givenUp(reference.appointment(), turn.appointment().revision());
    }
    if (turn.isAlone() || !reference.wanted()) {
      return false;
    }
    references.wakeLeaving(reference.appointment(), reference.isMeeting());
    if (turn.isHost()) {
      references.wakeAttending(reference.appointment());
      if (turn.joinUrlChanged()) {
        references.wakeOthers(reference.appointment(), reference.id());
      }
    }
    return true;
  }

  private void report(Turn turn, Decision decision) {
    if (decision.remark() != null) {
      remark(turn, decision);
    }
    if (decision.failure() != null) {
      LOG.warn(
          "{} in {}: {} {}",
          turn.appointment().key().text(),
          turn.reference().lane().calendar(),
          decision.failure().code(),
          decision.failure().message());
    }
  }

  private void remark(Turn turn, Decision decision) {
    turn.drift();
    switch (decision.remark()) {
      case EDITED -> drifts.edited(turn.reference(), turn.appointment().key(), decision.edited());
      case DELETED -> drifts.deleted(turn.reference(), turn.appointment().key());
      case TEAMS_REFUSED ->
          warn(
              turn,
              "the mailbox made the event without a Teams meeting and gets meetings of their own"
                  + " from now on; teamsForBusiness is not allowed for its calendar");
      case BODY_LEFT ->
          warn(
              turn,
              "our words in the event's body could not be told from the meeting's and were left as"
                  + " they are");
      case STRANGER ->
          warn(turn, "an event stood for it that stands for nothing any more; it goes");
      case OF_ANOTHER ->
          warn(
              turn,
              "the event that the provider names as its own stands for another appointment and is"
                  + " left alone; the appointment gets one of its own");
    }
  }

  private static void warn(Turn turn, String what) {
    LOG.warn(
        "{} in {}: {}", turn.appointment().key().text(), turn.reference().lane().calendar(), what);
  }
}
