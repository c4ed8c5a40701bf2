package io.calroute.provider.writing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.AppointmentKey;
import io.calroute.provider.asking.ProviderRoutes;
import io.calroute.provider.asking.ProviderRoutes.Verb;
import io.calroute.provider.request.ProviderFault;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the fields of one booking what is wanted: looks at what stands, writes what differs, and
 * looks again. What stands already is not written. Safe for concurrent use; not for one booking at
 * once.
 */
final class BookingWriter {

  /** The provider's bookings have no such field, which is no fault of anybody's. */
  static final String NO_SUCH_FIELD = "no-such-field";

  /** A provider may take one field at a time, so that a second write has to follow. */
  private static final int WRITES = 2;

  /** Faults of a write that say something of this booking, and not of the provider. */
  private static final Set<String> REFUSALS =
      Set.of("provider-refuses", "provider-credentials-refused");

  private final ProviderRoutes providers;

  BookingWriter(ProviderRoutes providers) {
    this.providers = providers;
  }

  /**
   * Why a field is not what is wanted.
   *
   * @param isFinal whether trying again is of no use
   */
  record Reason(String code, String sentence, boolean isFinal) {}

  /**
   * What came of it.
   *
   * @param reasons by field; none for one that is as wanted
   */
  record Outcome(Map<Field, Reason> reasons) {}

  /**
   * Writes what differs.
   *
   * @throws ProviderFault when the provider could not be asked or told
   */
  Outcome write(OutboxStore.Booking booking) {
    Map<Field, Reason> reasons = new EnumMap<>(Field.class);
    JsonNode standing = get(booking);
    boolean more = true;
    for (int written = 0; ; written++) {
      List<OutboxStore.Taken> different = different(booking, standing, reasons);
      if (different.isEmpty()) {
        return new Outcome(reasons);
      }
      if (written == WRITES || !more) {
        different.forEach(one -> reasons.put(one.field(), notKept(booking)));
        return new Outcome(reasons);
      }
      JsonNode answer;
      try {
        answer = put(booking, different, standing.path("raw"));
      } catch (ProviderFault fault) {
        if (fault.isPassing() || !REFUSALS.contains(fault.code())) {
          throw fault;
        }
        Reason refused = new Reason(fault.code(), fault.getMessage(), true);
        different.forEach(one -> reasons.put(one.field(), refused));
        return new Outcome(reasons);
      }
      if (!answer.path("written").asBoolean()) {
        Reason refused =
            new Reason(
                "write-refused",
                answer.path("reason").asText("The provider does not take what was written."),
                true);
        different.forEach(one -> reasons.put(one.field(), refused));
        return new Outcome(reasons);
      }
      more = answer.path("more").asBoolean();
      standing = get(booking);
    }
  }

  /** What is not as wanted and can still be; of the rest it is noted why not. */
  private static List<OutboxStore.Taken> different(
      OutboxStore.Booking booking, JsonNode standing, Map<Field, Reason> reasons) {
    if (standing.path("gone").asBoolean()) {
      Reason gone =
          new Reason("booking-gone", "The provider no longer has this appointment.", true);
      booking.fields().forEach(one -> reasons.put(one.field(), gone));
      return List.of();
    }
    for (OutboxStore.Taken one : booking.fields()) {
      if (!standing.path("fields").has(one.field().word())) {
        reasons.put(
            one.field(),
            new Reason(
                NO_SUCH_FIELD,
                "The bookings of "
                    + booking.appointment().provider()
                    + " have no field for the "
                    + one.field().word()
                    + ".",
                true));
      }
    }
    return booking.fields().stream()
        .filter(one -> !reasons.containsKey(one.field()))
        .filter(one -> !one.value().equals(standing.path("fields").path(one.field().word())))
        .toList();
  }

  private static Reason notKept(OutboxStore.Booking booking) {
    return new Reason(
        "not-kept",
        booking.appointment().provider()
            + " took what was written and shows something else afterwards.",
        false);
  }

  private JsonNode get(OutboxStore.Booking booking) {
    ObjectNode question = question(booking);
    question.putNull("page");
    JsonNode standing = ask(booking.appointment(), Verb.GET, question);
    if (!standing.path("fields").isObject()) {
      throw new ProviderFault(
          "no-fields",
          "The route get-"
              + booking.appointment().provider()
              + " gives no fields; look at its mapping.",
          false);
    }
    return standing;
  }

  private JsonNode put(
      OutboxStore.Booking booking, List<OutboxStore.Taken> different, JsonNode stands) {
    ObjectNode question = question(booking);
    ObjectNode fields = question.putObject("fields");
    for (Field field : Field.values()) {
      fields.putNull(field.word());
    }
    different.forEach(one -> fields.set(one.field().word(), one.value()));
    question.set("stands", stands);
    return ask(booking.appointment(), Verb.WRITE, question);
  }

  private static ObjectNode question(OutboxStore.Booking booking) {
    ObjectNode question =
        JsonNodeFactory.instance.objectNode().put("id", booking.appointment().id());
    question.set("appointment", booking.document());
    return question;
  }

  /** What is written can wait for what is asked. */
  private JsonNode ask(AppointmentKey key, Verb verb, ObjectNode question) {
    return providers.ask(key.provider(), key.connection(), verb, question, true).body();
  }
}
