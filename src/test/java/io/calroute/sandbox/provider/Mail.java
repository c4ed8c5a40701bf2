package io.calroute.sandbox.provider;

import java.time.Instant;

/**
 * A message that a target would have sent to a guest.
 *
 * @param kind what it says
 * @param calendar calendar or mailbox of the organizer
 * @param eventId the event
 * @param to address of the guest
 * @param subject title of the event
 * @param time when it was sent
 */
public record Mail(
    Kind kind, String calendar, String eventId, String to, String subject, Instant time) {

  /** What a message says. */
  public enum Kind {
    /** You are invited. */
    INVITATION,
    /** The event has changed. */
    UPDATE,
    /** The event is off, or you are no longer invited. */
    CANCELLATION
  }
}
