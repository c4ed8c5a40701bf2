package io.calroute.reference;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.destination.MailAddresses;
import io.calroute.destination.Target;

/**
 * A place where an appointment is to stand.
 *
 * @param target where
 * @param calendar calendar id, mailbox or meeting organizer
 * @param position place of the staff member in the appointment, 0 for the primary one; -1 for an
 *     online meeting
 * @param staff the staff entry that it is for; null for none
 */
public record WantedReference(Target target, String calendar, int position, JsonNode staff) {

  /** The same for all spellings of the calendar's name; only for comparing. */
  public WantedReference plain() {
    return new WantedReference(target, MailAddresses.plain(calendar), position, staff);
  }
}
