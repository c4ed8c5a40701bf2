package io.calroute.sync.turn;

import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentStore;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.Target;
import io.calroute.event.Events;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Reference;
import io.calroute.reference.ReferenceStore;
import io.calroute.routing.Placement;
import io.calroute.routing.Routing;
import io.calroute.sync.drift.Drifts;
import io.calroute.sync.planner.Decision;
import io.calroute.sync.planner.Planner;
import io.calroute.sync.planner.Siblings;
import io.calroute.sync.planner.WantedContent;
import io.calroute.work.Backoff;
import io.calroute.work.Signal;
import io.calroute.work.SyncObserver;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The steps of a turn, as the route {@code sync-reference} names them. Each is one short
 * transaction that first locks the appointment; no transaction is open while a target is called.
 * Safe for concurrent use.
 */
@Component
public final class Turns {

  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

  /** More calls than any honest story needs; what is left is done in a later turn. */
  private static final int CALLS_PER_TURN = 8;

  /** A waiting reference is woken by what it waits for; this is for the case that it never is. */
  private static final Duration WAIT_CHECK = Duration.ofSeconds(30);

  private final AppointmentStore appointments;
  private final ReferenceStore references;
  private final Placement placement;
  private final TransactionTemplate transactions;
  private final Backoff backoff;
  private final Supplier<SyncSettings> settings;
  private final Clock clock;
  private final Signal lanesDue;
  private final Drifts drifts;
  private final SyncObserver observer;
  private final Events events;

  public Turns(
      AppointmentStore appointments,
      ReferenceStore references,
      Placement placement,
      TransactionTemplate transactions,
      Backoff backoff,
      Supplier<SyncSettings> settings,
      Clock clock,
      Signal lanesDue,
      Drifts drifts,
      SyncObserver observer,
      Events events) {
    this.appointments = appointments;
    this.references = references;
    this.placement = placement;
    this.transactions = transactions;
    this.backoff = backoff;
    this.settings = settings;
    this.clock = clock;
    this.lanesDue = lanesDue;
    this.drifts = drifts;
    this.observer = observer;
    this.events = events;
  }

  /**
   * Opens a turn: looks at a due reference, and at what is wanted of it.
   *
   * @param referenceId the reference
   * @return the turn; null when the reference has to wait for another one
   */
  public Turn open(Long referenceId) {
    SyncSettings decided = settings.get();
    return transactions.execute(
        transaction -> {
          Appointment appointment = appointments.lock(references.appointmentOf(referenceId));
          ReferenceStore.ForTurn read = read(appointment, referenceId, decided);
          if (siblings(read).lackHost(appointment, decided)) {
            placement.place(List.of(appointment));
            read = read(appointment, referenceId, decided);
          }
          Siblings siblings = siblings(read);
          Reference reference = one(read, referenceId).orElse(null);
          if (reference == null) {
            // It was handed over just before the lock, and is due there.
            return null;
          }
          Reference host = siblings.host(appointment, decided);
          if (siblings.mustWait(reference, host)) {
            references.save(reference, reference.writes(), reference.dueAt(), WAIT_CHECK, true);
            return null;
          }
          boolean hosts = host != null && host.id() == referenceId;
          if (!reference.wanted()) {
            return new Turn(appointment, reference, read.alone(), hosts, null, null);
          }
          return new Turn(
              appointment,
              reference,
              read.alone(),
              hosts,
              WantedContent.mapping(reference.lane().target()),
              WantedContent.input(appointment, reference, host));
        });
  }

  private ReferenceStore.ForTurn read(
      Appointment appointment, long reference, SyncSettings decided) {
    return references.forTurn(
        appointment.id(),
        reference,
        Routing.needsMeeting(appointment.document(), decided),
        clock.instant().plus(Siblings.LONGEST_REST));
  }

  private Siblings siblings(ReferenceStore.ForTurn read) {
    return new Siblings(read.references(), clock.instant());
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
    return decide(turn, () -> planner().begin(turn.reference(), turn.desired(), clock.instant()));
  }

  /**
   * Decides what follows from the answer to the turn's call.
   *
   * @param answer what came of its call
   * @return the turn, with the next call to make or none
   */
  public Turn proceed(Turn turn, Answer answer) {
    Call call = turn.getCall();
    observer.called(call, answer instanceof Answer.Refused no ? no.failure().kind() : null);
    return decide(
        turn,
        () -> {
          if (!(answer instanceof Answer.Refused)) {
            turn.carriedOut(call);
            drifts.carriedOut(turn.reference(), call);
          }
          return planner().proceed(turn.reference(), turn.desired(), call, answer, clock.instant());
        });
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

  private interface Step {
    Decision decide();
  }

  private Turn decide(Turn turn, Step step) {
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
                  Decision decision = step.decide();
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
      return;
    }
    Target target = turn.reference().lane().target();
    if (turn.hasBroughtNews()) {
      observer.settled(target, turn.appointment().version().callback());
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
      events.settled(turn.appointment(), reference, turn.hadFailed());
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
