package io.calroute.verdict.decision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.directory.Calendar;
import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.StaffMember;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which calendars a directory names for the staff of an appointment. Pure. */
final class Calendars {

  /** A queue or a whole connection may have a calendar although nobody is named. */
  private static final JsonNode NOBODY = JsonNodeFactory.instance.objectNode();

  private Calendars() {}

  /** Empty places stand for those of whom it names none. */
  static Set<Optional<Calendar>> of(Appointment appointment, Directory directory) {
    JsonNode document = appointment.document();
    String queue = document.path("queue").textValue();
    Set<Optional<Calendar>> all = new HashSet<>();
    JsonNode named = document.path("staff");
    for (JsonNode staff : named.isEmpty() ? List.of(NOBODY) : named) {
      all.add(
          directory
              .find(
                  appointment.key().provider(),
                  appointment.key().connection(),
                  StaffMember.of(staff, queue))
              .map(Calendar::plain));
    }
    return all;
  }
}
