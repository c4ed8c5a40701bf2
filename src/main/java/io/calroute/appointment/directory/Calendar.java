package io.calroute.appointment.directory;

import io.calroute.destination.MailAddresses;
import io.calroute.destination.Target;

/**
 * One staff calendar.
 *
 * @param id calendar id or mailbox
 */
public record Calendar(Target target, String id) {

  /** The same for all spellings of one calendar's name; only for comparing. */
  public Calendar plain() {
    return new Calendar(target, MailAddresses.plain(id));
  }
}
