package io.calroute.sandbox.provider.delivery;

/** What becomes of a callback on its way. */
public enum Fate {
  /** It arrives. */
  DELIVER,
  /** It is lost for good. */
  LOSE,
  /** It arrives twice. */
  DOUBLE,
  /** It waits until the test releases it. */
  HOLD
}
