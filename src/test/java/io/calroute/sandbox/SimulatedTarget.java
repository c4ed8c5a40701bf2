package io.calroute.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.server.Reply;
import io.calroute.sandbox.server.SimulatorServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The rules of one target. {@link SimulatorServer} calls every method under one lock, so that an
 * implementation needs none of its own.
 */
public interface SimulatedTarget {

  /** Name for people. */
  String title();

  /**
   * Tells what a request asks for.
   *
   * @param request the request
   */
  Visit route(Inbound request);

  /**
   * Refuses a request that comes too fast; called when it arrives, before any latency.
   *
   * @param request the request
   * @param visit what it asks for
   * @param underWay how many requests of its calendar are under way, itself included
   * @return the refusal; empty to let the request in
   */
  Optional<Reply> throttle(Inbound request, Visit visit, int underWay);

  /**
   * Carries a request out.
   *
   * @param request the request
   * @param visit what it asks for
   */
  Reply handle(Inbound request, Visit visit);

  /**
   * An error of the target's shape, for an injected fault.
   *
   * @param visit what was asked for
   * @param status HTTP status
   * @param reason reason or code; null for the usual one
   */
  Reply fault(Visit visit, int status, String reason);

  /**
   * Hides the event that a request has just made.
   *
   * @param visit the request that made it
   * @param reply the answer to it
   * @param duration how long
   */
  void hide(Visit visit, Reply reply, Duration duration);

  /**
   * Empties a list.
   *
   * @param visit the request that asked for it
   * @param reply the true answer
   * @return the answer with nothing in it; the true one where it is no list
   */
  default Reply emptied(Visit visit, Reply reply) {
    return reply;
  }

  /**
   * The appointment that a request concerns.
   *
   * @param request the request
   * @param visit what it asks for
   * @return null when nothing says so
   */
  String appointmentOf(Inbound request, Visit visit);

  /**
   * Who a request's token stands for.
   *
   * @param request the request
   * @return null without a good token
   */
  String userOf(Inbound request);

  /** All calendars with their live events, by id. */
  List<SimulatedCalendar> calendars();

  /**
   * Changes an event as a person would in the calendar.
   *
   * @param calendar calendar or mailbox
   * @param id event
   * @param patch members to change, {@code null} to remove
   * @return false when there is no such event
   */
  boolean edit(String calendar, String id, JsonNode patch);

  /**
   * Deletes an event as a person would in the calendar.
   *
   * @param calendar calendar or mailbox
   * @param id event
   * @return false when there is no such event
   */
  boolean delete(String calendar, String id);
}
