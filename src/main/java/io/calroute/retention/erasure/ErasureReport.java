package io.calroute.retention.erasure;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.calroute.appointment.AppointmentKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What came of erasing a person.
 *
 * @param person the beginning of the digest that stands for what was asked for, and names nobody
 * @param dryRun whether nothing was changed
 * @param removed how many rows have named the person, by place
 * @param waiting callbacks that had come and are not applied yet: they name nobody once they are,
 *     and their bodies go then
 * @param emptied events that are being written anew, without the person
 * @param stay events that go on showing what they show
 */
public record ErasureReport(
    String person,
    boolean dryRun,
    Map<String, Long> removed,
    long waiting,
    List<Event> emptied,
    List<Event> stay) {

  /**
   * An event in a calendar.
   *
   * @param id the target's id
   * @param start null when the appointment has no time any more
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Event(
      String target, String calendar, String id, AppointmentKey appointment, Instant start) {}
}
