package io.calroute.sync.drift;

import io.calroute.policy.SyncSettings;

/**
 * Decides what follows when somebody has edited or deleted one of our events, whoever finds it: a
 * turn that looks at the event, or a sweep of its calendar. Pure.
 *
 * @param policy what the installation wants
 */
public record DriftRule(SyncSettings.Drift policy) {

  /** Whether our part is put right at once; otherwise when the provider says something new. */
  public boolean repairs() {
    return policy == SyncSettings.Drift.REPAIR;
  }

  /** Whether an event counts again that somebody deleted and brought back. */
  public boolean takesBack() {
    return policy != SyncSettings.Drift.IGNORE;
  }

  /** Whether the log and hooks are told. */
  boolean tells() {
    return policy != SyncSettings.Drift.IGNORE;
  }

  /** Whether operators find it in a list until our part is right again. */
  boolean lists() {
    return policy == SyncSettings.Drift.REPORT;
  }
}
