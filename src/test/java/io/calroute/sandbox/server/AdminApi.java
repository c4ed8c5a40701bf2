package io.calroute.sandbox.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.destination.Marker;
import io.calroute.sandbox.CalendarPage;
import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.SimulatedCalendar;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.SimulatedTarget;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;

/**
 * Looks into a running simulator and disturbs it, from a browser or from another process.
 *
 * <pre>
 * GET    /                                          page for people
 * GET    /simulator/calendars                       calendars, live events, markers
 * POST   /simulator/calendars/{id}/events/{event}   edit as a person would
 * DELETE /simulator/calendars/{id}/events/{event}   delete as a person would
 * GET    /simulator/faults                          rules that are on
 * POST   /simulator/faults                          switch a rule on
 * DELETE /simulator/faults                          switch all rules off
 * DELETE /simulator/faults/{id}                     switch one rule off
 * PUT    /simulator/latency                         {"millis": 50}
 * GET    /simulator/requests?limit=100              newest requests
 * DELETE /simulator/requests                        forget requests and counts
 * GET    /simulator/requests/counts                 counts and peak concurrency
 * </pre>
 */
final class AdminApi {

  private static final int DEFAULT_LIMIT = 100;

  private final SimulatorServer server;
  private final SimulatedTarget target;

  AdminApi(SimulatorServer server, SimulatedTarget target) {
    this.server = server;
    this.target = target;
  }

  static boolean concerns(Inbound inbound) {
    return inbound.segments().isEmpty() || inbound.segments().get(0).equals("simulator");
  }

  void serve(Inbound inbound, HttpServerResponse response) {
    if (inbound.segments().isEmpty()) {
      String page =
          CalendarPage.render(
              target.title(),
              server.exclusively(target::calendars),
              server.requests().counts(),
              server.now());
      response.putHeader("content-type", "text/html; charset=UTF-8").end(page);
      return;
    }
    try {
      SimulatorServer.send(response, answer(inbound).layout(Json.Layout.TWO_SPACES));
    } catch (IllegalArgumentException e) {
      SimulatorServer.send(response, Reply.of(400, Json.object().put("error", e.getMessage())));
    }
  }

  private Reply answer(Inbound inbound) {
    List<String> path = inbound.segments().subList(1, inbound.segments().size());
    String call = inbound.method() + " " + (path.isEmpty() ? "" : path.get(0));
    switch (call) {
      case "GET calendars" -> {
        return Reply.of(200, calendars());
      }
      case "POST calendars", "DELETE calendars" -> {
        return disturb(inbound, path);
      }
      case "GET faults" -> {
        ObjectNode rules = Json.object();
        ArrayNode list = rules.putArray("faults");
        server.faults().rules().forEach(rule -> list.add(rule.toJson()));
        return Reply.of(200, rules);
      }
      case "POST faults" -> {
        if (inbound.body() == null) {
          throw new IllegalArgumentException("The body must be a JSON object with an effect");
        }
        int id = server.faults().add(FaultRule.fromJson(inbound.body()));
        return Reply.of(201, Json.object().put("id", id));
      }
      case "DELETE faults" -> {
        if (path.size() == 1) {
          server.faults().clear();
          return Reply.of(204, null);
        }
        return Reply.of(server.faults().remove(Integer.parseInt(path.get(1))) ? 204 : 404, null);
      }
      case "PUT latency" -> {
        long millis = inbound.body() == null ? 0 : inbound.body().path("millis").asLong();
        server.latency(Duration.ofMillis(millis));
        return Reply.of(204, null);
      }
      case "GET requests" -> {
        return Reply.of(200, path.size() > 1 ? counts() : newest(inbound.parameter("limit")));
      }
      case "DELETE requests" -> {
        server.requests().clear();
        return Reply.of(204, null);
      }
      default -> {
        return Reply.of(404, Json.object().put("error", "The simulator has no " + call));
      }
    }
  }

  private Reply disturb(Inbound inbound, List<String> path) {
    if (path.size() != 4 || !path.get(2).equals("events")) {
      return Reply.of(404, Json.object().put("error", "Use calendars/{id}/events/{event}"));
    }
    boolean edit = inbound.method().equals("POST");
    if (edit && (inbound.body() == null || !inbound.body().isObject())) {
      throw new IllegalArgumentException("The body must be a JSON object with members to change");
    }
    boolean done =
        server.exclusively(
            () ->
                edit
                    ? target.edit(path.get(1), path.get(3), inbound.body())
                    : target.delete(path.get(1), path.get(3)));
    return Reply.of(done ? 204 : 404, null);
  }

  private ObjectNode calendars() {
    ObjectNode json = Json.object();
    ArrayNode list = json.putArray("calendars");
    for (SimulatedCalendar calendar : server.exclusively(target::calendars)) {
      ObjectNode entry = list.addObject().put("id", calendar.id());
      ArrayNode events = entry.putArray("events");
      calendar.events().forEach(event -> events.add(event(event)));
    }
    return json;
  }

  private static ObjectNode event(SimulatedEvent event) {
    ObjectNode json = Json.object();
    json.put("id", event.id());
    json.put("etag", event.etag());
    json.put("title", event.title());
    json.put("start", event.start().toString());
    json.put("end", event.end().toString());
    json.put("zone", event.zone());
    json.put("allDay", event.allDay());
    json.put("location", event.location());
    json.put("joinUrl", event.joinUrl());
    Marker marker = event.marker();
    if (marker != null) {
      json.putObject("marker")
          .put("appointment", marker.appointment())
          .put("generation", marker.generation())
          .put("version", marker.version());
    }
    json.set("resource", event.resource());
    return json;
  }

  private ObjectNode counts() {
    ObjectNode json = Json.object().put("total", server.requests().count());
    ObjectNode operations = json.putObject("operations");
    server
        .requests()
        .counts()
        .forEach(
            (operation, byStatus) -> {
              ObjectNode statuses = operations.putObject(operation.key());
              byStatus.forEach((status, n) -> statuses.put(status.toString(), n));
            });
    ObjectNode peaks = json.putObject("peakConcurrency");
    server.requests().peakConcurrency().forEach(peaks::put);
    return json;
  }

  private ObjectNode newest(String limit) {
    ObjectNode json = Json.object();
    ArrayNode list = json.putArray("requests");
    int atMost = limit == null ? DEFAULT_LIMIT : Integer.parseInt(limit);
    for (Exchange exchange : server.requests().newest(atMost)) {
      ObjectNode entry = list.addObject();
      entry.put("number", exchange.number());
      entry.put("time", exchange.time().toString());
      entry.put("operation", exchange.operation().key());
      entry.put("method", exchange.method());
      entry.put("path", exchange.path());
      entry.put("query", exchange.query());
      exchange.headers().forEach(entry.putObject("headers")::put);
      entry.set("request", exchange.request());
      entry.put("status", exchange.status());
      entry.set("response", exchange.response());
      entry.put("calendar", exchange.calendar());
      entry.put("appointment", exchange.appointment());
      entry.put("fault", exchange.fault() == null ? null : exchange.fault().key());
      entry.put("answered", exchange.answered());
    }
    return json;
  }
}
