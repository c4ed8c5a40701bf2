package io.calroute.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Appointment;
import io.calroute.reference.Lane;
import io.calroute.reference.Reference;
import io.calroute.target.Target;

/** How an appointment is handed to the mapping that makes an event of it. Pure. */
final class EventMapping {

  private EventMapping() {}

  /** Name of the mapping that makes what stands at a target. */
  static String name(Target target) {
    return switch (target) {
      case GOOGLE -> "google-event";
      case OFFICE365 -> "office365-event";
      case TEAMS -> "teams-meeting";
    };
  }

  /**
   * What the mapping is given.
   *
   * @param appointment what is to stand
   * @param reference where it is to stand
   * @param host the reference that carries the appointment's Teams meeting; null for none
   */
  static JsonNode input(Appointment appointment, Reference reference, Reference host) {
    ObjectNode input = JsonNodeFactory.instance.objectNode();
    input.set("appointment", appointment.document());
    input.put("provider", appointment.key().provider());
    input.put("connection", appointment.key().connection());
    input.put("calendar", reference.lane().calendar());
    input.set("staff", reference.staff());
    ObjectNode meeting = input.putObject("meeting");
    boolean onEvent =
        host != null
            && host.id() == reference.id()
            && reference.lane().target() == Target.OFFICE365;
    meeting.put("link", onEvent ? null : Siblings.link(appointment.document(), host));
    meeting.put("onEvent", onEvent);
    return input;
  }

  /**
   * The provider's own event in a calendar, as far as the provider says.
   *
   * @return its id; null when none is known
   */
  static String copy(Appointment appointment, Lane lane) {
    for (JsonNode copy : appointment.document().path("copies")) {
      String calendar = copy.path("calendar").textValue();
      if (lane.target().key().equals(copy.path("target").textValue())
          && (calendar == null || calendar.equalsIgnoreCase(lane.calendar()))) {
        return copy.path("id").textValue();
      }
    }
    return null;
  }
}
