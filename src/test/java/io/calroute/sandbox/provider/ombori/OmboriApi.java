package io.calroute.sandbox.provider.ombori;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.provider.OmboriBooking;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.api.Api;
import io.calroute.sandbox.provider.api.Bookings;
import io.calroute.sandbox.provider.api.Stored;
import io.calroute.sandbox.provider.delivery.ClientMail.Occasion;
import io.calroute.sandbox.server.Operation;
import io.calroute.sandbox.server.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Two of Ombori Grid's APIs: single positions of a queue under an API key, and the users of the
 * console under a bearer token. Nothing lists positions.
 */
final class OmboriApi implements Api {

  static final String TENANT = "sandbox";
  static final String ORGANIZATION = "5f0000000000000000000001";
  static final String API_KEY = "sandbox-ombori-key";
  static final String CONSOLE_TOKEN = "sandbox-ombori-console-token";

  private static final int USUAL_LIMIT = 50;
  // Where the segments of a position's path stand.
  private static final int TENANT_ID = 5;
  private static final int QUEUE_ID = 7;
  private static final int ID = 9;
  private static final Set<String> KEPT =
      Set.of("customerInfo", "tags", "numberOfPeople", "customData");

  private static final String POSITION =
      "/regions/[a-z]+/queues/v1/organizations/[^/]+/queues/[^/]+/positions/[^/]+";

  private final Bookings<OmboriBooking> bookings;
  private final List<Staff> staff;
  private final Echo echo;
  boolean stamps;
  boolean customDataMerges;
  boolean patchTells = true;

  /** Tells the world about a change that came through the API. */
  interface Echo {
    /**
     * Tells about a change.
     *
     * @param stored what it is now
     * @param occasion why the client is mailed; null for no mail
     */
    void updated(Stored<OmboriBooking> stored, Occasion occasion);
  }

  OmboriApi(Bookings<OmboriBooking> bookings, List<Staff> staff, Echo echo) {
    this.bookings = bookings;
    this.staff = staff;
    this.echo = echo;
  }

  /** The position as callbacks carry it. */
  ObjectNode told(Stored<OmboriBooking> stored) {
    ObjectNode position = stored.booking().position();
    position.put("createdAt", stored.created().toString());
    if (stamps) {
      position.put("_ts", stored.changed().getEpochSecond());
    }
    return position.setAll(stored.fields());
  }

  @Override
  public String title() {
    return "Ombori Grid";
  }

  @Override
  public Operation operation(Inbound request) {
    String path = "/" + String.join("/", request.segments());
    if (path.matches(POSITION)) {
      return switch (request.method()) {
        case "GET" -> Operation.GET;
        case "PATCH" -> Operation.PATCH;
        default -> Operation.OTHER;
      };
    }
    return request.method().equals("GET") && path.matches("/api/organizations/[^/]+/users")
        ? Operation.STAFF
        : Operation.OTHER;
  }

  @Override
  public Optional<Reply> throttle(Inbound request, Operation operation, int underWay) {
    return Optional.empty();
  }

  @Override
  public Reply answer(Inbound request, Operation operation) {
    if (operation == Operation.OTHER) {
      return error(404, null);
    }
    if (operation == Operation.STAFF) {
      return CONSOLE_TOKEN.equals(request.bearerToken()) ? users(request) : error(401, null);
    }
    return API_KEY.equals(request.header("apikey"))
        ? position(request, operation)
        : error(401, null);
  }

  @Override
  public Reply error(int status, String reason) {
    String message = reason == null ? "The request failed" : reason;
    return Reply.of(status, Json.object().put("statusCode", status).put("message", message));
  }

  private Reply position(Inbound request, Operation operation) {
    List<String> path = request.segments();
    Optional<Stored<OmboriBooking>> found =
        bookings.find(path.get(ID)).filter(stored -> !stored.deleted());
    if (!path.get(TENANT_ID).equals(TENANT)
        || !path.get(QUEUE_ID).equals(OmboriBooking.QUEUE)
        || found.isEmpty()) {
      return error(404, null);
    }
    if (operation == Operation.GET) {
      return Reply.of(200, shown(found.get()));
    }
    JsonNode body = request.body();
    if (body == null || !body.isObject()) {
      return error(400, "The body must be an object");
    }
    Stored<OmboriBooking> after = bookings.change(path.get(ID), stored -> patched(stored, body));
    if (patchTells || body.has("booking")) {
      echo.updated(after, body.has("booking") ? Occasion.CHANGE : null);
    }
    return Reply.of(200, shown(after));
  }

  /** Unlike a callback, an answer does not say where the queue is. */
  private ObjectNode shown(Stored<OmboriBooking> stored) {
    return told(stored).putNull("location");
  }

  private Stored<OmboriBooking> patched(Stored<OmboriBooking> stored, JsonNode body) {
    Stored<OmboriBooking> result =
        stored.write(
            fields -> {
              body.properties()
                  .forEach(
                      member -> {
                        if (KEPT.contains(member.getKey())) {
                          keep(fields, member.getKey(), member.getValue());
                        }
                      });
              return fields;
            });
    JsonNode slot = body.path("booking");
    if (!slot.path("start").isTextual() || !slot.path("end").isTextual()) {
      return result;
    }
    Instant start = Instant.parse(slot.get("start").asText());
    Duration length = Duration.between(start, Instant.parse(slot.get("end").asText()));
    return result.as(result.booking().at(start, length), start);
  }

  private void keep(ObjectNode fields, String name, JsonNode value) {
    if (customDataMerges && name.equals("customData") && value.isObject()) {
      fields.withObject("/customData").setAll((ObjectNode) value);
    } else {
      fields.set(name, value.deepCopy());
    }
  }

  private Reply users(Inbound request) {
    if (!request.segments().get(2).equals(ORGANIZATION)) {
      return error(404, null);
    }
    int page = number(request, "page", 1);
    int limit = number(request, "limit", USUAL_LIMIT);
    int pages = Math.max(1, (staff.size() + limit - 1) / limit);
    ObjectNode body = Json.object();
    ArrayNode docs = body.putArray("docs");
    staff.stream()
        .skip((page - 1L) * limit)
        .limit(limit)
        .forEach(
            person ->
                docs.addObject()
                    .put("id", person.id())
                    .put("organizationId", ORGANIZATION)
                    .put("email", person.email())
                    .put("firstName", "Staff")
                    .put("lastName", person.id())
                    .put("roleId", "viewer"));
    body.put("totalDocs", staff.size()).put("limit", limit).put("page", page);
    body.put("totalPages", pages).put("hasNextPage", page < pages);
    body.put("nextPage", page < pages ? Integer.valueOf(page + 1) : null);
    return Reply.of(200, body);
  }

  private static int number(Inbound request, String name, int usual) {
    String text = request.parameter(name);
    return text == null ? usual : Math.max(1, Integer.parseInt(text));
  }
}
