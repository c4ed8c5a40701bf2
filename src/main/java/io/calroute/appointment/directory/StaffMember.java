package io.calroute.appointment.directory;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Who holds an appointment, as far as the provider says.
 *
 * @param id the provider's id; null when unknown
 * @param email mail address; null when unknown
 * @param queue the appointment's queue; null when it has none
 */
public record StaffMember(String id, String email, String queue) {

  /**
   * Reads an entry of the canonical appointment's {@code staff}.
   *
   * @param queue the appointment's queue; null when it has none
   */
  public static StaffMember of(JsonNode staff, String queue) {
    return new StaffMember(staff.path("id").textValue(), staff.path("email").textValue(), queue);
  }
}
