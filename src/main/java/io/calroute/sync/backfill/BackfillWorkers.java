package io.calroute.sync.backfill;

import io.calroute.appointment.Appointment;
import io.calroute.routing.Placement;
import io.calroute.sync.dryrun.Plans;
import io.calroute.work.Signal;
import io.calroute.work.Workers;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

  /** References that wait for a turn; more of them would hold up what is new. */
  private static final int WAITING = 300;

  private final BackfillStore store;
  private final Plans plans;
  private final Placement placement;
  private final TransactionTemplate transactions;
  private final Signal lanesDue;

  public BackfillWorkers(
      Supplier<CamelContext> camel,
      BackfillStore store,
      Plans plans,
      Placement placement,
      TransactionTemplate transactions,
      Signal lanesDue) {
    super("backfill", 1, camel);
    this.store = store;
    this.plans = plans;
    this.placement = placement;
    this.transactions = transactions;
    this.lanesDue = lanesDue;
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

  private void plan(Backfill backfill) {
    BackfillPlan plan = new BackfillPlan(plans);
    List<Appointment> page = page(backfill, 0);
    while (!page.isEmpty() && isRunning()) {
      plan.add(page);
      page = page(backfill, page.get(page.size() - 1).id());
    }
    if (isRunning()) {
      store.planned(backfill.id(), plan.sum());
      LOG.info(
          "Backfill {} of {}/{} is planned; POST /api/backfill/{}/accept writes it",
          backfill.id(),
          backfill.provider(),
          backfill.connection(),
          backfill.id());
    }
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
    transactions.executeWithoutResult(transaction -> placement.place(store.release(page)));
    lanesDue.raise();
    return true;
  }
}
