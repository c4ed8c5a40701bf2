package io.calroute.sandbox.provider.desk;

import io.calroute.sandbox.provider.AgendizeBooking;
import io.calroute.sandbox.provider.OmboriBooking;
import io.calroute.sandbox.provider.PexipEngageBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.provider.agendize.AgendizeSimulator;
import io.calroute.sandbox.provider.cabinetfm.CabinetFmSimulator;
import io.calroute.sandbox.provider.delivery.Callback;
import io.calroute.sandbox.provider.ombori.OmboriSimulator;
import io.calroute.sandbox.provider.pexipengage.PexipEngageSimulator;
import io.calroute.sandbox.provider.savvycal.SavvyCalSimulator;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/**
 * Plays a week of bookings at every provider, each through its life, and leaves those standing that
 * a new user sees first. Played again from the same instant, everything is the same.
 */
public final class Player {

  private static final ZoneId ZONE = ZoneId.of("Europe/Paris");
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final Duration HOUR = Duration.ofHours(1);

  private final FiveProviders providers;
  private final RetoldClock clock;
  private final Instant begin;
  private final LocalDate monday;

  /**
   * A player.
   *
   * @param clock of the providers
   * @param begin when it is played; it takes less than a minute from then on
   */
  public Player(FiveProviders providers, RetoldClock clock, Instant begin) {
    this.providers = providers;
    this.clock = clock;
    this.begin = begin;
    monday = LocalDate.ofInstant(begin, ZONE).with(TemporalAdjusters.next(DayOfWeek.MONDAY));
  }

  /** Books what Calroute is never told of: it has to read it. */
  public void bookBefore() {
    clock.standAt(begin);
    for (int day = 2; day < 7; day++) {
      String staff = day % 2 == 0 ? "prov_anna00000001" : "prov_carla0000001";
      providers.savvycal().book(staff, noon(day), HALF);
    }
  }

  /** Plays the week. */
  public void play() {
    clock.standAt(begin);
    savvycal(providers.savvycal());
    agendize(providers.agendize());
    pexipEngage(providers.pexipEngage());
    ombori(providers.ombori());
    cabinetfm(providers.cabinetfm());
    clock.run();
  }

  private void savvycal(SavvyCalSimulator savvycal) {
    String anna =
        savvycal.book(savvycal("appt_sandbox00001").with("prov_anna00000001").at(at(0, 9), HALF));
    clock.step();
    savvycal.change(anna, "appointment.confirmed", booking -> booking);

    savvycal.book(
        savvycal("appt_sandbox00002")
            .with("prov_carla0000001")
            .about("Video advice")
            .online(null)
            .at(at(0, 10), Duration.ofMinutes(45)));

    savvycal.book(
        savvycal("appt_sandbox00003")
            .with("prov_ben000000001", "prov_dave00000001")
            .about("Mortgage meeting")
            .online(null)
            .at(at(0, 12), HOUR));

    String moved =
        savvycal.book(
            savvycal("appt_sandbox00004")
                .with("prov_anna00000001")
                .about("Account opening")
                .at(at(0, 14), HALF));
    clock.step();
    savvycal.change(
        moved,
        "appointment.rescheduled",
        booking -> booking.at(at(1, 11), HALF).with("prov_ben000000001"));

    String canceled =
        savvycal.book(savvycal("appt_sandbox00005").with("prov_anna00000001").at(at(0, 16), HALF));
    clock.step();
    savvycal.cancel(canceled);
  }

  private static SavvyCalBooking savvycal(String id) {
    return SavvyCalBooking.of(id).in(ZONE);
  }

  private void agendize(AgendizeSimulator agendize) {
    String eyes =
        agendize.book(AgendizeBooking.of(40118801).with("881").now("pending").at(at(1, 9), HALF));
    clock.step();
    agendize.change(eyes, booking -> booking.now("accepted"));
    clock.step();
    agendize.move(eyes, at(1, 10), HALF);
    clock.step();
    agendize.reassign(eyes, "883");

    String reopened =
        agendize.book(
            AgendizeBooking.of(40118802).with("882").about("Lens fitting").at(at(1, 14), HALF));
    clock.step();
    agendize.cancel(reopened);
    clock.step();
    agendize.change(reopened, booking -> booking.now("accepted"));

    String deleted =
        agendize.book(AgendizeBooking.of(40118803).with("882").about("Repair").at(at(1, 15), HALF));
    clock.step();
    agendize.delete(deleted);
  }

  private void pexipEngage(PexipEngageSimulator pexipEngage) {
    String loan =
        pexipEngage.book(
            PexipEngageBooking.of("apt-sandbox-1")
                .with("anna@example.com")
                .now("INCOMING_REQUEST")
                .at(at(2, 9), HOUR));
    clock.step();
    pexipEngage.change(loan, "ACCEPT", booking -> booking.now("ACCEPTED"));
    clock.step();
    pexipEngage.move(loan, at(2, 11), HOUR);
    clock.step();
    pexipEngage.change(
        loan, "REASSIGN", booking -> booking.with("carla@example.org", "ben@example.com"));
    clock.step();
    pexipEngage.cancel(loan);
    clock.step();
    pexipEngage.change(loan, "REOPEN", booking -> booking.now("ACCEPTED"));

    pexipEngage.book(
        PexipEngageBooking.of("apt-sandbox-2")
            .with("anna@example.com")
            .about("Pension")
            .held("VIDEO")
            .now("INCOMING_REQUEST")
            .at(at(2, 14), HOUR));
  }

  private void ombori(OmboriSimulator ombori) {
    String fitting =
        ombori.book(
            OmboriBooking.of("5b0c0a52-0000-4000-8000-000000000001")
                .with("anna@example.com")
                .at(at(3, 9), HALF));
    ombori.move(fitting, at(3, 10), HALF);
    ombori.reassign(fitting, "dave@example.org");
    ombori.change(fitting, "bookingActivated", booking -> booking.now("pending"));

    String cancelled =
        ombori.book(
            OmboriBooking.of("5b0c0a52-0000-4000-8000-000000000002")
                .with("anna@example.com")
                .at(at(3, 14), HALF));
    ombori.cancel(cancelled);

    String walkIn = "5b0c0a52-0000-4000-8000-000000000003";
    ombori
        .deliveries()
        .announce(
            Callback.of(
                Provider.OMBORI,
                walkIn,
                "positionCreated",
                OmboriBooking.walkIn(walkIn, "positionCreated")));

    ombori.book(
        OmboriBooking.of("5b0c0a52-0000-4000-8000-000000000009")
            .with("carla@example.org")
            .online("https://meet.example.com/room-of-the-day")
            .at(noon(1), HALF));
  }

  private void cabinetfm(CabinetFmSimulator cabinetfm) {
    String lesson = cabinetfm.book(null, at(4, 9), HOUR);
    for (String worker : new String[] {"881", null, "884"}) {
      clock.step();
      cabinetfm.reassign(lesson, worker);
    }
    clock.step();
    cabinetfm.move(lesson, at(4, 11), HOUR);

    String cancelled = cabinetfm.book("882", at(4, 14), HOUR);
    clock.step();
    cabinetfm.cancel(cancelled);
    cabinetfm.book(null, at(4, 15), HOUR);
  }

  private Instant at(int day, int hour) {
    return monday.plusDays(day).atTime(LocalTime.of(hour, 0)).atZone(ZONE).toInstant();
  }

  private Instant noon(int days) {
    return begin.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(days).plusHours(11));
  }
}
