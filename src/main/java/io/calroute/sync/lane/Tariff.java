package io.calroute.sync.lane;

import io.calroute.destination.Allowance;
import io.calroute.destination.Quota;
import java.util.List;

/**
 * What has to be known of a quota to book a place for a lane before it is known which lane it is.
 *
 * @param target key of the target; null when nothing is charged
 * @param fresh units that a call about a new event costs at most
 * @param live units that a call about an event costs at most that stands already
 * @param burst units that can be booked at once
 * @param perSecond units that become free each second, for each allowance of a lane
 * @param bursts for each allowance how many seconds the burst takes to fill up
 */
public record Tariff(
    String target, int fresh, int live, int burst, List<Double> perSecond, List<Double> bursts) {

  /** Nothing is charged. */
  public static final Tariff NONE = new Tariff(null, 0, 0, 0, List.of(), List.of());

  /** The tariff of a quota; it is the same for all calendars. */
  static Tariff of(Quota quota) {
    int highest = quota.highestCost();
    List<Allowance> all = quota.of("any");
    return new Tariff(
        quota.target().key(),
        quota.highestCost(false),
        quota.highestCost(true),
        burst(all, highest),
        all.stream().map(one -> one.perSecond(highest)).toList(),
        all.stream().map(one -> one.seconds(one.burst(highest), highest)).toList());
  }

  /** Units that can be had of all allowances at once. */
  static int burst(List<Allowance> allowances, int highest) {
    return (int) allowances.stream().mapToDouble(one -> one.burst(highest)).min().orElse(highest);
  }
}
