package io.calroute.console.team;

import io.calroute.destination.Target;
import java.time.Instant;
import java.util.List;

/**
 * What stands, or is to stand, in one calendar.
 *
 * @param staff whose it is; null when several have it, or when nobody has said a name
 * @param calendar calendar id or mailbox
 * @param sweptAt when all of it was looked at last; null for never
 * @param blocks the earliest first
 */
public record Stands(
    Target target, String calendar, String staff, Instant sweptAt, List<Block> blocks) {

  /** What people call it. */
  public String name() {
    return staff == null ? calendar : staff;
  }
}
