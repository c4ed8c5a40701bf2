package io.calroute.sync.lane;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Whose turn it is. Lanes queue up by how old their work is; one that has had its turn and has more
 * to do goes to the back. The order is this process's own and lost with it: it says who is next,
 * not what is to be done. Safe for concurrent use.
 */
public final class LaneQueue {

  /**
   * So many are called up at a time: who comes meanwhile waits for no more than these, and the
   * store is asked that much less often.
   */
  private static final int ROUND = 16;

  private final DataSource dataSource;
  private final Deque<Long> round = new ArrayDeque<>();

  /** Lanes that work is going on in, in this process. */
  private final Set<Long> held = new HashSet<>();

  /** When lanes had their last turn; only of those that have had work ever since. */
  private final Map<Long, Instant> served = new HashMap<>();

  public LaneQueue(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Claims the next lane that is not paused, has something due, and is nobody else's.
   *
   * @param now what is due by then
   * @param sweepsLate a sweep that was due by then is overdue
   * @return empty when there is none; otherwise to be given back
   * @throws SQLException when the store cannot be reached
   */
  public Optional<LaneLease> claim(Instant now, Instant sweepsLate) throws SQLException {
    Long lane = next();
    boolean calledUp = false;
    while (lane != null || !calledUp) {
      if (lane == null) {
        callUp(now);
        calledUp = true;
      } else {
        Optional<LaneLease> lease = Optional.empty();
        try {
          lease = LaneLease.claim(dataSource, now, sweepsLate, lane);
        } finally {
          if (lease.isEmpty()) {
            release(lane);
          }
        }
        if (lease.isPresent()) {
          return lease;
        }
      }
      lane = next();
    }
    return Optional.empty();
  }

  /**
   * Gives a lane back.
   *
   * @param lease that was claimed here
   * @param now since when it waits for its next turn, should it have more to do
   * @throws SQLException when the store cannot be reached
   */
  public void giveBack(LaneLease lease, Instant now) throws SQLException {
    try {
      lease.close();
    } finally {
      served(lease.lane().id(), now);
    }
  }

  private synchronized Long next() {
    Long lane = round.poll();
    if (lane != null) {
      held.add(lane);
    }
    return lane;
  }

  private synchronized void release(long lane) {
    held.remove(lane);
  }

  private synchronized void served(long lane, Instant now) {
    held.remove(lane);
    served.put(lane, now);
  }

  private synchronized void callUp(Instant now) throws SQLException {
    if (!round.isEmpty()) {
      return;
    }
    List<LaneLease.Waiting> waiting = LaneLease.waiting(dataSource, now);
    Set<Long> lanes = waiting.stream().map(LaneLease.Waiting::lane).collect(Collectors.toSet());
    served.keySet().retainAll(lanes);
    waiting.stream()
        .filter(one -> !held.contains(one.lane()))
        .sorted(Comparator.comparing(this::since).thenComparing(LaneLease.Waiting::lane))
        .limit(ROUND)
        .forEach(one -> round.add(one.lane()));
  }

  private Instant since(LaneLease.Waiting waiting) {
    Instant turn = served.get(waiting.lane());
    return turn != null && turn.isAfter(waiting.since()) ? turn : waiting.since();
  }
}
