package io.calroute.destination;

/** Charges calls to the targets' quotas. Safe for concurrent use. */
@FunctionalInterface
public interface Spending {

  /**
   * Charges a call.
   *
   * @param call about to be made
   * @return the call
   */
  Call spend(Call call);
}
