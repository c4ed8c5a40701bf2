package io.calroute.sandbox.provider.pexipengage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.provider.PexipEngageBooking;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.api.Bookings;
import io.calroute.sandbox.provider.api.Stored;
import io.calroute.sandbox.provider.delivery.ClientMail.Occasion;
import io.calroute.sandbox.server.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** The appointments of an enterprise, as its API shows them and as its callbacks do. */
final class PexipEngageAppointments {

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  private static final Set<String> PATCHABLE =
      Set.of("externalId", "metadata", "internalNotes", "location", "userCommunication");

  private static final Set<String> OVER = Set.of("CANCELLED", "COMPLETED", "NO_SHOW");
  private static final int LONGEST_EXTERNAL_ID = 255;

  private final Bookings<PexipEngageBooking> bookings;
  private final PexipEngageDirectory directory;
  private final Echo echo;
  ChronoUnit callbackStamps = ChronoUnit.SECONDS;
  boolean patchMails;
  boolean metadataMerges;
  boolean windowContains;

  /** Tells the world about a change that came through the API. */
  interface Echo {
    /**
     * Tells about a change.
     *
     * @param stored what it is now
     * @param eventType of the callback
     * @param correlation what the request called itself; null when it did not
     * @param occasion why the client is mailed; null for no mail
     */
    void updated(
        Stored<PexipEngageBooking> stored, String eventType, String correlation, Occasion occasion);
  }

  PexipEngageAppointments(
      Bookings<PexipEngageBooking> bookings, PexipEngageDirectory directory, Echo echo) {
    this.bookings = bookings;
    this.directory = directory;
    this.echo = echo;
  }

  /** The appointment as callbacks carry it. */
  ObjectNode told(Stored<PexipEngageBooking> stored) {
    ObjectNode appointment = stored.booking().appointment();
    ((ObjectNode) appointment.get("subject"))
        .put("id", directory.subjectId(stored.booking().subject()));
    appointment.put("createdAt", stored.created().truncatedTo(callbackStamps).toString());
    appointment.put("updatedAt", stored.changed().truncatedTo(callbackStamps).toString());
    return appointment.setAll(stored.fields());
  }

  /** The appointment as the API shows it: ids in place of objects, milliseconds. */
  ObjectNode shown(Stored<PexipEngageBooking> stored) {
    PexipEngageBooking booking = stored.booking();
    ObjectNode told = booking.appointment();
    ObjectNode appointment = Json.object().put("id", stored.id());
    appointment.put("status", booking.status()).put("meetingType", booking.meetingType());
    appointment.put("hybrid", false);
    appointment.put("start", millis(booking.start()));
    appointment.put(
        "end", booking.start() == null ? null : millis(booking.start().plus(booking.length())));
    appointment.putObject("subject").put("id", directory.subjectId(booking.subject()));
    appointment.putObject("office").put("id", told.at("/office/id").asText());
    appointment.putNull("listing").putNull("location").putNull("meetingRoom");
    ArrayNode participants = appointment.putArray("appointmentParticipants");
    for (JsonNode participant : told.path("participants")) {
      String type = participant.path("type").asText();
      JsonNode person = participant.path(type.equals("EMPLOYEE") ? "employee" : "customer");
      ObjectNode shown = participants.addObject().put("role", participant.path("role").asText());
      shown.put("type", type).putObject("participant").put("id", person.path("id").asText());
      shown.set("videoUrl", participant.path("videoUrl"));
      shown.putNull("videoTestUrl");
    }
    appointment.put("messageForCustomer", told.path("messageForCustomer").asText());
    appointment.put("internalNotes", told.path("internalNotes").asText());
    appointment.putArray("answers");
    appointment.put("createdAt", millis(stored.created()));
    appointment.put("updatedAt", millis(stored.changed()));
    return appointment.setAll(stored.fields());
  }

  Reply list(Inbound request) {
    Predicate<Stored<PexipEngageBooking>> wanted =
        window(request)
            .and(stored -> !stored.deleted())
            .and(among(request, "id", Stored::id))
            .and(among(request, "status", stored -> stored.booking().status()))
            .and(among(request, "meeting-type", stored -> stored.booking().meetingType()))
            .and(
                among(
                    request, "external-id", stored -> stored.fields().path("externalId").asText()));
    List<String> employees = PexipEngageApi.values(request, "employee-id");
    if (!employees.isEmpty()) {
      wanted =
          wanted.and(
              stored ->
                  stored.booking().employees().stream()
                      .map(PexipEngageDirectory::employeeId)
                      .anyMatch(employees::contains));
    }
    return PexipEngageApi.page(request, bookings.byAge(), wanted, this::shown);
  }

  Optional<Reply> one(String id) {
    return find(id).map(stored -> Reply.of(200, shown(stored)));
  }

  Optional<Reply> patch(Inbound request, String id) {
    Optional<Stored<PexipEngageBooking>> before = find(id);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    JsonNode body = object(request);
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!PATCHABLE.contains(name)) {
                throw PexipEngageApi.invalid("INVALID_INPUT");
              }
            });
    if (body.path("externalId").asText("").length() > LONGEST_EXTERNAL_ID) {
      throw PexipEngageApi.invalid("EXTERNAL_ID_TOO_LONG");
    }
    Stored<PexipEngageBooking> after =
        bookings.change(id, stored -> stored.write(fields -> patched(fields, body)));
    Occasion occasion = patchMails ? Occasion.CHANGE : null;
    echo.updated(after, "GENERIC_UPDATE", request.header("x-correlation-id"), occasion);
    return Optional.of(Reply.of(200, shown(after)));
  }

  Optional<Reply> updateDetails(Inbound request, String id) {
    Optional<Stored<PexipEngageBooking>> before = find(id);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    if (OVER.contains(before.get().booking().status())) {
      throw PexipEngageApi.invalid("APPOINTMENT_DETAILS_UPDATE_INVALID_STATUS");
    }
    JsonNode body = object(request);
    Stored<PexipEngageBooking> after =
        bookings.change(
            id,
            stored -> {
              PexipEngageBooking booking = staffed(timed(stored.booking(), body), body);
              return stored.as(booking, booking.start()).write(fields -> detailed(fields, body));
            });
    boolean moved = !Objects.equals(before.get().start(), after.start());
    echo.updated(
        after,
        moved ? "RESCHEDULE" : "GENERIC_UPDATE",
        request.header("x-correlation-id"),
        Occasion.CHANGE);
    return Optional.of(Reply.of(200, shown(after)));
  }

  private static ObjectNode detailed(ObjectNode fields, JsonNode body) {
    if (body.has("messageForCustomer")) {
      fields.set("messageForCustomer", body.get("messageForCustomer"));
    }
    return fields.put("updatedFrom", "OTHER");
  }

  private PexipEngageBooking staffed(PexipEngageBooking booking, JsonNode body) {
    if (!body.path("appointmentParticipants").isArray()) {
      return booking;
    }
    Set<String> emails = new LinkedHashSet<>();
    for (JsonNode participant : body.get("appointmentParticipants")) {
      Staff person = directory.person(participant.path("participantId").asText());
      boolean employee = participant.path("type").asText().equals("EMPLOYEE");
      if (employee && person == null) {
        throw PexipEngageApi.invalid("APPOINTMENT_PARTICIPANTS_NOT_FOUND");
      }
      if (employee && !emails.add(person.email())) {
        throw PexipEngageApi.invalid("APPOINTMENT_PARTICIPANTS_NOT_UNIQUE");
      }
    }
    return booking.with(emails.toArray(String[]::new));
  }

  /** The events that the provider itself has written into somebody's calendar. */
  Reply busy(Inbound request, Staff person) {
    if (request.parameter("from") == null || request.parameter("to") == null) {
      throw PexipEngageApi.invalid("MISSING_WINDOW");
    }
    Predicate<Stored<PexipEngageBooking>> wanted =
        window(request)
            .and(stored -> person.synced() && stored.state() == Stored.State.STANDING)
            .and(stored -> stored.booking().employees().contains(person.email()));
    return PexipEngageApi.page(
        request,
        bookings.byStart(),
        wanted,
        stored ->
            Json.object()
                .put("id", "ext-" + stored.id())
                .put("externalId", "AAMk" + stored.id())
                .put("showAs", "BUSY")
                .put("resourceType", "APPOINTMENT")
                .put("resourceId", stored.id())
                .put("start", millis(stored.start()))
                .put("end", millis(stored.start().plus(stored.booking().length()))));
  }

  private ObjectNode patched(ObjectNode fields, JsonNode body) {
    body.properties()
        .forEach(
            member -> {
              JsonNode value = member.getValue();
              if (metadataMerges && member.getKey().equals("metadata") && value.isObject()) {
                fields.withObject("/metadata").setAll((ObjectNode) value);
              } else if (!member.getKey().equals("userCommunication")) {
                fields.set(member.getKey(), value.deepCopy());
              }
            });
    return fields.put("updatedFrom", "OTHER");
  }

  private static PexipEngageBooking timed(PexipEngageBooking booking, JsonNode body) {
    if (!body.path("start").isTextual() || !body.path("end").isTextual()) {
      return booking;
    }
    Instant start = OffsetDateTime.parse(body.get("start").asText()).toInstant();
    Instant end = OffsetDateTime.parse(body.get("end").asText()).toInstant();
    return booking.at(start, Duration.between(start, end));
  }

  /** Appointments without a time are in no window. */
  private Predicate<Stored<PexipEngageBooking>> window(Inbound request) {
    Instant from = PexipEngageApi.time(request, "from");
    Instant to = PexipEngageApi.time(request, "to");
    if (from == null && to == null) {
      return stored -> true;
    }
    Instant first = from == null ? Instant.MIN : from;
    Instant last = to == null ? Instant.MAX : to;
    return stored -> {
      if (stored.start() == null) {
        return false;
      }
      Instant end = stored.start().plus(stored.booking().length());
      return windowContains
          ? !stored.start().isBefore(first) && !end.isAfter(last)
          : stored.start().isBefore(last) && end.isAfter(first);
    };
  }

  private static Predicate<Stored<PexipEngageBooking>> among(
      Inbound request, String name, Function<Stored<PexipEngageBooking>, String> value) {
    List<String> wanted = PexipEngageApi.values(request, name);
    return wanted.isEmpty() ? stored -> true : stored -> wanted.contains(value.apply(stored));
  }

  private Optional<Stored<PexipEngageBooking>> find(String id) {
    return bookings.find(id).filter(stored -> !stored.deleted());
  }

  private static JsonNode object(Inbound request) {
    if (request.body() == null || !request.body().isObject()) {
      throw PexipEngageApi.invalid("INVALID_INPUT");
    }
    return request.body();
  }

  private static String millis(Instant time) {
    return time == null ? null : MILLIS.format(time);
  }
}
