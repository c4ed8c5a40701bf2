package io.calroute.sandbox;

import java.util.List;

/**
 * A simulated calendar with its live events.
 *
 * @param id calendar id or mailbox
 * @param events live events by start
 */
public record SimulatedCalendar(String id, List<SimulatedEvent> events) {
  /** Copies the list. */
  public SimulatedCalendar {
    events = List.copyOf(events);
  }
}
