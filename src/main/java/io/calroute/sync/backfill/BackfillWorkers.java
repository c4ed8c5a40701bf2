package io.calroute.sync.backfill;

import io.calroute.appointment.Appointment;
import io.calroute.appointment.directory.Calendar;
import io.calroute.destination.Answer;
import io.calroute.destination.Failure;
import io.calroute.routing.Placement;
import io.calroute.sync.backfill.LookAlikes.Awaited;
import io.calroute.sync.dryrun.Plans;
import io.calroute.work.Backoff;
import io.calroute.work.Signal;
import io.calroute.work.Workers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Plans what was read, and lets it go into calendars a little at a time once somebody has accepted
 * it, so that what providers say meanwhile never waits behind all of it. Where it was cut off it
 * goes on.
 */
@Component
public final class BackfillWorkers extends Workers {

  private static final Logger LOG = LoggerFactory.getLogger(BackfillWorkers.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final int PAGE = 500;
  private static final int STEP = 100;

  /** Long enough that a year of a calendar costs few calls, and short enough to be held at once. */
  private static final Duration WINDOW = Duration.ofDays(92);

  private static final int TRIES = 3;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** References that wait for a turn; more of them would hold up what is new. */
  private static final int WAITING = 300;

  private final BackfillStore store;
  private final CalendarWindows windows;
  private final Backoff backoff;
  private final Plans plans;
  private final Placement placement;
  private final TransactionTemplate transactions;
  private final Signal lanesDue;
  private final Clock clock;
  private final Duration lease;

  public BackfillWorkers(
      Supplier<CamelContext> camel,
      BackfillStore store,
      CalendarWindows windows,
      Backoff backoff,
      Plans plans,
      Placement placement,
      TransactionTemplate transactions,
      Signal lanesDue,
      Clock clock,
      @Value("${calroute.provider.lease:3m}") Duration lease) {
    super("backfill", 1, camel);
    this.store = store;
    this.windows = windows;
    this.backoff = backoff;
    this.plans = plans;
    this.placement = placement;
    this.transactions = transactions;
    this.lanesDue = lanesDue;
    this.clock = clock;
    this.lease = lease;
  }

  @Override
  protected void work() throws InterruptedException {
    while (isRunning()) {
      boolean released = false;
      for (Backfill backfill : store.ready()) {
        if (backfill.state().equals(BackfillStore.WRITING)) {
          released |= store.due() < WAITING && release(backfill);
        } else {
          plan(backfill);
        }
      }
      if (!released) {
        pause(POLL);
      }
    }
  }

  private void plan(Backfill backfill) throws InterruptedException {
    Instant mine = keep(backfill, null);
    if (mine == null) {
      return;
    }
    BackfillPlan plan = new BackfillPlan(plans);
    List<Appointment> page = page(backfill, 0);
    while (mine != null && !page.isEmpty() && isRunning()) {
      plan.add(page);
      mine = keep(backfill, mine);
      page = page(backfill, page.get(page.size() - 1).id());
    }
    Map<Calendar, List<Awaited>> awaited = plan.awaited();
    int looked = 0;
    for (Map.Entry<Calendar, List<Awaited>> calendar : awaited.entrySet()) {
      if (mine == null || !isRunning()) {
        break;
      }
      store.planning(
          backfill.id(),
          "Looking for events that are there already: calendar %d of %d."
              .formatted(++looked, awaited.size()));
      look(calendar.getKey(), calendar.getValue(), plan);
      mine = keep(backfill, mine);
    }
    if (mine == null) {
      return;
    }
    if (!isRunning()) {
      store.takeForPlanning(backfill, mine, clock.instant().truncatedTo(ChronoUnit.MICROS));
      return;
    }
    store.planned(backfill.id(), plan.sum());
    LOG.info(
        "Backfill {} of {}/{} is planned; POST /api/backfill/{}/accept writes it",
        backfill.id(),
        backfill.provider(),
        backfill.connection(),
        backfill.id());
  }

  /** Until when the backfill is this replica's to plan; null when another one has it. */
  private Instant keep(Backfill backfill, Instant before) {
    Instant until = clock.instant().plus(lease).truncatedTo(ChronoUnit.MICROS);
    return store.takeForPlanning(backfill, before, until) ? until : null;
  }

  /** Finds what stands in a calendar already, window by window. */
  private void look(Calendar calendar, List<Awaited> awaited, BackfillPlan plan)
      throws InterruptedException {
    int next = 0;
    while (next < awaited.size()) {
      Instant from = awaited.get(next).start();
      int first = next;
      while (next < awaited.size() && awaited.get(next).start().isBefore(from.plus(WINDOW))) {
        next++;
      }
      List<Awaited> within = awaited.subList(first, next);
      Answer answer = list(calendar, from, within.get(within.size() - 1).start());
      if (answer instanceof Answer.Refused refused) {
        plan.unseen(calendar, refused.failure());
        return;
      }
      LookAlikes.Result result = LookAlikes.find(within, ((Answer.Found) answer).standings());
      transactions.executeWithoutResult(transaction -> store.adopt(calendar, result.matches()));
      plan.found(calendar, result);
    }
  }

  private Answer list(Calendar calendar, Instant from, Instant to) throws InterruptedException {
    Answer answer = windows.list(calendar, from, to, routes());
    for (int i = 1; i < TRIES && answer instanceof Answer.Refused refused && isRunning(); i++) {
      Duration pause = backoff.after(i, refused.failure());
      if (pause == null || refused.failure().kind() == Failure.Kind.CREDENTIALS) {
        return answer;
      }
      pause(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
      answer = windows.list(calendar, from, to, routes());
    }
    return answer;
  }

  private List<Appointment> page(Backfill backfill, long after) {
    return store.held(backfill.provider(), backfill.connection(), after, PAGE);
  }

  /** Whether something was let go. */
  private boolean release(Backfill backfill) {
    List<Appointment> page = store.held(backfill.provider(), backfill.connection(), 0, STEP);
    if (page.isEmpty()) {
      transactions.executeWithoutResult(transaction -> store.done(backfill));
      LOG.info("Backfill {} is done", backfill.id());
      return false;
    }
    transactions.executeWithoutResult(transaction -> placement.placeAnew(store.release(page)));
    lanesDue.raise();
    return true;
  }
}
