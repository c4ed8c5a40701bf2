package io.calroute.sync.lane;

import io.calroute.destination.Allowance;
import io.calroute.destination.Call;
import io.calroute.destination.Quota;
import io.calroute.destination.Spending;
import io.calroute.destination.Target;
import io.calroute.reference.Lane;
import io.calroute.reference.ReferenceStore.Due;
import io.calroute.sync.lane.AllowanceStore.Booking;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides when a target's quota lets a call go out. Before a call a lane must have what that is
 * likely to cost at most; each call spends from that, as the routes say in {@code quotaGate.spend};
 * what is left is given back with the lane. Where there is not enough, the lane gets a place in the
 * queue. Nobody ever waits here. Safe for concurrent use, one worker per lane.
 */
public final class QuotaGate implements Spending {

  /** Enough that places are worth keeping in the store, and few enough that the round is short. */
  static final int CALLS_PER_PLACE = 10;

  /** Places that are used much later all at once would pass the quota: see {@link Allowance}. */
  private static final Duration LATE = Duration.ofMillis(500);

  private record Place(Target target, String calendar) {}

  /**
   * Whether a lane can make its next call.
   *
   * @param delay how long to leave the lane alone; zero when it can
   * @param units what it has then, spent already
   */
  record Readiness(Duration delay, int units) {}

  private static final Readiness READY = new Readiness(Duration.ZERO, 0);

  private final Map<Target, Quota> quotas = new EnumMap<>(Target.class);
  private final AllowanceStore allowances;
  private final Clock clock;
  private final Map<Place, AtomicInteger> purses = new ConcurrentHashMap<>();

  public QuotaGate(List<Quota> quotas, AllowanceStore allowances, Clock clock) {
    quotas.forEach(quota -> this.quotas.put(quota.target(), quota));
    this.allowances = allowances;
    this.clock = clock;
  }

  /** By which places are booked when lanes are claimed; only for the first target that charges. */
  public Tariff tariff() {
    return quotas.values().stream().findFirst().map(Tariff::of).orElse(Tariff.NONE);
  }

  /** Names of what calls about a lane are charged to. */
  List<String> allowances(Lane lane) {
    Quota quota = quotas.get(lane.target());
    return quota == null
        ? List.of()
        : quota.of(lane.calendar()).stream().map(Allowance::name).toList();
  }

  /**
   * Gives a lane what it has booked. A place that it comes to late has lapsed.
   *
   * @param lane claimed by the caller
   * @param booked its place in the queue
   */
  void begin(Lane lane, LaneLease.Booked booked) {
    Quota quota = quotas.get(lane.target());
    if (quota == null) {
      return;
    }
    if (clock.instant().isAfter(booked.from().plus(LATE))) {
      allowances.owe(quota.of(lane.calendar()), -booked.units(), quota.highestCost());
    } else {
      purse(lane).addAndGet(booked.units());
    }
  }

  /**
   * Makes sure that a lane can make its next call. When it cannot, what it has goes with it into
   * its rest.
   *
   * @param lane claimed by the caller
   * @param next what is due there, the next one first; empty for a call about the calendar itself
   */
  Readiness ready(Lane lane, List<Due> next) {
    Quota quota = quotas.get(lane.target());
    if (quota == null) {
      return READY;
    }
    AtomicInteger purse = purse(lane);
    if (purse.get() >= cost(quota, next, 1)) {
      return READY;
    }
    List<Allowance> spent = quota.of(lane.calendar());
    int missing =
        Math.min(cost(quota, next, CALLS_PER_PLACE), Tariff.burst(spent, quota.highestCost()))
            - purse.get();
    Booking booking = allowances.book(spent, missing, quota.highestCost());
    if (booking.booked()) {
      purse.addAndGet(missing);
    }
    return booking.delay().isZero()
        ? READY
        : new Readiness(booking.delay(), booking.booked() ? purse.getAndSet(0) : 0);
  }

  private static int cost(Quota quota, List<Due> next, int calls) {
    return next.isEmpty()
        ? quota.highestCost(false)
        : next.stream().limit(calls).mapToInt(one -> quota.highestCost(one.live())).sum();
  }

  /** What the lane has not got is owed. */
  @Override
  public Call spend(Call call) {
    Quota quota = quotas.get(call.target());
    if (quota != null) {
      spend(quota, new Place(call.target(), call.calendar()), quota.cost(call));
    }
    return call;
  }

  /**
   * Gives back what a lane has not spent.
   *
   * @param lane about to be given back
   */
  public void close(Lane lane) {
    Quota quota = quotas.get(lane.target());
    AtomicInteger purse = purses.remove(new Place(lane.target(), lane.calendar()));
    if (quota != null && purse != null && purse.get() > 0) {
      allowances.owe(quota.of(lane.calendar()), -purse.get(), quota.highestCost());
    }
  }

  private void spend(Quota quota, Place place, int cost) {
    AtomicInteger purse = purses.computeIfAbsent(place, any -> new AtomicInteger());
    int left = purse.addAndGet(-cost);
    if (left < 0) {
      purse.set(0);
      allowances.owe(quota.of(place.calendar()), -left, quota.highestCost());
    }
  }

  private AtomicInteger purse(Lane lane) {
    return purses.computeIfAbsent(
        new Place(lane.target(), lane.calendar()), any -> new AtomicInteger());
  }
}
