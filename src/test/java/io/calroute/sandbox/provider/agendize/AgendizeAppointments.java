package io.calroute.sandbox.provider.agendize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.provider.AgendizeBooking;
import io.calroute.sandbox.provider.api.Bookings;
import io.calroute.sandbox.provider.api.Stored;
import io.calroute.sandbox.provider.delivery.ClientMail.Occasion;
import io.calroute.sandbox.server.Refusal;
import io.calroute.sandbox.server.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** The appointments of a company: the list with its feed of changes, one, and the update. */
final class AgendizeAppointments {

  /** What a list without {@code levelDetail=full} leaves out; the real choice is not documented. */
  private static final List<String> FULL_ONLY =
      List.of("history", "extendedProperties", "notes", "onlineMeeting", "encryptedId");

  private static final Set<String> WRITABLE =
      Set.of("notes", "location", "extendedProperties", "form", "paid", "customStatus");

  private final Clock clock;
  private final Bookings<AgendizeBooking> bookings;
  private final Echo echo;
  int rowsOnPage = Integer.MAX_VALUE;
  boolean cutsSilently;
  boolean marksDeleted = true;
  boolean findsDeleted;
  boolean keepsExtendedProperties = true;
  boolean replaces;
  String tokenHolder;
  Duration tokenLife = Duration.ofDays(7);

  /** Tells the world about a change that came through the API. */
  interface Echo {
    /**
     * Tells about a change.
     *
     * @param stored what it is now
     * @param occasion why the client is mailed; null for no mail
     */
    void updated(Stored<AgendizeBooking> stored, Occasion occasion);
  }

  AgendizeAppointments(Clock clock, Bookings<AgendizeBooking> bookings, Echo echo) {
    this.clock = clock;
    this.bookings = bookings;
    this.echo = echo;
  }

  /** The whole appointment as callbacks carry it, without {@code event} and {@code date}. */
  ObjectNode full(Stored<AgendizeBooking> stored) {
    AgendizeBooking booking = stored.booking();
    ObjectNode appointment = booking.appointment();
    appointment.put("encryptedId", encrypted(stored.id()));
    appointment.set("created", booking.clock(stored.created()));
    return appointment.setAll(stored.fields());
  }

  /** Notes in the history what happened. */
  static Stored<AgendizeBooking> happened(
      Stored<AgendizeBooking> stored, String text, String source, Instant now) {
    return stored.write(
        fields -> {
          ObjectNode entry = Json.object().put("text", text).put("source", source);
          entry.set("date", stored.booking().clock(now));
          fields.withArray("history").add(entry);
          return fields;
        });
  }

  Reply list(Inbound request) {
    String token = request.parameter("syncToken");
    Instant now = clock.instant();
    Collection<Stored<AgendizeBooking>> candidates;
    Predicate<Stored<AgendizeBooking>> wanted = kinds(request);
    if (token == null) {
      OffsetDateTime today = now.atOffset(ZoneOffset.UTC);
      Instant from = time(request, "startDate", today.minusMonths(1).toInstant());
      Instant to = time(request, "endDate", today.plusMonths(1).toInstant());
      candidates = bookings.byStart();
      wanted =
          wanted.and(
              stored ->
                  stored.start().isBefore(to)
                      && stored.start().plus(stored.booking().length()).isAfter(from));
    } else {
      candidates = bookings.changedAfter(sequence(token, now));
    }
    return page(request, candidates, wanted, now);
  }

  Optional<Reply> one(Inbound request, String id) {
    return find(id)
        .filter(stored -> findsDeleted || !stored.deleted())
        .map(stored -> Reply.of(200, shown(stored, request, "full")));
  }

  Optional<Reply> put(Inbound request, String id) {
    Optional<Stored<AgendizeBooking>> before = find(id).filter(stored -> !stored.deleted());
    JsonNode body = request.body();
    if (before.isEmpty() || body == null || !body.isObject()) {
      return before.map(stored -> invalid("body"));
    }
    Stored<AgendizeBooking> after =
        bookings.change(
            before.get().id(),
            stored -> happened(written(stored, body), "updated", "api", clock.instant()));
    boolean accepted =
        before.get().booking().status().equals("pending")
            && after.booking().status().equals("accepted");
    Occasion occasion = accepted ? Occasion.CONFIRMATION : Occasion.CHANGE;
    echo.updated(after, request.flag("silent") ? null : occasion);
    return Optional.of(Reply.of(200, shown(after, request, "full")));
  }

  private Stored<AgendizeBooking> written(Stored<AgendizeBooking> stored, JsonNode body) {
    Stored<AgendizeBooking> result =
        stored.write(
            fields -> {
              if (replaces) {
                fields.remove(WRITABLE);
              }
              body.properties()
                  .forEach(
                      member -> {
                        String name = member.getKey();
                        boolean kept =
                            keepsExtendedProperties || !name.equals("extendedProperties");
                        if (WRITABLE.contains(name) && kept) {
                          fields.set(name, member.getValue().deepCopy());
                        }
                      });
              return fields;
            });
    AgendizeBooking booking = booked(result.booking(), body);
    return result.as(booking, booking.start());
  }

  /** An update that repeats what stood a while ago undoes whatever has happened since. */
  private static AgendizeBooking booked(AgendizeBooking before, JsonNode body) {
    AgendizeBooking booking = before;
    if (body.path("status").isTextual()) {
      booking = booking.now(body.get("status").asText());
    }
    if (body.path("staff").has("id")) {
      booking = booking.with(body.at("/staff/id").asText());
    }
    if (body.path("service").has("name")) {
      booking = booking.about(body.at("/service/name").asText());
    }
    if (body.path("addToWaitingList").isBoolean()) {
      booking = booking.waiting(body.get("addToWaitingList").asBoolean());
    }
    if (body.path("start").isObject()) {
      Instant start = instant(body.get("start"), booking.zone());
      Duration length =
          body.path("end").isObject()
              ? Duration.between(start, instant(body.get("end"), booking.zone()))
              : booking.length();
      booking = booking.at(start, length);
    }
    return booking;
  }

  private static Instant instant(JsonNode time, ZoneId usual) {
    String zone = time.path("timeZone").asText(usual.getId());
    try {
      return LocalDateTime.parse(time.path("dateTime").asText())
          .atZone(ZoneId.of(zone))
          .toInstant();
    } catch (DateTimeException e) {
      throw new Refusal(invalid("start"));
    }
  }

  private Reply page(
      Inbound request,
      Collection<Stored<AgendizeBooking>> candidates,
      Predicate<Stored<AgendizeBooking>> wanted,
      Instant now) {
    String[] token = request.parameter("pageToken") == null ? null : parts(request);
    long offset = token == null ? 0 : Long.parseLong(token[1]);
    long sequence = token == null ? bookings.sequence() : Long.parseLong(token[2]);
    ObjectNode body = Json.object();
    ArrayNode items = body.putArray("items");
    Iterator<Stored<AgendizeBooking>> rest =
        candidates.stream().filter(wanted).skip(offset).iterator();
    while (rest.hasNext() && items.size() < rowsOnPage) {
      items.add(shown(rest.next(), request, "light"));
    }
    if (!rest.hasNext()) {
      ObjectNode holder = tokenHolder == null ? body : body.putObject(tokenHolder);
      holder.put("nextSyncToken", "sync." + sequence + "." + now.toEpochMilli());
    } else if (!cutsSilently) {
      body.put("nextPageToken", "page." + (offset + items.size()) + "." + sequence);
    }
    return Reply.of(200, body);
  }

  private static String[] parts(Inbound request) {
    String[] parts = request.parameter("pageToken").split("\\.");
    if (parts.length != 3 || !parts[0].equals("page")) {
      throw new Refusal(invalid("pageToken"));
    }
    return parts;
  }

  private long sequence(String token, Instant now) {
    String[] parts = token.split("\\.");
    if (parts.length != 3 || !parts[0].equals("sync")) {
      throw new Refusal(invalid("syncToken"));
    }
    Instant given = Instant.ofEpochMilli(Long.parseLong(parts[2]));
    if (!now.isBefore(given.plus(tokenLife))) {
      throw new Refusal(AgendizeApi.failure(410, "The token has expired; list everything again"));
    }
    return Long.parseLong(parts[1]);
  }

  private static Predicate<Stored<AgendizeBooking>> kinds(Inbound request) {
    boolean deleted = request.flag("showDeleted");
    boolean personal = request.flag("personalAppointments");
    String status = request.parameter("status");
    String staff = request.parameter("staffId");
    return stored ->
        (deleted || !stored.deleted())
            && (personal || !stored.booking().type().equals("personal"))
            && (status == null || status.equals(stored.booking().status()))
            && (staff == null || staff.equals(stored.booking().staff()));
  }

  private ObjectNode shown(Stored<AgendizeBooking> stored, Inbound request, String usualLevel) {
    ObjectNode appointment = full(stored);
    String level = request.parameter("levelDetail");
    if (!"full".equals(level == null ? usualLevel : level)) {
      appointment.remove(FULL_ONLY);
    }
    if (stored.deleted() && marksDeleted) {
      appointment.put("deleted", true);
    }
    String fields = request.parameter("fields");
    if (fields != null) {
      appointment.retain(fields.split(","));
    }
    return appointment;
  }

  private Optional<Stored<AgendizeBooking>> find(String id) {
    String known = id.startsWith("RF-") ? id.substring("RF-".length()) : id;
    return bookings.find(known);
  }

  private static Instant time(Inbound request, String name, Instant usual) {
    String text = request.parameter(name);
    try {
      return text == null ? usual : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new Refusal(invalid(name));
    }
  }

  private static Reply invalid(String field) {
    ObjectNode body = Json.object();
    body.putArray("fields").add(field);
    return Reply.of(400, body.put("message", field + " is invalid").put("statusCode", 400));
  }

  private static String encrypted(String id) {
    return UUID.nameUUIDFromBytes(("sandbox " + id).getBytes(StandardCharsets.UTF_8)).toString();
  }
}
