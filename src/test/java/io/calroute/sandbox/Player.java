package io.calroute.sandbox;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;

/** Plays a few bookings of a sandbox day: what a new user sees first. */
final class Player {

  private static final ZoneId ZONE = ZoneId.of("Europe/Paris");

  private final RunningCalroute calroute;

  Player(RunningCalroute calroute) {
    this.calroute = calroute;
  }

  void play() {
    Instant monday =
        LocalDate.now(ZONE)
            .with(TemporalAdjusters.next(DayOfWeek.MONDAY))
            .atTime(LocalTime.of(9, 0))
            .atZone(ZONE)
            .toInstant();
    SavvyCalBooking anna =
        SavvyCalBooking.of("appt_sandbox00001")
            .with("prov_anna00000001")
            .in(ZONE)
            .at(monday, Duration.ofMinutes(30));
    tell(anna, "appointment.created");

    SavvyCalBooking online =
        SavvyCalBooking.of("appt_sandbox00002")
            .with("prov_carla0000001")
            .in(ZONE)
            .about("Video advice")
            .online(null)
            .at(monday.plus(Duration.ofHours(1)), Duration.ofMinutes(45));
    tell(online, "appointment.created");

    SavvyCalBooking both =
        SavvyCalBooking.of("appt_sandbox00003")
            .with("prov_ben000000001", "prov_dave00000001")
            .in(ZONE)
            .about("Mortgage meeting")
            .online(null)
            .at(monday.plus(Duration.ofHours(3)), Duration.ofHours(1));
    tell(both, "appointment.created");

    SavvyCalBooking moved =
        SavvyCalBooking.of("appt_sandbox00004")
            .with("prov_anna00000001")
            .in(ZONE)
            .about("Account opening")
            .at(monday.plus(Duration.ofHours(5)), Duration.ofMinutes(30));
    tell(moved, "appointment.created");
    tell(
        moved.at(monday.plus(Duration.ofHours(26)), Duration.ofMinutes(30)).later(),
        "appointment.rescheduled");
  }

  private void tell(SavvyCalBooking booking, String type) {
    int status =
        calroute
            .postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", booking.callback(type))
            .statusCode();
    if (status != 202) {
      throw new IllegalStateException(type + " was answered " + status);
    }
  }
}
