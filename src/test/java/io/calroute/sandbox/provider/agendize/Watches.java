package io.calroute.sandbox.provider.agendize;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.provider.delivery.Deliveries;
import io.calroute.sandbox.provider.delivery.Delivery;
import io.calroute.sandbox.server.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The watches of a company, and the log of what they sent. Used under the lock of the bookings. */
final class Watches {

  private static final Duration LOGGED = Duration.ofDays(10);
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  private final Clock clock;
  private final Deliveries deliveries;
  final List<Watch> all = new ArrayList<>();
  private long made = 700;

  Watches(Clock clock, Deliveries deliveries) {
    this.clock = clock;
    this.deliveries = deliveries;
    all.add(Watch.byHand(nextId()));
  }

  void add(String address, Map<String, String> headers) {
    all.add(new Watch(nextId(), "calroute", address, headers, true));
  }

  Reply create(Inbound request) {
    if (request.body() == null || !request.body().path("address").isTextual()) {
      ObjectNode error = Json.object();
      error.putArray("fields").add("address");
      return Reply.of(400, error.put("message", "address is required").put("statusCode", 400));
    }
    Watch watch = Watch.of(nextId(), request.body());
    all.add(watch);
    return Reply.of(200, watch.shown());
  }

  Reply list(Inbound request) {
    ObjectNode body = Json.object();
    ArrayNode items = body.putArray("items");
    if ("schedulingCompany".equals(request.parameter("objectType"))) {
      all.forEach(watch -> items.add(watch.shown()));
    }
    return Reply.of(200, body);
  }

  Optional<Reply> one(Inbound request, String id) {
    Optional<Watch> found = find(id);
    if (request.method().equals("DELETE")) {
      found.ifPresent(all::remove);
      return found.map(watch -> Reply.of(200, null));
    }
    return found.map(watch -> Reply.of(200, watch.shown()));
  }

  Reply log() {
    Instant oldest = clock.instant().minus(LOGGED);
    ObjectNode body = Json.object();
    ArrayNode items = body.putArray("items");
    long number = 0;
    for (Delivery delivery : deliveries.log()) {
      number++;
      if (delivery.at().isAfter(oldest)) {
        items.add(shown(number, delivery));
      }
    }
    return Reply.of(200, body);
  }

  private ObjectNode shown(long number, Delivery delivery) {
    ObjectNode entry = Json.object().put("id", Long.toString(number));
    entry.put("objectEvent", delivery.callback().event()).put("duration", 12);
    entry.put("status", delivery.delivered() ? "success" : "error");
    entry.set("created", time(delivery.at()));
    entry.set("sent", time(delivery.at()));
    ObjectNode request = entry.putObject("request").put("body", delivery.callback().body());
    delivery.callback().headers().forEach(request.putObject("headers")::put);
    ObjectNode response = entry.putObject("response");
    if (delivery.status() == 0) {
      response.put("errorMessage", "No answer");
    } else {
      response.put("statusCode", delivery.status());
    }
    find(delivery.callback().sender())
        .ifPresent(
            watch -> {
              request.put("address", watch.address());
              entry.set("watcher", watch.shown().put("selfLink", "/watchers/" + watch.id()));
            });
    return entry;
  }

  private Optional<Watch> find(String id) {
    return all.stream().filter(watch -> watch.id().equals(id)).findFirst();
  }

  private String nextId() {
    made++;
    return Long.toString(made);
  }

  private static ObjectNode time(Instant time) {
    return Json.object().put("dateTime", LOCAL.format(time)).put("timeZone", "UTC");
  }
}
