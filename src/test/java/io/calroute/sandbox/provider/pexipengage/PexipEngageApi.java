package io.calroute.sandbox.provider.pexipengage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.provider.api.AccessTokens;
import io.calroute.sandbox.provider.api.Api;
import io.calroute.sandbox.provider.api.RateLimit;
import io.calroute.sandbox.server.Operation;
import io.calroute.sandbox.server.Refusal;
import io.calroute.sandbox.server.Reply;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Pexip Engage's API for one enterprise. It answers four requests at once and 3,000 in a minute,
 * and tells nobody how long to wait.
 */
final class PexipEngageApi implements Api {

  static final String ENTERPRISE = "sandbox";

  /** Without it, a client may read nothing that is asked here. */
  private static final String SCOPE = "engage:appointments:readWrite";

  private static final int USUAL_LIMIT = 25;
  private static final int LONGEST_CORRELATION = 36;

  private final Clock clock;
  final AccessTokens tokens;
  final PexipEngageAppointments appointments;
  final PexipEngageDirectory directory;
  final RateLimit rate = new RateLimit(3_000);
  int atOnce = 4;
  static final int LONGEST_LIMIT = 1_000;

  PexipEngageApi(
      Clock clock,
      AccessTokens tokens,
      PexipEngageAppointments appointments,
      PexipEngageDirectory directory) {
    this.clock = clock;
    this.tokens = tokens;
    this.appointments = appointments;
    this.directory = directory;
  }

  @Override
  public String title() {
    return "Pexip Engage";
  }

  @Override
  public Operation operation(Inbound request) {
    List<String> path = request.segments();
    if (request.method().equals("POST") && path.get(0).equals("realms")) {
      return Operation.TOKEN;
    }
    if (path.size() < 3 || !path.get(0).equals("enterprises")) {
      return Operation.OTHER;
    }
    String call = request.method() + "/" + String.join("/", path.subList(2, path.size()));
    if (call.equals("GET/appointments")) {
      return Operation.LIST;
    } else if (call.matches("GET/appointments/[^/]+")) {
      return Operation.GET;
    } else if (call.matches("PATCH/appointments/[^/]+")) {
      return Operation.PATCH;
    } else if (call.matches("POST/appointments/[^/]+/_actions/update-details")) {
      return Operation.ACTION;
    } else if (call.equals("GET/employees")) {
      return Operation.STAFF;
    } else if (call.matches("GET/(customers|subjects|offices|listings)")) {
      return Operation.LOOKUP;
    } else if (call.matches("GET/employees/[^/]+/external-calendar-events")) {
      return Operation.BUSY;
    }
    return Operation.OTHER;
  }

  @Override
  public Optional<Reply> throttle(Inbound request, Operation operation, int underWay) {
    boolean tooMany = underWay > atOnce || rate.take(clock.instant()).isPresent();
    return tooMany ? Optional.of(error(429, null)) : Optional.empty();
  }

  @Override
  public Reply answer(Inbound request, Operation operation) {
    List<String> path = request.segments();
    if (operation == Operation.TOKEN) {
      return grant(request);
    }
    if (!tokens.isGood(request.bearerToken())) {
      return error(401, null);
    }
    String correlation = request.header("x-correlation-id");
    if (correlation != null
        && (correlation.isEmpty() || correlation.length() > LONGEST_CORRELATION)) {
      throw invalid("INVALID_CORRELATION_ID");
    }
    if (operation == Operation.OTHER || !path.get(1).equals(ENTERPRISE)) {
      return error(404, null);
    }
    return switch (operation) {
      case LIST -> appointments.list(request);
      case GET -> found(appointments.one(path.get(3)));
      case PATCH -> found(appointments.patch(request, path.get(3)));
      case ACTION -> found(appointments.updateDetails(request, path.get(3)));
      case STAFF -> objects(request, directory.employees());
      case LOOKUP ->
          objects(
              request,
              switch (path.get(2)) {
                case "customers" -> directory.customers();
                case "subjects" -> directory.subjects();
                case "offices" -> directory.offices();
                default -> List.of();
              });
      case BUSY ->
          directory.person(path.get(3)) == null
              ? error(404, null)
              : appointments.busy(request, directory.person(path.get(3)));
      default -> error(404, null);
    };
  }

  @Override
  public Reply error(int status, String reason) {
    String usual =
        switch (status) {
          case 401 -> "UNAUTHORIZED";
          case 403 -> "FORBIDDEN";
          case 404 -> "RESOURCE_NOT_FOUND";
          case 429 -> "TOO_MANY_REQUESTS";
          default -> "UNEXPECTED_ERROR";
        };
    return failure(status, reason == null ? usual : reason);
  }

  static Refusal invalid(String code) {
    return new Refusal(failure(422, code));
  }

  private static Reply failure(int status, String code) {
    ObjectNode body = Json.object();
    body.putArray("errors")
        .addObject()
        .put("message", "The request was refused: " + code)
        .put("code", code)
        .put("type", status == 422 ? "VALIDATION" : "GENERAL")
        .put("statusCode", Integer.toString(status));
    return Reply.of(status, body);
  }

  /**
   * One page of a list.
   *
   * @param request says {@code offset} and {@code limit}
   * @param all everything there is
   * @param wanted what the list holds
   * @param shown how it holds it
   */
  static <T> Reply page(
      Inbound request, Collection<T> all, Predicate<T> wanted, Function<T, JsonNode> shown) {
    int offset = number(request, "offset", 0, 0, Integer.MAX_VALUE);
    int limit = number(request, "limit", USUAL_LIMIT, 1, LONGEST_LIMIT);
    ObjectNode body = Json.object();
    ArrayNode data = body.putArray("data");
    int total = 0;
    for (T one : all) {
      if (wanted.test(one)) {
        if (total >= offset && data.size() < limit) {
          data.add(shown.apply(one));
        }
        total++;
      }
    }
    body.putObject("meta").put("offset", offset).put("limit", limit).put("totalCount", total);
    return Reply.of(200, body);
  }

  /** The values of a filter, which may be sent with or without brackets. */
  static List<String> values(Inbound request, String name) {
    List<String> values = new ArrayList<>(request.query().getOrDefault(name, List.of()));
    values.addAll(request.query().getOrDefault(name + "[]", List.of()));
    return values;
  }

  /** A time of the query; null when it is not there. */
  static Instant time(Inbound request, String name) {
    String text = request.parameter(name);
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw invalid("INVALID_DATE_TIME");
    }
  }

  private static int number(Inbound request, String name, int usual, int least, int most) {
    String text = request.parameter(name);
    try {
      int number = text == null ? usual : Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused like a number out of bounds.
    }
    throw invalid("INVALID_PAGINATION");
  }

  private Reply grant(Inbound request) {
    List<String> path = request.segments();
    if (!String.join("/", path).equals("realms/" + ENTERPRISE + "/protocol/openid-connect/token")) {
      return Reply.of(404, Json.object().put("error", "Realm does not exist"));
    }
    Reply reply = tokens.grant(request, "client_credentials");
    if (reply.status() == 200) {
      if (!String.valueOf(request.parameter("scope")).contains(SCOPE)) {
        return AccessTokens.refusal(400, "invalid_scope");
      }
      ((ObjectNode) reply.body()).put("expires_in", tokens.lifetime().toSeconds());
    }
    return reply;
  }

  private Reply found(Optional<Reply> reply) {
    return reply.orElseGet(() -> error(404, null));
  }

  private static Reply objects(Inbound request, List<JsonNode> all) {
    List<String> ids = values(request, "id");
    return page(
        request,
        all,
        one -> ids.isEmpty() || ids.contains(one.path("id").asText()),
        Function.identity());
  }
}
