package io.calroute.sandbox.provider.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.SimulatedCalendar;
import io.calroute.sandbox.SimulatedTarget;
import io.calroute.sandbox.Visit;
import io.calroute.sandbox.server.Operation;
import io.calroute.sandbox.server.Refusal;
import io.calroute.sandbox.server.Reply;
import io.calroute.sandbox.server.SimulatorServer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A provider's API as the simulators' server wants it: it has no calendars. */
public record ApiTarget(Api api) implements SimulatedTarget {

  /** What requests under way are counted for. */
  public static final String LANE = "api";

  private static final String TOKENS = "tokens";
  private static final int KEPT_EXCHANGES = 300;
  private static final List<String> LISTS = List.of("data", "items", "docs");
  private static final List<String> TOTALS = List.of("total_count", "totalCount", "totalDocs");

  /**
   * Serves an API. Its log keeps few exchanges, because each can be a page of a long list.
   *
   * @param api the rules
   * @param clock for stamps and limits
   * @param port TCP port; 0 for any free one
   * @param lock guards the bookings
   */
  public static SimulatorServer serve(Api api, Clock clock, int port, Object lock) {
    SimulatorServer server = new SimulatorServer(new ApiTarget(api), clock, port, lock);
    server.requests().keep(KEPT_EXCHANGES);
    return server;
  }

  @Override
  public String title() {
    return api.title();
  }

  @Override
  public Visit route(Inbound request) {
    Operation operation = api.operation(request);
    return new Visit(operation, operation == Operation.TOKEN ? TOKENS : LANE, null);
  }

  @Override
  public Optional<Reply> throttle(Inbound request, Visit visit, int underWay) {
    return visit.operation() == Operation.TOKEN
        ? Optional.empty()
        : api.throttle(request, visit.operation(), underWay);
  }

  @Override
  public Reply handle(Inbound request, Visit visit) {
    try {
      if (request.unreadable()) {
        return api.error(400, null);
      }
      return api.answer(request, visit.operation());
    } catch (Refusal refusal) {
      return refusal.reply();
    }
  }

  @Override
  public Reply fault(Visit visit, int status, String reason) {
    return api.error(status, reason);
  }

  @Override
  public Reply emptied(Visit visit, Reply reply) {
    if (reply.status() != 200 || reply.body() == null) {
      return reply;
    }
    ObjectNode empty = reply.body().deepCopy();
    for (String list : LISTS) {
      if (empty.path(list).isArray()) {
        empty.putArray(list);
      }
    }
    for (JsonNode holder : List.of(empty, empty.path("meta"))) {
      for (String total : TOTALS) {
        if (holder.has(total)) {
          ((ObjectNode) holder).put(total, 0);
        }
      }
    }
    return new Reply(reply.status(), reply.headers(), empty, reply.layout());
  }

  @Override
  public void hide(Visit visit, Reply reply, Duration duration) {
    throw new UnsupportedOperationException("Nothing is made through this API");
  }

  @Override
  public String appointmentOf(Inbound request, Visit visit) {
    return null;
  }

  @Override
  public String userOf(Inbound request) {
    return null;
  }

  @Override
  public List<SimulatedCalendar> calendars() {
    return List.of();
  }

  @Override
  public boolean edit(String calendar, String id, JsonNode patch) {
    return false;
  }

  @Override
  public boolean delete(String calendar, String id) {
    return false;
  }
}
