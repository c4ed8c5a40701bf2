package io.calroute.callback.door;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts refused callbacks until they are written down together: whoever floods the port must not
 * make the store work. Safe for concurrent use, and never waits for anything outside.
 */
public final class Refusals {

  /** Senders that are told apart between two writings; the rest counts as one. */
  private static final int SENDERS_LIMIT = 1000;

  private static final String OTHERS = "others";

  private record Kind(String provider, String connection, String source, int status) {}

  private Map<Kind, RefusedCallbacks> counted = new HashMap<>();

  /** Counts one, or some that were taken before. */
  public synchronized void add(RefusedCallbacks some) {
    Kind kind = kind(some, some.source());
    boolean full = counted.size() >= SENDERS_LIMIT && !counted.containsKey(kind);
    RefusedCallbacks told =
        full
            ? new RefusedCallbacks(
                some.provider(),
                some.connection(),
                OTHERS,
                some.status(),
                some.firstAt(),
                some.lastAt(),
                some.times())
            : some;
    counted.merge(kind(told, told.source()), told, RefusedCallbacks::and);
  }

  /** Takes what was counted; it is counted here no longer. */
  synchronized List<RefusedCallbacks> take() {
    List<RefusedCallbacks> taken = new ArrayList<>(counted.values());
    counted = new HashMap<>();
    return taken;
  }

  private static Kind kind(RefusedCallbacks some, String source) {
    return new Kind(some.provider(), some.connection(), source, some.status());
  }
}
