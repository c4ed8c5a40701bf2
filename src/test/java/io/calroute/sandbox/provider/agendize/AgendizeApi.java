package io.calroute.sandbox.provider.agendize;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.api.AccessTokens;
import io.calroute.sandbox.provider.api.Api;
import io.calroute.sandbox.server.Operation;
import io.calroute.sandbox.server.Reply;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Agendize's API of the versions 2.0, 2.1 and 2.3: one company, its staff, its appointments, its
 * watches. A good answer is always 200.
 */
final class AgendizeApi implements Api {

  static final String COMPANY = "3301";
  static final String API_KEY = "sandbox-agendize-key";
  static final String ACCOUNT_TOKEN = "sandbox-agendize-sso";
  static final String REFRESH_TOKEN = "sandbox-agendize-refresh";
  static final String TOKEN_PATH = "o/oauth2/token";

  private static final List<String> VERSIONS = List.of("2.0", "2.1", "2.3");

  final AccessTokens tokens;
  final AgendizeAppointments appointments;
  final Watches watches;
  private final Collection<Staff> staff;

  AgendizeApi(
      AccessTokens tokens,
      AgendizeAppointments appointments,
      Watches watches,
      Collection<Staff> staff) {
    this.tokens = tokens;
    this.appointments = appointments;
    this.watches = watches;
    this.staff = staff;
  }

  @Override
  public String title() {
    return "Agendize";
  }

  @Override
  public Operation operation(Inbound request) {
    String path = String.join("/", request.segments());
    if (path.equals(TOKEN_PATH) && request.method().equals("POST")) {
      return Operation.TOKEN;
    }
    if (request.segments().size() < 3 || !VERSIONS.contains(request.segments().get(1))) {
      return Operation.OTHER;
    }
    String company = "/scheduling/companies/[^/]+";
    String call = request.method() + path.substring(path.indexOf('/', "api/".length()));
    if (call.equals("GET/scheduling/companies")) {
      return Operation.ACCOUNT;
    } else if (call.matches("GET" + company + "/appointments")) {
      return Operation.LIST;
    } else if (call.matches("POST" + company + "/appointments/watch")) {
      return Operation.WATCH;
    } else if (call.matches("GET" + company + "/appointments/[^/]+")) {
      return Operation.GET;
    } else if (call.matches("PUT" + company + "/appointments/[^/]+")) {
      return Operation.UPDATE;
    } else if (call.matches("GET" + company + "/staff")) {
      return Operation.STAFF;
    } else if (call.equals("GET/watchers/requests") && path.startsWith("api/2.3/")) {
      return Operation.DELIVERIES;
    } else if (call.equals("GET/watchers") || call.matches("(GET|DELETE)/watchers/\\d+")) {
      return Operation.WATCH;
    }
    return Operation.OTHER;
  }

  @Override
  public Optional<Reply> throttle(Inbound request, Operation operation, int underWay) {
    return Optional.empty();
  }

  @Override
  public Reply answer(Inbound request, Operation operation) {
    if (operation == Operation.TOKEN) {
      return grant(request);
    }
    boolean known =
        API_KEY.equals(request.header("apikey")) && ACCOUNT_TOKEN.equals(request.header("token"));
    if (!known && !tokens.isGood(request.bearerToken())) {
      return error(401, null);
    }
    List<String> path = request.segments();
    boolean company = path.size() < 5 || path.get(4).equals(COMPANY);
    if (!company) {
      return error(404, null);
    }
    return switch (operation) {
      case ACCOUNT -> companies();
      case LIST -> appointments.list(request);
      case GET -> appointments.one(request, path.get(6)).orElseGet(() -> error(404, null));
      case UPDATE -> appointments.put(request, path.get(6)).orElseGet(() -> error(404, null));
      case STAFF -> staff();
      case DELIVERIES -> watches.log();
      case WATCH -> watch(request, path);
      default -> error(501, null);
    };
  }

  @Override
  public Reply error(int status, String reason) {
    String usual =
        switch (status) {
          case 401 -> "Authentication failed";
          case 404 -> "The object does not exist";
          case 429 -> "Too many requests";
          case 501 -> "The method is not implemented";
          default -> "The request failed";
        };
    return failure(status, reason == null ? usual : reason);
  }

  static Reply failure(int status, String message) {
    ObjectNode body = Json.object();
    body.putArray("fields");
    return Reply.of(status, body.put("message", message).put("statusCode", status));
  }

  private Reply grant(Inbound request) {
    Reply reply = tokens.grant(request, "refresh_token");
    if (reply.status() != 200) {
      return reply;
    }
    if (!REFRESH_TOKEN.equals(request.parameter("refresh_token"))) {
      return AccessTokens.refusal(400, "invalid_grant");
    }
    // How long a token lives is not documented, so the answer does not say it either.
    ((ObjectNode) reply.body()).put("refresh_token", REFRESH_TOKEN);
    return reply;
  }

  private Reply watch(Inbound request, List<String> path) {
    if (request.method().equals("POST")) {
      return watches.create(request);
    }
    return path.size() == 3
        ? watches.list(request)
        : watches.one(request, path.get(3)).orElseGet(() -> error(404, null));
  }

  private static Reply companies() {
    ObjectNode body = Json.object();
    body.putArray("items")
        .addObject()
        .put("id", COMPANY)
        .put("name", "Sandbox Opticians")
        .put("timeZone", "Europe/Paris");
    return Reply.of(200, body);
  }

  private Reply staff() {
    ObjectNode body = Json.object();
    ArrayNode items = body.putArray("items");
    for (Staff person : staff) {
      ObjectNode item = items.addObject().put("id", person.id()).put("email", person.email());
      item.put("firstName", "Staff").put("lastName", person.id()).put("role", "staff");
      ArrayNode connectors = item.putArray("connectors");
      if (person.synced()) {
        connectors.addObject().put("name", "office365Calendar");
      }
    }
    return Reply.of(200, body);
  }
}
