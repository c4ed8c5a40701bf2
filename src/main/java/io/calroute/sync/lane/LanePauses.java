package io.calroute.sync.lane;

import io.calroute.destination.Failure;
import io.calroute.destination.Target;
import io.calroute.event.Events;
import io.calroute.reference.ReferenceStore.Due;
import io.calroute.work.Backoff;
import io.calroute.work.SyncObserver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * When a lane pauses, and until when: after a failure there or with the same credentials, and to
 * keep within its quota. All of it is in the store: it outlives the process, and holds for all
 * replicas. Safe for concurrent use.
 */
@Component
public final class LanePauses {

  private static final Logger LOG = LoggerFactory.getLogger(LanePauses.class);

  private final CredentialsStore credentials;
  private final QuotaGate quotaGate;
  private final Backoff backoff;
  private final SyncObserver observer;
  private final Clock clock;
  private final TransactionTemplate transactions;
  private final Events events;

  public LanePauses(
      CredentialsStore credentials,
      QuotaGate quotaGate,
      Backoff backoff,
      SyncObserver observer,
      Clock clock,
      TransactionTemplate transactions,
      Events events) {
    this.credentials = credentials;
    this.quotaGate = quotaGate;
    this.backoff = backoff;
    this.observer = observer;
    this.clock = clock;
    this.transactions = transactions;
    this.events = events;
  }

  /** False when the lane's credentials are refused and somebody else asks about them. */
  public boolean mayTry(LaneLease lease) {
    Target target = lease.lane().target();
    return !lease.probing() || credentials.claimProbe(target, probePause(target));
  }

  /**
   * Lets a lane rest that may not make its next call yet.
   *
   * @param lease the lane's
   * @param next what is due there, the next one first; empty for a call about the calendar itself
   * @return until when it rests; null when it may go on
   */
  public Instant rest(LaneLease lease, List<Due> next) {
    Optional<LaneLease.Booked> booked = lease.takeBooked();
    booked.ifPresent(units -> quotaGate.begin(lease.lane(), units));
    LaneLease.Place place = lease.takePlace();
    if (place != null) {
      Instant from = clock.instant().minus(lease.age()).plus(place.delay());
      if (from.isAfter(clock.instant())) {
        return rest(lease, from, place.units());
      }
      quotaGate.begin(lease.lane(), new LaneLease.Booked(place.units(), from));
    }
    if (!lease.isCharged()) {
      lease.charge(quotaGate.allowances(lease.lane()));
    }
    QuotaGate.Readiness readiness = quotaGate.ready(lease.lane(), next);
    return readiness.delay().isZero()
        ? null
        : rest(lease, clock.instant().plus(readiness.delay()), readiness.units());
  }

  private Instant rest(LaneLease lease, Instant until, int units) {
    lease.rest(
        until,
        "quota-kept",
        "Calroute keeps within the calendar's quota; work goes on when there is some again.",
        units);
    observer.kept();
    return until;
  }

  /**
   * Draws the consequences of a turn.
   *
   * @param lease the lane's
   * @param called whether the target was called
   * @param failure why the turn did not reach its goal; null when it did
   * @return true when the lane is to be left alone
   */
  public boolean stops(LaneLease lease, boolean called, Failure failure) {
    if (failure == null) {
      if (called) {
        recovered(lease);
      }
      return false;
    }
    return switch (failure.kind()) {
      case CREDENTIALS -> {
        refused(lease, failure);
        pause(lease, failure);
        yield true;
      }
      case THROTTLED, EXHAUSTED -> {
        pause(lease, failure);
        yield true;
      }
      case MISSING, TAKEN, CHANGED, PERMANENT -> {
        // The target has judged the call and not the caller.
        if (called) {
          recovered(lease);
        }
        yield false;
      }
      case PASSING -> false;
    };
  }

  private void pause(LaneLease lease, Failure failure) {
    Instant until = clock.instant().plus(backoff.after(lease.pauses() + 1, failure));
    if (lease.pauses() == 0 && failure.kind() != Failure.Kind.CREDENTIALS) {
      // Before the pause, which another connection stores: told twice rather than never.
      events.calendarPaused(lease.lane(), until, failure);
    }
    lease.pause(until, failure.code(), failure.message(), failure.kind() == Failure.Kind.THROTTLED);
    observer.paused(failure.code());
  }

  private void refused(LaneLease lease, Failure failure) {
    Target target = lease.lane().target();
    boolean first =
        Boolean.TRUE.equals(
            transactions.execute(
                transaction -> {
                  boolean news = credentials.refused(target, failure, probePause(target));
                  if (news) {
                    events.credentialsRefused(target, failure);
                  }
                  return news;
                }));
    if (first) {
      LOG.error(
          "No calls go out with the credentials for {}: {} {}",
          target.account(),
          failure.code(),
          failure.message());
    }
  }

  private void recovered(LaneLease lease) {
    lease.recovered();
    Target target = lease.lane().target();
    if (lease.probing() && accepted(target)) {
      LOG.info(
          "The credentials for {} work again; everything that waited goes on", target.account());
    }
  }

  private boolean accepted(Target target) {
    return Boolean.TRUE.equals(
        transactions.execute(
            transaction -> {
              boolean news = credentials.accepted(target);
              if (news) {
                events.credentialsRestored(target);
              }
              return news;
            }));
  }

  private Duration probePause(Target target) {
    return backoff.grown(credentials.probes(target) + 1);
  }
}
