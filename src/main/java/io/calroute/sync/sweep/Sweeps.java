package io.calroute.sync.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.AppointmentKey;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.StandingEvent;
import io.calroute.reference.Lane;
import io.calroute.reference.Reference;
import io.calroute.retention.RetentionStore;
import io.calroute.sync.drift.Drifts;
import io.calroute.sync.planner.EventDifference;
import io.calroute.work.Signal;
import io.calroute.work.SyncObserver;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The steps of a sweep, as the route {@code sweep-calendar} names them. The caller holds the lane.
 * Safe for concurrent use.
 */
@Component
public final class Sweeps {

  private static final Logger LOG = LoggerFactory.getLogger(Sweeps.class);

  /** Looks and removals in one sweep; what is left is done in the next one, a minute later. */
  private static final int CALLS_PER_SWEEP = 50;

  private final SweepStore store;
  private final RetentionStore retention;
  private final Drifts drifts;
  private final Sweep sweep;
  private final SyncObserver observer;
  private final Signal lanesDue;
  private final Clock clock;

  public Sweeps(
      SweepStore store,
      RetentionStore retention,
      Drifts drifts,
      Sweep sweep,
      SyncObserver observer,
      Signal lanesDue,
      Clock clock) {
    this.store = store;
    this.retention = retention;
    this.drifts = drifts;
    this.sweep = sweep;
    this.observer = observer;
    this.lanesDue = lanesDue;
    this.clock = clock;
  }

  /**
   * Opens a sweep.
   *
   * @param lane the calendar
   * @return the sweep, with the call that lists the calendar
   */
  public SweepRun open(Lane lane) {
    return new SweepRun(lane, store.isConfirmed(lane), call(lane, Call.Operation.LIST, null, null));
  }

  /**
   * Draws the consequences of an answer.
   *
   * @param run the sweep
   * @param answer to its call
   * @return the sweep, with the next call or none
   */
  public SweepRun proceed(SweepRun run, Answer answer) {
    Call call = run.getCall();
    observer.called(call, answer instanceof Answer.Refused no ? no.failure().kind() : null);
    if (answer instanceof Answer.Refused refused
        && refused.failure().kind() != Failure.Kind.MISSING
        && (call.operation() == Call.Operation.LIST || !isOfTheCall(refused.failure()))) {
      LOG.warn(
          "{} is not swept now: {} {}",
          run.lane().calendar(),
          refused.failure().code(),
          refused.failure().message());
      run.fail(refused.failure());
      return run;
    }
    switch (call.operation()) {
      case LIST -> listed(run, answer);
      case GET -> looked(run, answer);
      case DELETE -> removed(run, answer);
      default -> throw new IllegalStateException("No sweep does " + call.operation());
    }
    run.next();
    return run;
  }

  private static boolean isOfTheCall(Failure failure) {
    return failure.kind() == Failure.Kind.CHANGED || failure.kind() == Failure.Kind.PERMANENT;
  }

  private void listed(SweepRun run, Answer answer) {
    Lane lane = run.lane();
    if (!(answer instanceof Answer.Found found)) {
      // The calendar itself is missing; whoever writes to it next says so.
      return;
    }
    List<StandingEvent> standings = found.standings();
    // Read after the list: what was made meanwhile is known, and what is known was there before.
    List<KnownEvent> known = store.known(lane);
    Set<AppointmentKey> appointments = store.appointments(sweep.unclaimed(lane, known, standings));
    run.listed(standings.size());
    Instant removedBefore = retention.removedBefore();
    List<Sweep.Finding> findings =
        sweep.compare(lane, known, standings, appointments, clock.instant()).stream()
            .filter(finding -> !Sweep.isPast(finding, removedBefore))
            .toList();
    List<Long> missed = new ArrayList<>();
    for (Sweep.Finding finding : findings) {
      if (finding instanceof Sweep.Finding.TooYoung young) {
        missed.add(young.known().reference().id());
      }
      if (!(finding instanceof Sweep.Finding.Absent absent)) {
        settle(run, finding);
      } else if (run.planned() < CALLS_PER_SWEEP) {
        run.look(
            call(lane, Call.Operation.GET, absent.known().reference().standing().eventId(), null),
            absent.known());
      } else {
        missed.add(absent.known().reference().id());
        run.goOnSoon();
      }
    }
    store.missed(lane, missed);
    remove(run, sweep.removals(findings, run.isConfirmed()));
  }

  private void remove(SweepRun run, Sweep.Removals removals) {
    run.leave(removals.left());
    if (removals.left() > 0) {
      LOG.warn(
          "{}: {} events of Calroute's stand for nothing that is known, {} of them for appointments"
              + " that were never heard of; they stay. After a loss of the store run the command"
              + " rebuild; otherwise have them removed by a sweep with confirm=true.",
          run.lane().calendar(),
          removals.left(),
          removals.unknown());
    }
    for (StandingEvent orphan : removals.events()) {
      if (run.planned() >= CALLS_PER_SWEEP) {
        run.goOnSoon();
        return;
      }
      run.remove(removal(run.lane(), orphan));
    }
  }

  private void looked(SweepRun run, Answer answer) {
    KnownEvent known = run.looked();
    if (answer instanceof Answer.Stands stands && !stands.standing().cancelled()) {
      for (Sweep.Finding finding : sweep.compare(known, stands.standing())) {
        settle(run, finding);
      }
      return;
    }
    boolean refusedForGood =
        answer instanceof Answer.Refused refused
            && refused.failure().kind() != Failure.Kind.MISSING;
    if (!refusedForGood) {
      deleted(known);
    }
  }

  private void removed(SweepRun run, Answer answer) {
    if (answer instanceof Answer.Refused refused
        && refused.failure().kind() != Failure.Kind.MISSING) {
      LOG.warn(
          "An event of {} that stands for nothing could not be removed: {}",
          run.lane().calendar(),
          refused.failure().message());
      return;
    }
    LOG.info(
        "An event of {} stood for nothing and is removed: {}",
        run.lane().calendar(),
        run.getCall().marker().appointment());
    observer.orphanRemoved(run.lane().target());
  }

  private void settle(SweepRun run, Sweep.Finding finding) {
    if (finding instanceof Sweep.Finding.Touched touched) {
      touched(touched.known().reference(), touched.standing());
      drifts.mended(touched.known().reference());
    } else if (finding instanceof Sweep.Finding.Edited edited) {
      edited(edited);
    } else if (finding instanceof Sweep.Finding.TooYoung young) {
      run.again(young.from());
    } else if (finding instanceof Sweep.Finding.Returned returned && drifts.rule().takesBack()) {
      store.returned(returned.known().reference(), returned.standing());
      lanesDue.raise();
    }
  }

  private void touched(Reference reference, StandingEvent standing) {
    store.touched(reference, standing.etag(), sharesText(reference, standing));
  }

  private void edited(Sweep.Finding.Edited edited) {
    Reference reference = edited.known().reference();
    StandingEvent standing = edited.standing();
    drifts.edited(reference, edited.known().appointment(), edited.members());
    if (drifts.rule().repairs()) {
      JsonNode perhaps =
          EventDifference.perhaps(
              reference.applied().content(), standing.resource(), edited.members());
      store.mend(reference, standing.etag(), sharesText(reference, standing), perhaps);
      lanesDue.raise();
    } else {
      touched(reference, standing);
    }
  }

  private static boolean sharesText(Reference reference, StandingEvent standing) {
    return EventDifference.shareText(reference.applied().content(), standing.resource());
  }

  private void deleted(KnownEvent known) {
    drifts.deleted(known.reference(), known.appointment());
    boolean repair = drifts.rule().repairs();
    store.gone(known.reference(), repair);
    if (repair) {
      lanesDue.raise();
    }
  }

  private static Call removal(Lane lane, StandingEvent standing) {
    return new Call(
        lane.target(),
        Call.Operation.DELETE,
        lane.calendar(),
        standing.id(),
        standing.etag(),
        null,
        standing.marker());
  }

  private static Call call(Lane lane, Call.Operation operation, String eventId, String etag) {
    return new Call(lane.target(), operation, lane.calendar(), eventId, etag, null, null);
  }
}
