package io.calroute.sandbox.provider.delivery;

import java.util.Random;
import java.util.function.Supplier;

/** What becomes of a callback on its way. */
public enum Fate {
  /** It arrives. */
  DELIVER,
  /** It is lost for good. */
  LOSE,
  /** It arrives twice. */
  DOUBLE,
  /** It waits until the test releases it. */
  HOLD;

  /**
   * Fates by chance; those that are left arrive.
   *
   * @param chance decides
   * @param lost share that is lost, from 0 to 1
   * @param doubled share that arrives twice
   * @param held share that waits
   */
  public static Supplier<Fate> byChance(Random chance, double lost, double doubled, double held) {
    return () -> {
      double draw = chance.nextDouble();
      if (draw < lost) {
        return LOSE;
      }
      if (draw < lost + doubled) {
        return DOUBLE;
      }
      return draw < lost + doubled + held ? HOLD : DELIVER;
    };
  }
}
