package io.calroute.mapping.function;

import java.util.function.Supplier;

/**
 * Lets a mapping that has refused its input go through it once more, with null in place of whatever
 * its functions refuse: what it says besides, such as an id, may be all right. What it gives then
 * is good for finding things, and for nothing else.
 */
public final class Lenience {

  private static final ThreadLocal<Boolean> GIVEN = ThreadLocal.withInitial(() -> false);

  private Lenience() {}

  /** Does something with functions that refuse nothing, on this thread. */
  public static <T> T granted(Supplier<T> work) {
    boolean before = GIVEN.get();
    GIVEN.set(true);
    try {
      return work.get();
    } finally {
      GIVEN.set(before);
    }
  }

  static boolean isGiven() {
    return GIVEN.get();
  }
}
