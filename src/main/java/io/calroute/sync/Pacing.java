package io.calroute.sync;

import io.calroute.reference.AllowanceStore;
import io.calroute.reference.Lane;
import io.calroute.target.Allowance;
import io.calroute.target.Call;
import io.calroute.target.Quota;
import io.calroute.target.Target;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps calls within the targets' quotas. Before a turn a lane gets what its dearest call may cost;
 * each call spends from that, as the routes say in {@code pacing.spend}; what is left is given back
 * with the lane. Nobody ever waits here. Safe for concurrent use, one worker per lane.
 */
public final class Pacing {

  private record Place(Target target, String calendar) {}

  private final Map<Target, Quota> quotas = new EnumMap<>(Target.class);
  private final AllowanceStore allowances;
  private final Map<Place, AtomicInteger> purses = new ConcurrentHashMap<>();

  Pacing(List<Quota> quotas, AllowanceStore allowances) {
    quotas.forEach(quota -> this.quotas.put(quota.target(), quota));
    this.allowances = allowances;
  }

  /**
   * Makes sure that a lane can make its dearest call.
   *
   * @param lane claimed by the caller
   * @return zero when it can; otherwise how long to leave the lane alone, which is until a few
   *     calls can be made at once
   */
  Duration ready(Lane lane) {
    Quota quota = quotas.get(lane.target());
    if (quota == null) {
      return Duration.ZERO;
    }
    AtomicInteger purse = purses.computeIfAbsent(place(lane), any -> new AtomicInteger());
    int missing = quota.highestCost() - purse.get();
    if (missing <= 0) {
      return Duration.ZERO;
    }
    List<Allowance> spent = quota.of(lane.calendar());
    Duration wait = allowances.spend(spent, missing, quota.highestCost());
    if (wait.isZero()) {
      purse.addAndGet(missing);
      return Duration.ZERO;
    }
    return wait.plus(someBurst(spent, quota.highestCost()));
  }

  /**
   * Spends what a call costs. What the lane has not got is owed.
   *
   * @param call about to be made
   * @return the call
   */
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
  void close(Lane lane) {
    Quota quota = quotas.get(lane.target());
    AtomicInteger purse = purses.remove(place(lane));
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

  private static Duration someBurst(List<Allowance> allowances, int highestCost) {
    double seconds =
        allowances.stream()
            .mapToDouble(one -> one.burst(highestCost) / one.perSecond(highestCost) / 4)
            .min()
            .orElse(0);
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private static Place place(Lane lane) {
    return new Place(lane.target(), lane.calendar());
  }
}
