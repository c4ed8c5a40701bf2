package io.calroute.sandbox.provider;

import io.calroute.sandbox.RunningCalroute;
import java.net.http.HttpResponse;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;

/**
 * Plays a week of bookings at every provider, each through its life, and leaves those standing that
 * a new user sees first.
 */
public final class Player {

  private static final ZoneId ZONE = ZoneId.of("Europe/Paris");
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final Duration HOUR = Duration.ofHours(1);

  private final RunningCalroute calroute;
  private final LocalDate monday;
  private int bookings;

  public Player(RunningCalroute calroute) {
    this.calroute = calroute;
    this.monday = LocalDate.now(ZONE).with(TemporalAdjusters.next(DayOfWeek.MONDAY));
  }

  /**
   * Plays it all.
   *
   * @return how many bookings there were
   */
  public int play() {
    savvycal();
    agendize();
    pexipEngage();
    ombori();
    cabinetfm();
    return bookings;
  }

  private void savvycal() {
    SavvyCalBooking anna =
        savvycal("appt_sandbox00001").with("prov_anna00000001").at(at(0, 9), HALF);
    tell(Provider.SAVVYCAL, anna.callback("appointment.created"));
    tell(Provider.SAVVYCAL, anna.later().callback("appointment.confirmed"));

    SavvyCalBooking online =
        savvycal("appt_sandbox00002")
            .with("prov_carla0000001")
            .about("Video advice")
            .online(null)
            .at(at(0, 10), Duration.ofMinutes(45));
    tell(Provider.SAVVYCAL, online.callback("appointment.created"));

    SavvyCalBooking both =
        savvycal("appt_sandbox00003")
            .with("prov_ben000000001", "prov_dave00000001")
            .about("Mortgage meeting")
            .online(null)
            .at(at(0, 12), HOUR);
    tell(Provider.SAVVYCAL, both.callback("appointment.created"));

    SavvyCalBooking moved =
        savvycal("appt_sandbox00004")
            .with("prov_anna00000001")
            .about("Account opening")
            .at(at(0, 14), HALF);
    tell(Provider.SAVVYCAL, moved.callback("appointment.created"));
    SavvyCalBooking given = moved.at(at(1, 11), HALF).with("prov_ben000000001").later();
    tell(Provider.SAVVYCAL, given.callback("appointment.rescheduled"));

    SavvyCalBooking canceled =
        savvycal("appt_sandbox00005").with("prov_anna00000001").at(at(0, 16), HALF);
    tell(Provider.SAVVYCAL, canceled.callback("appointment.created"));
    tell(Provider.SAVVYCAL, canceled.later().callback("appointment.canceled"));
    bookings += 5;
  }

  private static SavvyCalBooking savvycal(String id) {
    return SavvyCalBooking.of(id).in(ZONE);
  }

  private void agendize() {
    AgendizeBooking eyes =
        AgendizeBooking.of(40118801).with("881").now("pending").at(at(1, 9), HALF);
    tell(Provider.AGENDIZE, eyes.callback("created"));
    AgendizeBooking accepted = eyes.now("accepted").later();
    tell(Provider.AGENDIZE, accepted.callback("updated"));
    AgendizeBooking moved = accepted.at(at(1, 10), HALF).later();
    tell(Provider.AGENDIZE, moved.callback("updated"));
    tell(Provider.AGENDIZE, moved.with("883").later().callback("updated"));

    AgendizeBooking reopened =
        AgendizeBooking.of(40118802).with("882").about("Lens fitting").at(at(1, 14), HALF);
    tell(Provider.AGENDIZE, reopened.callback("created"));
    tell(Provider.AGENDIZE, reopened.now("cancelled").later().callback("updated"));
    tell(Provider.AGENDIZE, reopened.later().later().callback("updated"));

    AgendizeBooking deleted =
        AgendizeBooking.of(40118803).with("882").about("Repair").at(at(1, 15), HALF);
    tell(Provider.AGENDIZE, deleted.callback("created"));
    tell(Provider.AGENDIZE, deleted.later().callback("deleted"));
    bookings += 3;
  }

  private void pexipEngage() {
    PexipEngageBooking loan =
        PexipEngageBooking.of("apt-sandbox-1")
            .with("anna@example.com")
            .now("INCOMING_REQUEST")
            .at(at(2, 9), HOUR);
    tell(Provider.PEXIP_ENGAGE, loan.callback("CREATE_REQUEST"));
    PexipEngageBooking accepted = loan.now("ACCEPTED").later();
    tell(Provider.PEXIP_ENGAGE, accepted.callback("ACCEPT"));
    PexipEngageBooking moved = accepted.at(at(2, 11), HOUR).later();
    tell(Provider.PEXIP_ENGAGE, moved.callback("RESCHEDULE"));
    PexipEngageBooking given = moved.with("carla@example.org", "ben@example.com").later();
    tell(Provider.PEXIP_ENGAGE, given.callback("REASSIGN"));
    PexipEngageBooking cancelled = given.now("CANCELLED").later();
    tell(Provider.PEXIP_ENGAGE, cancelled.callback("CANCEL"));
    tell(Provider.PEXIP_ENGAGE, cancelled.now("ACCEPTED").later().callback("REOPEN"));

    PexipEngageBooking request =
        PexipEngageBooking.of("apt-sandbox-2")
            .with("anna@example.com")
            .about("Pension")
            .held("VIDEO")
            .now("INCOMING_REQUEST")
            .at(at(2, 14), HOUR);
    tell(Provider.PEXIP_ENGAGE, request.callback("CREATE_REQUEST"));
    bookings += 2;
  }

  private void ombori() {
    OmboriBooking fitting =
        OmboriBooking.of("5b0c0a52-0000-4000-8000-000000000001")
            .with("anna@example.com")
            .at(at(3, 9), HALF);
    tell(Provider.OMBORI, fitting.callback("bookingConfirmation"));
    OmboriBooking moved = fitting.at(at(3, 10), HALF);
    tell(Provider.OMBORI, moved.callback("bookingUpdated"));
    OmboriBooking given = moved.with("dave@example.org");
    tell(Provider.OMBORI, given.callback("bookingUpdated"));
    tell(Provider.OMBORI, given.now("pending").callback("bookingActivated"));

    OmboriBooking cancelled =
        OmboriBooking.of("5b0c0a52-0000-4000-8000-000000000002")
            .with("anna@example.com")
            .at(at(3, 14), HALF);
    tell(Provider.OMBORI, cancelled.callback("bookingConfirmation"));
    tell(Provider.OMBORI, cancelled.now("rejected").callback("positionCancelledByStaff"));
    tell(
        Provider.OMBORI,
        OmboriBooking.walkIn("5b0c0a52-0000-4000-8000-000000000003", "positionCreated"));
    bookings += 2;
  }

  private void cabinetfm() {
    CabinetFmBooking lesson = CabinetFmBooking.of(90210).at(at(4, 9), HOUR);
    tell(Provider.CABINETFM, lesson.callback("new"));
    CabinetFmBooking assigned = lesson.with("881").later();
    tell(Provider.CABINETFM, assigned.callback("worker_assigned"));
    tell(Provider.CABINETFM, assigned.with(null).later().callback("woker_removed"));
    CabinetFmBooking again = assigned.with("884").later().later();
    tell(Provider.CABINETFM, again.callback("worker_assigned"));
    CabinetFmBooking moved = again.rescheduled(90211, at(4, 11));
    tell(Provider.CABINETFM, moved.callback("reschedule"));

    CabinetFmBooking cancelled = CabinetFmBooking.of(90212).with("882").at(at(4, 14), HOUR);
    tell(Provider.CABINETFM, cancelled.callback("new"));
    tell(Provider.CABINETFM, cancelled.later().callback("cancelled"));

    CabinetFmBooking unassigned = CabinetFmBooking.of(90213).at(at(4, 15), HOUR);
    tell(Provider.CABINETFM, unassigned.callback("new"));
    bookings += 3;
  }

  private Instant at(int day, int hour) {
    return monday.plusDays(day).atTime(LocalTime.of(hour, 0)).atZone(ZONE).toInstant();
  }

  private void tell(Provider provider, String body) {
    HttpResponse<String> answer = provider.tell(calroute, body);
    if (answer.statusCode() != 202) {
      throw new IllegalStateException(
          "A callback of " + provider.word() + " was answered " + answer.statusCode());
    }
  }
}
