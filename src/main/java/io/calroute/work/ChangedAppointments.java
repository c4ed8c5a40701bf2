package io.calroute.work;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Appointments whose events may have changed of late, for whoever follows them in this process.
 * Kept in memory: who follows looks at all appointments when it begins, and when it is told that
 * some were left out. Safe for concurrent use.
 */
public final class ChangedAppointments {

  private static final int ROOM = 10_000;

  private final Set<Long> changed = new LinkedHashSet<>();
  private final Signal some = new Signal(1);
  private volatile boolean followed;
  private boolean leftOut;

  /**
   * What has changed.
   *
   * @param appointments ids in the store
   * @param leftOut whether there were more than there was room for
   */
  public record Changes(List<Long> appointments, boolean leftOut) {}

  /** Notes a change that is stored. Costs next to nothing while nobody follows. */
  public void add(long appointment) {
    if (!followed) {
      return;
    }
    synchronized (changed) {
      if (changed.size() < ROOM) {
        changed.add(appointment);
      } else {
        leftOut = true;
      }
    }
    some.raise();
  }

  /** Says whether somebody follows from now on. */
  public void follow(boolean yes) {
    followed = yes;
    if (!yes) {
      take();
    }
  }

  /** Raised when something has changed. */
  public Signal some() {
    return some;
  }

  /** Takes what has changed since the last time. */
  public Changes take() {
    synchronized (changed) {
      Changes taken = new Changes(List.copyOf(changed), leftOut);
      changed.clear();
      leftOut = false;
      return taken;
    }
  }
}
