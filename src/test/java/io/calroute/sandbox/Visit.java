package io.calroute.sandbox;

import io.calroute.sandbox.server.Operation;

/**
 * What a request asks for, and where.
 *
 * @param operation what
 * @param calendar calendar or mailbox; empty when the request names none
 * @param id event or online meeting; null when the request names none
 */
public record Visit(Operation operation, String calendar, String id) {

  /**
   * What concurrency is counted for: the calendar, or {@code teams:} and the organizer, because
   * online meetings are another service than mailboxes.
   */
  public String lane() {
    return operation.onlineMeeting() ? "teams:" + calendar : calendar;
  }
}
