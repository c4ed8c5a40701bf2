package io.calroute.policy;

/** A mode that is none; the message says what it must be. */
public final class UnknownMode extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  UnknownMode(String mode) {
    super(
        "calroute.sync.mode is '"
            + mode
            + "'; it must be plan, to write to no calendar, or apply, to write to them.");
  }
}
