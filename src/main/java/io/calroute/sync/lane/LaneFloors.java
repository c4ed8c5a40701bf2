package io.calroute.sync.lane;

import io.calroute.work.SeldomLook;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Since when something is due in the lanes that this process works in, so that a look at the store
 * begins there. What was done before is dead to everybody, but PostgreSQL keeps it in the index for
 * as long as anybody has a transaction open, and whoever looks from the beginning goes past all of
 * it. What became due before its lane's floor is found by the looks that begin at none. Not for
 * concurrent use.
 */
final class LaneFloors {

  /** So much later may be committed what was made due before, and so much may clocks differ. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  /** A lane that was claimed less often has less to go past than a floor costs. */
  private static final int WORTH_IT = 8;

  /** A look is told of no more, so that it costs little where many have a calendar. */
  private static final int MOST = 1000;

  private record Floor(Instant at, long claims) {}

  private final Map<Long, Floor> floors =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Floor> eldest) {
          return size() > MOST;
        }
      };

  private final SeldomLook whole = new SeldomLook();

  /**
   * Where a look begins.
   *
   * @param nanoTime the present, as {@link System#nanoTime()} has it
   * @return by lane; empty when it is to find whatever is due
   */
  Map<Long, Instant> at(long nanoTime) {
    if (whole.isDue(nanoTime)) {
      return Map.of();
    }
    return floors.entrySet().stream()
        .filter(one -> one.getValue().claims >= WORTH_IT)
        .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().at));
  }

  /**
   * A look is over.
   *
   * @param from where it began
   * @param began as {@link System#nanoTime()} has it
   */
  void looked(Map<Long, Instant> from, long began, long ended) {
    if (from.isEmpty()) {
      whole.looked(began, ended);
    }
  }

  /**
   * Remembers that a lane was claimed.
   *
   * @param first since when the first of what was found there is due
   * @return the lane's floor
   */
  Instant claimed(long lane, Instant first) {
    Floor floor = new Floor(first.minus(SLACK), 1);
    floors.merge(lane, floor, (old, now) -> new Floor(now.at, old.claims + 1));
    return floor.at;
  }
}
