package io.calroute.sandbox.provider.pexipengage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.provider.PexipEngageBooking;
import io.calroute.sandbox.provider.Staff;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What appointments name by an id only. Used under the lock of the bookings. */
final class PexipEngageDirectory {

  private final Map<String, Staff> staff = new LinkedHashMap<>();
  private final Map<String, String> subjects = new LinkedHashMap<>();
  private final Map<String, JsonNode> customers = new LinkedHashMap<>();
  private final Map<String, JsonNode> offices = new LinkedHashMap<>();

  void hire(Staff person) {
    staff.put(employeeId(person.email()), person);
  }

  static String employeeId(String email) {
    return "emp-" + email;
  }

  Staff person(String employeeId) {
    return staff.get(employeeId);
  }

  /** Makes sure that everything can be looked up which a callback about this booking names. */
  void know(PexipEngageBooking booking) {
    booking
        .employees()
        .forEach(email -> staff.putIfAbsent(employeeId(email), Staff.of(employeeId(email), email)));
    subjectId(booking.subject());
    ObjectNode appointment = booking.appointment();
    appointment
        .path("participants")
        .forEach(
            participant -> {
              JsonNode customer = participant.path("customer");
              if (customer.isObject()) {
                customers.put(customer.path("id").asText(), customer);
              }
            });
    JsonNode office = appointment.path("office");
    offices.put(office.path("id").asText(), office);
  }

  /** The id of a subject; every name has one of its own. */
  String subjectId(String name) {
    return subjects.computeIfAbsent(name, unknown -> "sub-" + (4 + subjects.size()));
  }

  List<JsonNode> employees() {
    List<JsonNode> employees = new ArrayList<>();
    staff.forEach(
        (id, person) ->
            employees.add(
                Json.object()
                    .put("id", id)
                    .put("email", person.email())
                    .put("username", person.email())
                    .put("firstName", "Staff")
                    .put("status", "ACTIVE")
                    .put("timeZone", person.zone())
                    .putNull("deletedAt")));
    return employees;
  }

  List<JsonNode> subjects() {
    List<JsonNode> shown = new ArrayList<>();
    subjects.forEach(
        (name, id) -> {
          ObjectNode subject = Json.object().put("id", id).putNull("externalId");
          subject
              .putObject("translations")
              .putArray("name")
              .addObject()
              .put("language", "en")
              .put("value", name);
          shown.add(subject);
        });
    return shown;
  }

  List<JsonNode> customers() {
    return new ArrayList<>(customers.values());
  }

  List<JsonNode> offices() {
    return new ArrayList<>(offices.values());
  }
}
