package io.calroute.chaos;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.agendize.AgendizeSimulator;
import io.calroute.sandbox.provider.api.AskedProvider;
import io.calroute.sandbox.provider.delivery.Fate;
import io.calroute.sandbox.provider.savvycal.SavvyCalSimulator;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * The providers at which wishes are booked, and their callbacks: some are lost for good, some come
 * twice, some late and so out of order. All others arrive. Not for concurrent use.
 */
final class Bookers implements AutoCloseable {

  private static final double LOST = 0.2;
  private static final double DOUBLED = 0.12;
  private static final double LATE = 0.2;

  /** After so many changes, on average, those that are late come, in any order. */
  private static final int LATE_AFTER = 25;

  private static final int ROWS_ON_PAGE = 10;

  /** More than a run needs: what limits do is tried elsewhere, and takes minutes. */
  private static final int CALLS = 100_000;

  private final SavvyCalSimulator savvycal = SavvyCalSimulator.start(Clock.systemUTC(), 0);
  private final AgendizeSimulator agendize = AgendizeSimulator.start(Clock.systemUTC(), 0);
  private final Random chance;
  private int lost;
  private int doubled;
  private int late;

  Bookers(long seed) {
    chance = new Random(~seed);
    savvycal.longestPage(ROWS_ON_PAGE);
    savvycal.perMinute(CALLS);
    agendize.pages(ROWS_ON_PAGE);
  }

  /** Lets Calroute ask them. */
  void join(Installation installation, boolean reconciles) {
    all().forEach(installation::asking);
    installation
        .with("calroute.savvycal.calls-per-minute", CALLS)
        .with("calroute.agendize.calls-per-minute", CALLS)
        .with("calroute.agendize.calls-at-once", 4)
        .with("calroute.provider.lease", "6s")
        .with("calroute.reconcile.fast", reconciles ? "2s" : "3650d")
        .with("calroute.reconcile.slow", reconciles ? "5s" : "3650d");
  }

  List<AskedProvider<?, ?>> all() {
    return List.of(savvycal, agendize);
  }

  /** Nobody is told of what is booked until {@link #tell}. */
  void loseAll() {
    all().forEach(one -> one.deliveries().fate(Fate.LOSE));
  }

  /** Has callbacks carried from now on, as chance will have it. */
  void tell(Postman postman) {
    Supplier<Fate> fates = Fate.byChance(chance, LOST, DOUBLED, LATE);
    for (AskedProvider<?, ?> one : all()) {
      one.deliveries()
          .by(
              callback -> {
                postman.take(callback);
                return 202;
              });
      one.deliveries().fates(() -> counted(fates.get()));
    }
  }

  /** Books or changes. */
  void happen(Wish wish) {
    if (wish.provider() == Provider.SAVVYCAL) {
      atSavvyCal(wish);
    } else if (wish.version() == 0) {
      agendize.book(wish.agendize());
    } else {
      agendize.change(wish.id(), before -> wish.agendize());
    }
    if (chance.nextInt(LATE_AFTER) == 0) {
      bringLateOnes();
    }
  }

  private void atSavvyCal(Wish wish) {
    if (wish.version() == 0) {
      savvycal.book(wish.savvyCal());
    } else if (wish.cancelled()) {
      savvycal.cancel(wish.id());
    } else {
      savvycal.change(wish.id(), "appointment.rescheduled", before -> wish.savvyCal());
    }
  }

  /** Has everything come that was late so far. */
  void bringLateOnes() {
    all().forEach(one -> one.deliveries().releaseShuffled(chance));
  }

  /** What became of callbacks, in figures. */
  String figures() {
    return "%d lost, %d doubled, %d late".formatted(lost, doubled, late);
  }

  int lost() {
    return lost;
  }

  @Override
  public void close() {
    all().forEach(AskedProvider::close);
  }

  private Fate counted(Fate fate) {
    switch (fate) {
      case LOSE -> lost++;
      case DOUBLE -> doubled++;
      case HOLD -> late++;
      case DELIVER -> {}
    }
    return fate;
  }
}
