package io.calroute.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.mapping.function.Expressions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/**
 * Whatever the order in which an appointment's callbacks arrive, and however often each does, the
 * same state stands in the end: the one that stands when they arrive in order.
 *
 * <p>Histories are made up step by step as a provider would make them. Steps may fall into one
 * second where the provider's clock has no more than seconds and the body tells them apart.
 */
class VersionOrderTest {
  private static final Instant EPOCH = Instant.parse("2026-11-02T08:00:00Z");
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

  /** Steps of a history: what happens (0 to 7) and how many seconds after the one before. */
  record Step(int what, int seconds) {}

  @Property(tries = 300)
  void savvycal(
      @ForAll @Size(max = 8) List<@IntRange(min = 0, max = 799) Integer> history,
      @ForAll Random random) {
    ObjectNode body = golden("savvycal", "meeting-created");
    ObjectNode object = (ObjectNode) body.at("/data/object");
    List<JsonNode> callbacks = new ArrayList<>();
    Instant time = EPOCH;
    savvycalStep(body, "appointment.created", time, callbacks);
    String before = "";
    for (Step step : steps(history)) {
      String type =
          switch (step.what()) {
            case 0, 1 -> "appointment.rescheduled";
            case 2 -> "appointment.confirmed";
            case 3 -> "appointment.meeting.updated";
            case 4 -> "appointment.meeting.replaced";
            case 5 -> "appointment.meeting.update_failed";
            case 6 -> "appointment.canceled";
            default -> "appointment.deleted";
          };
      boolean toldApart =
          type.equals("appointment.rescheduled")
              || type.equals("appointment.confirmed")
              || type.equals("appointment.meeting.replaced") && before.endsWith("scheduled");
      time = time.plusSeconds(toldApart ? step.seconds() : step.seconds() + 1L);
      boolean gone = object.path("status").asText().equals("canceled");
      if (type.equals("appointment.deleted") || gone) {
        savvycalStep(
            body,
            type.equals("appointment.deleted") ? type : "appointment.meeting.canceled",
            time,
            callbacks);
        if (type.equals("appointment.deleted")) {
          break;
        }
        continue;
      }
      switch (type) {
        case "appointment.rescheduled" -> {
          object.withArray("reschedule_events").addObject();
          shift(object, time);
        }
        case "appointment.confirmed" -> object.withArray("confirmation_events").addObject();
        case "appointment.meeting.replaced", "appointment.meeting.updated" ->
            ((ObjectNode) object.path("meeting")).put("join_url", "https://j.example.com/" + time);
        case "appointment.canceled" -> {
          object.withArray("cancellation_events").addObject();
          // the callback itself may still say that it is scheduled
          savvycalStep(body, type, time, callbacks);
          object.put("status", "canceled");
          before = type;
          continue;
        }
        default -> {}
      }
      savvycalStep(body, type, time, callbacks);
      before = type;
    }
    check("savvycal", callbacks, random, Function.identity());
  }

  private static void savvycalStep(
      ObjectNode body, String type, Instant time, List<JsonNode> callbacks) {
    ((ObjectNode) body.path("data")).put("type", type);
    ((ObjectNode) body.at("/data/object")).put("updated_at", time.toString());
    body.put("created_at", time.toString());
    callbacks.add(body.deepCopy());
  }

  private static void shift(ObjectNode object, Instant time) {
    for (String end : List.of("start_at", "end_at")) {
      ObjectNode moment = (ObjectNode) object.path(end);
      moment.remove(List.of("local", "unix_ts"));
      moment.put(
          "utc",
          Instant.parse(moment.path("utc").asText())
              .plusSeconds(3600 + time.getEpochSecond() % 7)
              .toString());
    }
  }

  @Property(tries = 300)
  void agendize(
      @ForAll @Size(max = 8) List<@IntRange(min = 0, max = 799) Integer> history,
      @ForAll Random random) {
    ObjectNode body = golden("agendize", "created-accepted");
    List<JsonNode> callbacks = new ArrayList<>();
    Instant time = EPOCH;
    agendizeStep(body, "created", time, callbacks);
    for (Step step : steps(history)) {
      time = time.plusSeconds(step.seconds());
      switch (step.what()) {
        case 0, 1, 2 ->
            ((ObjectNode) body.path("start"))
                .put("dateTime", "2026-12-05T0" + step.what() + ":00:00");
        case 3 -> body.put("status", "cancelled");
        case 4 -> body.put("status", "accepted");
        case 5 -> body.putObject("staff").put("id", time.toString());
        case 6 -> body.put("addToWaitingList", !body.path("addToWaitingList").asBoolean());
        default -> {}
      }
      agendizeStep(body, step.what() == 7 ? "deleted" : "updated", time, callbacks);
      if (step.what() == 7) {
        break;
      }
    }
    check("agendize", callbacks, random, Function.identity());
  }

  private static void agendizeStep(
      ObjectNode body, String event, Instant time, List<JsonNode> callbacks) {
    body.put("event", event);
    body.putObject("date")
        .put("dateTime", CLOCK.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC)))
        .put("timeZone", "UTC");
    body.withArray("history").addObject().put("text", event);
    callbacks.add(body.deepCopy());
  }

  @Property(tries = 300)
  void pexipEngage(
      @ForAll @Size(max = 8) List<@IntRange(min = 0, max = 799) Integer> history,
      @ForAll Random random) {
    ObjectNode body = golden("pexip-engage", "create-request-incoming");
    List<JsonNode> callbacks = new ArrayList<>();
    Instant time = EPOCH;
    pexipStep(body, "CREATE_REQUEST", "INCOMING_REQUEST", time, callbacks);
    for (Step step : steps(history)) {
      time = time.plusSeconds(step.seconds() + 1L);
      switch (step.what()) {
        case 0 -> {
          pexipStep(body, "ACCEPT", "ACCEPTED", time, callbacks);
          // in the same second: who asks for another time has been accepted before
          pexipStep(body, "COMPLETE", "COMPLETED", time, callbacks);
        }
        case 1 -> {
          ((ObjectNode) body.at("/data/appointment"))
              .put("start", "2026-12-0" + (1 + step.seconds()) + "T08:00:00Z");
          pexipStep(body, "RESCHEDULE", "ACCEPTED", time, callbacks);
        }
        case 2 ->
            pexipStep(
                body, "REQUEST_ALTERNATIVE_DATE", "ALTERNATIVE_DATE_REQUESTED", time, callbacks);
        case 3, 4 -> pexipStep(body, "CANCEL", "CANCELLED", time, callbacks);
        case 5 -> pexipStep(body, "REOPEN", "ACCEPTED", time, callbacks);
        case 6 -> {
          ((ObjectNode) body.at("/data/appointment")).put("messageForCustomer", time.toString());
          pexipStep(
              body,
              "GENERIC_UPDATE",
              body.at("/data/appointment/status").asText(),
              time,
              callbacks);
        }
        default -> pexipStep(body, "COMPLETE", "NO_SHOW", time, callbacks);
      }
    }
    check("pexip-engage", callbacks, random, Function.identity());
  }

  private static void pexipStep(
      ObjectNode body, String type, String status, Instant time, List<JsonNode> callbacks) {
    ((ObjectNode) body.path("data")).put("eventType", type);
    ((ObjectNode) body.at("/data/appointment"))
        .put("status", status)
        .put("updatedAt", time.toString());
    callbacks.add(body.deepCopy());
  }

  /** Which callbacks carry the time of the ticket's last change; it is documented for none. */
  enum Stamps {
    NONE,
    SOME,
    ALL
  }

  /**
   * Without any time in the callbacks, only what the course of a ticket tells can be kept apart.
   * The end of it is final whatever is said later, or bears a later stamp, or one at all.
   */
  @Property(tries = 500)
  void ombori(
      @ForAll boolean updated,
      @ForAll Stamps stamps,
      @ForAll @IntRange(min = 0, max = 6) int length,
      @ForAll boolean cancelled,
      @ForAll @Size(max = 4) List<@IntRange(min = 0, max = 4) Integer> afterTheEnd,
      @ForAll Random random) {
    ObjectNode body = golden("ombori", "booking-confirmation");
    ObjectNode booking = (ObjectNode) body.at("/data/position/booking");
    List<JsonNode> callbacks = new ArrayList<>();
    omboriStep(body, "bookingConfirmation", "draft", isStamped(stamps, random), callbacks);
    if (updated) {
      booking.put("start", "2026-12-09T12:00:00Z");
      omboriStep(body, "bookingUpdated", "draft", isStamped(stamps, random), callbacks);
    }
    List<String[]> course =
        List.of(
            new String[] {"bookingActivated", "pending"},
            new String[] {"positionCalled", "notified"},
            new String[] {"positionRetry", "notified"},
            new String[] {"positionFulfilled", "fulfilled"},
            new String[] {"positionCompleted", "completed"},
            new String[] {"feedbackReceived", "completed"});
    for (String[] step : course.subList(0, length)) {
      omboriStep(body, step[0], step[1], isStamped(stamps, random), callbacks);
    }
    if (cancelled) {
      omboriStep(
          body, "positionCancelledByStaff", "rejected", isStamped(stamps, random), callbacks);
      omboriStep(body, "positionRemoved", "pending", isStamped(stamps, random), callbacks);
    }
    boolean completed = length >= 5;
    JsonNode start = booking.path("start").deepCopy();
    if (cancelled || completed) {
      for (int what : afterTheEnd) {
        String[] step = what == 4 ? new String[] {"bookingUpdated", "draft"} : course.get(what);
        booking.put("start", "2026-12-09T13:30:00Z");
        omboriStep(body, step[0], step[1], isStamped(stamps, random), callbacks);
      }
    }

    JsonNode standing = check("ombori", callbacks, random, VersionOrderTest::whatCalendarsShow);
    if (cancelled || completed) {
      assertThat(standing.path("status").asText()).isEqualTo(cancelled ? "cancelled" : "completed");
      assertThat(standing.at("/start/instant").asText()).isEqualTo(start.asText());
    }
  }

  private static boolean isStamped(Stamps stamps, Random random) {
    return stamps == Stamps.ALL || stamps == Stamps.SOME && random.nextBoolean();
  }

  private static void omboriStep(
      ObjectNode body, String type, String status, boolean stamped, List<JsonNode> callbacks) {
    body.put("type", type);
    ObjectNode position = ((ObjectNode) body.at("/data/position")).put("status", status);
    position.remove("_ts");
    if (stamped) {
      position.put("_ts", EPOCH.getEpochSecond() + callbacks.size() / 2);
    }
    callbacks.add(body.deepCopy());
  }

  @Property(tries = 300)
  void cabinetFm(
      @ForAll @Size(max = 8) List<@IntRange(min = 0, max = 799) Integer> history,
      @ForAll Random random) {
    ObjectNode body = golden("cabinetfm", "new");
    ObjectNode booking = (ObjectNode) body.path("booking");
    List<JsonNode> callbacks = new ArrayList<>();
    Instant time = EPOCH;
    cabinetStep(body, "new", time, callbacks);
    for (Step step : steps(history)) {
      time = time.plusSeconds(step.seconds() + 1L);
      switch (step.what()) {
        case 0, 1 -> cabinetStep(body, "woker_removed", time, callbacks);
        case 2, 3 -> {
          booking.putObject("worker").put("id", step.seconds());
          cabinetStep(body, "worker_assigned", time, callbacks);
        }
        case 4 -> cabinetStep(body, "in_work", time, callbacks);
        case 5 -> {
          booking.put("note", time.toString());
          cabinetStep(body, "custom_fields_or_note_changed", time, callbacks);
        }
        case 6 -> cabinetStep(body, "report", time, callbacks);
        default -> {
          cabinetStep(body, "cancelled", time, callbacks);
          ((ObjectNode) booking.path("booking")).put("status", "cancelled");
        }
      }
    }
    check("cabinetfm", callbacks, random, Function.identity());
  }

  private static void cabinetStep(
      ObjectNode body, String type, Instant time, List<JsonNode> callbacks) {
    body.put("callback_type", type);
    ((ObjectNode) body.path("booking")).put("updated_at", time.toString());
    callbacks.add(body.deepCopy());
  }

  @Test
  void aLateConfirmationDoesNotReviveButALaterReopenDoes() {
    ObjectNode body = golden("pexip-engage", "cancel");
    List<JsonNode> callbacks = new ArrayList<>();
    pexipStep(body, "CANCEL", "CANCELLED", EPOCH.plusSeconds(10), callbacks);
    pexipStep(body, "ACCEPT", "ACCEPTED", EPOCH, callbacks);
    assertThat(standing("pexip-engage", callbacks).path("status").asText()).isEqualTo("cancelled");

    pexipStep(body, "REOPEN", "ACCEPTED", EPOCH.plusSeconds(20), callbacks);
    assertThat(standing("pexip-engage", callbacks).path("status").asText()).isEqualTo("confirmed");
  }

  @Test
  void aCanceledAppointmentIsNotRevivedByItsMeeting() {
    ObjectNode body = golden("savvycal", "meeting-canceled-scheduled");
    List<JsonNode> callbacks = new ArrayList<>();
    savvycalStep(body, "appointment.canceled", EPOCH, callbacks);
    savvycalStep(body, "appointment.meeting.canceled", EPOCH.plusSeconds(60), callbacks);
    savvycalStep(body, "appointment.rescheduled", EPOCH.plusSeconds(90), callbacks);
    assertThat(standing("savvycal", callbacks).path("status").asText()).isEqualTo("cancelled");

    savvycalStep(body, "appointment.deleted", EPOCH.minusSeconds(60), callbacks);
    assertThat(standing("savvycal", callbacks).path("status").asText()).isEqualTo("deleted");
  }

  /** Gives what stands in the end. */
  private static JsonNode check(
      String mapping, List<JsonNode> callbacks, Random random, Function<JsonNode, JsonNode> view) {
    JsonNode inOrder = view.apply(standing(mapping, callbacks));
    List<JsonNode> arrivals = new ArrayList<>(callbacks);
    for (JsonNode callback : callbacks) {
      for (int again = random.nextInt(3); again > 0; again--) {
        arrivals.add(callback);
      }
    }
    Collections.shuffle(arrivals, random);

    assertThat(view.apply(standing(mapping, arrivals))).isEqualTo(inOrder);
    return inOrder;
  }

  private static JsonNode standing(String mapping, List<JsonNode> callbacks) {
    return Versions.after(
        callbacks.stream()
            .map(body -> HouseMappings.MAPPINGS.apply(mapping, HouseMappings.callback(body)))
            .filter(output -> !output.has("outcome"))
            .toList());
  }

  /** A state without what names the callback that brought it. */
  private static JsonNode whatCalendarsShow(JsonNode appointment) {
    ObjectNode view = appointment.deepCopy();
    view.remove(List.of("type", "version"));
    return view;
  }

  private static List<Step> steps(List<Integer> history) {
    return history.stream().map(step -> new Step(step % 8, step / 8 % 3)).toList();
  }

  private static ObjectNode golden(String mapping, String name) {
    try {
      Path file = Path.of("mappings", mapping, name + ".in.json");
      return (ObjectNode) Expressions.JSON.readTree(file.toFile());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
