package io.calroute.chaos;

import io.calroute.sandbox.provider.AgendizeBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a provider wants of one appointment. Immutable: every change gives a new one.
 *
 * @param provider who books
 * @param number of the appointment
 * @param staff who hold it, the primary one first
 * @param start when it starts
 * @param minutes how long it takes
 * @param service what it is about
 * @param virtual whether it takes place online
 * @param link the provider's own room; null for none
 * @param cancelled whether it is off
 * @param version counts the changes
 */
record Wish(
    Provider provider,
    int number,
    List<Staff> staff,
    Instant start,
    int minutes,
    String service,
    boolean virtual,
    String link,
    boolean cancelled,
    int version) {

  /** The provider's id. */
  String id() {
    return provider == Provider.SAVVYCAL ? "appt_chaos%06d".formatted(number) : "" + number;
  }

  /** The key in markers. */
  String key() {
    return provider.word() + "/default/" + id();
  }

  /** The title that calendars are to show. */
  String title() {
    return service + ": " + (provider == Provider.SAVVYCAL ? "Jane Doe" : "Hugo Petit");
  }

  /** Whether it is to have a Teams meeting. */
  boolean wantsTeams() {
    return virtual && link == null && !cancelled;
  }

  /** It as SavvyCal keeps it. */
  SavvyCalBooking savvyCal() {
    SavvyCalBooking booking =
        SavvyCalBooking.of(id())
            .with(staff.stream().map(Staff::savvyCalId).toArray(String[]::new))
            .at(start, Duration.ofMinutes(minutes))
            .about(service);
    return virtual ? booking.online(link) : booking;
  }

  /** It as Agendize keeps it. */
  AgendizeBooking agendize() {
    return AgendizeBooking.of(number)
        .with(staff.get(0).agendizeId())
        .at(start, Duration.ofMinutes(minutes))
        .about(service)
        .now(cancelled ? "cancelled" : "accepted")
        .online(virtual ? link : null);
  }
}
