package io.calroute.sandbox.provider.savvycal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.api.Api;
import io.calroute.sandbox.provider.api.Bookings;
import io.calroute.sandbox.provider.api.RateLimit;
import io.calroute.sandbox.provider.api.Stored;
import io.calroute.sandbox.server.Operation;
import io.calroute.sandbox.server.Refusal;
import io.calroute.sandbox.server.Reply;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The part of SavvyCal Appointments' API that reads: appointments, providers, the account. It has
 * no call that changes an appointment.
 */
final class SavvyCalApi implements Api {

  static final String TOKEN = "sandbox-savvycal-token";
  private static final int RATE = 300;
  private static final int USUAL_PAGE = 10;
  private static final List<String> SENSITIVE =
      List.of("email", "first_name", "last_name", "phone");

  private final Clock clock;
  private final Bookings<SavvyCalBooking> bookings;
  private final Collection<Staff> staff;
  private final Map<String, RateLimit> rates = new HashMap<>();
  int perMinute = RATE;
  int longestPage = 100;
  boolean stamps = true;
  boolean listsCanceled = true;
  Set<String> filters = Set.of("period");

  SavvyCalApi(Clock clock, Bookings<SavvyCalBooking> bookings, Collection<Staff> staff) {
    this.clock = clock;
    this.bookings = bookings;
    this.staff = staff;
  }

  /** The whole appointment as callbacks carry it. */
  ObjectNode appointment(Stored<SavvyCalBooking> stored) {
    ObjectNode appointment = stored.booking().appointment(stored.state() == Stored.State.CANCELLED);
    appointment.put("created_at", seconds(stored.created()));
    if (stamps) {
      appointment.put("updated_at", seconds(stored.changed()));
    } else {
      appointment.remove("updated_at");
    }
    return appointment;
  }

  @Override
  public String title() {
    return "SavvyCal Appointments";
  }

  @Override
  public Operation operation(Inbound request) {
    if (!request.method().equals("GET") || !"v1".equals(request.segments().get(0))) {
      return Operation.OTHER;
    }
    List<String> path = request.segments().subList(1, request.segments().size());
    if (path.size() == 1) {
      return switch (path.get(0)) {
        case "appointments" -> Operation.LIST;
        case "providers" -> Operation.STAFF;
        case "account" -> Operation.ACCOUNT;
        default -> Operation.OTHER;
      };
    }
    return path.size() == 2 && path.get(0).equals("appointments") ? Operation.GET : Operation.OTHER;
  }

  @Override
  public Optional<Reply> throttle(Inbound request, Operation operation, int underWay) {
    String token = String.valueOf(request.bearerToken());
    RateLimit rate = rates.computeIfAbsent(token, key -> new RateLimit(perMinute));
    rate.perMinute(perMinute);
    return rate.take(clock.instant())
        .map(wait -> error(429, null).header("retry-after", Long.toString(wait)));
  }

  @Override
  public Reply answer(Inbound request, Operation operation) {
    if (!TOKEN.equals(request.bearerToken())) {
      return error(401, null);
    }
    return switch (operation) {
      case LIST -> list(request);
      case GET -> one(request);
      case STAFF -> providers(request);
      case ACCOUNT ->
          data(
              Json.object()
                  .put("object", "account")
                  .put("id", "acct_sandbox00001")
                  .put("name", "Sandbox"));
      default -> error(404, null);
    };
  }

  @Override
  public Reply error(int status, String reason) {
    String usual =
        switch (status) {
          case 401 -> "The bearer token is missing or wrong";
          case 403 -> "Not allowed";
          case 404 -> "Not found";
          case 429 -> "Too many requests";
          default -> "Something went wrong";
        };
    ObjectNode body = Json.object();
    body.putArray("errors")
        .addObject()
        .put("detail", reason == null ? usual : reason)
        .put("status", Integer.toString(status));
    return Reply.of(status, body);
  }

  private Reply one(Inbound request) {
    return bookings
        .find(request.segments().get(2))
        .filter(stored -> !stored.deleted())
        .map(stored -> data(shown(stored, request.flag("include_sensitive"))))
        .orElseGet(() -> error(404, null));
  }

  private Reply list(Inbound request) {
    Predicate<Stored<SavvyCalBooking>> wanted =
        stored -> !stored.deleted() && (listsCanceled || stored.state() == Stored.State.STANDING);
    for (JsonNode filter : filters(request)) {
      wanted = wanted.and(filter(filter));
    }
    boolean sensitive = request.flag("include_sensitive");
    return page(request, ordered(request), wanted, stored -> shown(stored, sensitive));
  }

  private Collection<Stored<SavvyCalBooking>> ordered(Inbound request) {
    String order = either(request, "order_by[]", "order_by");
    if (order == null) {
      return bookings.byAge();
    }
    if (!order.equals("start_at_utc")) {
      throw invalid("order_by", "has an invalid field");
    }
    String direction = either(request, "order_directions[]", "order_directions");
    return "desc".equals(direction) ? bookings.byStart().descendingSet() : bookings.byStart();
  }

  private static List<JsonNode> filters(Inbound request) {
    List<JsonNode> filters = new ArrayList<>();
    for (String name : List.of("filters", "filters[]")) {
      for (String text : request.query().getOrDefault(name, List.of())) {
        try {
          JsonNode said = Json.parse(text);
          if (said.isArray()) {
            said.forEach(filters::add);
          } else {
            filters.add(said);
          }
        } catch (IllegalArgumentException e) {
          throw invalid("filters", "is invalid");
        }
      }
    }
    return filters;
  }

  private Predicate<Stored<SavvyCalBooking>> filter(JsonNode filter) {
    String field = filter.path("field").asText();
    String operator = filter.path("op").asText("==");
    String value = filter.path("value").asText();
    if (!filters.contains(field)) {
      throw invalid("filters", "has an invalid field");
    }
    Instant now = clock.instant();
    return switch (field) {
      case "period" -> {
        if (!operator.equals("==") || !value.equals("upcoming")) {
          throw invalid("filters", "is invalid");
        }
        yield stored -> stored.start().plus(stored.booking().length()).isAfter(now);
      }
      case "status" ->
          stored -> value.equals("canceled") == (stored.state() == Stored.State.CANCELLED);
      case "provider_id" -> stored -> stored.booking().providers().contains(value);
      case "start_at_utc" -> compared(Stored::start, operator, Instant.parse(value));
      case "updated_at" ->
          compared(
              stored -> stored.changed().truncatedTo(ChronoUnit.SECONDS),
              operator,
              Instant.parse(value));
      default -> throw invalid("filters", "has an invalid field");
    };
  }

  private static Predicate<Stored<SavvyCalBooking>> compared(
      Function<Stored<SavvyCalBooking>, Instant> time, String operator, Instant value) {
    return switch (operator) {
      case ">=" -> stored -> !time.apply(stored).isBefore(value);
      case ">" -> stored -> time.apply(stored).isAfter(value);
      case "<=" -> stored -> !time.apply(stored).isAfter(value);
      case "<" -> stored -> time.apply(stored).isBefore(value);
      default -> throw invalid("filters", "has an invalid operator");
    };
  }

  private ObjectNode shown(Stored<SavvyCalBooking> stored, boolean sensitive) {
    ObjectNode appointment = appointment(stored);
    if (!sensitive) {
      ObjectNode client = (ObjectNode) appointment.get("client_data");
      SENSITIVE.forEach(client::putNull);
    }
    return appointment;
  }

  private Reply providers(Inbound request) {
    String search = request.parameter("search");
    return page(
        request,
        staff,
        person -> search == null || person.email().contains(search),
        person ->
            Json.object()
                .put("object", "provider")
                .put("id", person.id())
                .put("display_name", person.name())
                .put("email", person.email())
                .put("time_zone", person.zone())
                .set("metadata", Json.object()));
  }

  private <T> Reply page(
      Inbound request, Collection<T> all, Predicate<T> wanted, Function<T, JsonNode> shown) {
    int page = number(request, "page", 1, Integer.MAX_VALUE);
    int size = number(request, "page_size", USUAL_PAGE, longestPage);
    long total = all.stream().filter(wanted).count();
    ObjectNode body = Json.object();
    ArrayNode data = body.putArray("data");
    all.stream()
        .filter(wanted)
        .skip((page - 1L) * size)
        .limit(size)
        .forEach(one -> data.add(shown.apply(one)));
    body.putObject("meta")
        .put("current_page", page)
        .put("page_size", size)
        .put("total_count", total)
        .put("total_pages", (total + size - 1) / size);
    return Reply.of(200, body);
  }

  private static int number(Inbound request, String name, int usual, int most) {
    String text = request.parameter(name);
    try {
      int number = text == null ? usual : Integer.parseInt(text);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused like a number out of bounds.
    }
    throw invalid(name, "is invalid");
  }

  private static String either(Inbound request, String name, String other) {
    String value = request.parameter(name);
    return value == null ? request.parameter(other) : value;
  }

  private static Refusal invalid(String parameter, String detail) {
    ObjectNode body = Json.object();
    body.putArray("errors")
        .addObject()
        .put("title", "Invalid value")
        .put("detail", detail)
        .putObject("source")
        .put("pointer", "/" + parameter);
    return new Refusal(Reply.of(422, body));
  }

  private static Reply data(ObjectNode one) {
    return Reply.of(200, Json.object().set("data", one));
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
