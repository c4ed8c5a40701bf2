package io.calroute.sandbox.google;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.server.SimulatorServer;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** One simulated Google calendar, seen and changed as a person would. Safe from any thread. */
public final class GoogleCalendarView {

  private final SimulatorServer server;
  private final GoogleTarget target;
  private final String id;

  GoogleCalendarView(SimulatorServer server, GoogleTarget target, String id) {
    this.server = server;
    this.target = target;
    this.id = id;
  }

  /** The live events by start. */
  public List<SimulatedEvent> events() {
    return server.exclusively(
        () -> {
          StoredCalendar calendar = target.calendar(id);
          return calendar.live().stream().map(event -> event.view(id, calendar.zone)).toList();
        });
  }

  /**
   * One event or tombstone.
   *
   * @param eventId its id
   */
  public Optional<SimulatedEvent> event(String eventId) {
    return server.exclusively(
        () -> {
          StoredCalendar calendar = target.calendar(id);
          return Optional.ofNullable(calendar.events.get(eventId))
              .map(event -> event.view(id, calendar.zone));
        });
  }

  /**
   * Changes an event.
   *
   * @param eventId its id
   * @param patch members to change, {@code null} to remove
   * @throws IllegalArgumentException when there is no such event or the patch is not valid
   */
  public void edit(String eventId, JsonNode patch) {
    require(server.exclusively(() -> target.edit(id, eventId, patch)), eventId);
  }

  /**
   * Deletes an event; its tombstone stays.
   *
   * @param eventId its id
   * @throws IllegalArgumentException when there is no such live event
   */
  public void delete(String eventId) {
    require(server.exclusively(() -> target.delete(id, eventId)), eventId);
  }

  /**
   * Removes an event or tombstone for good, as Google does long after a deletion.
   *
   * @param eventId its id
   */
  public void forget(String eventId) {
    require(server.exclusively(() -> target.forget(target.calendar(id), eventId)), eventId);
  }

  /** Removes all events and tombstones; sync tokens are no longer valid. */
  public void wipe() {
    server.exclusively(
        () -> {
          StoredCalendar calendar = target.calendar(id);
          List.copyOf(calendar.events.keySet()).forEach(one -> target.forget(calendar, one));
          calendar.epoch++;
          return null;
        });
  }

  /** Makes every sync token answer 410 fullSyncRequired. */
  public void expireSyncTokens() {
    server.exclusively(() -> target.calendar(id).epoch++);
  }

  /**
   * Puts an event of another organizer into the calendar.
   *
   * @param organizer address of the organizer
   * @param event body as for an insert
   * @return id of the event
   */
  public String invite(String organizer, JsonNode event) {
    return server.exclusively(() -> target.invite(id, organizer, event));
  }

  /**
   * Sets the zone that answers are shown in.
   *
   * @param zone zone of the calendar
   */
  public void zone(ZoneId zone) {
    server.exclusively(() -> target.calendar(id).zone = zone);
  }

  private void require(boolean found, String eventId) {
    if (!found) {
      throw new IllegalArgumentException("Calendar " + id + " has no event " + eventId);
    }
  }
}
