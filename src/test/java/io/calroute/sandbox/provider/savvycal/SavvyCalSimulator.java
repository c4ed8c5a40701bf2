package io.calroute.sandbox.provider.savvycal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.provider.api.AskedProvider;
import io.calroute.sandbox.provider.api.Stored;
import io.calroute.sandbox.provider.delivery.Callback;
import io.calroute.sandbox.provider.delivery.ClientMail.Occasion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * SavvyCal Appointments: signed callbacks, an API that only reads. Stamps are whole seconds, so
 * that two changes can have the same one.
 */
public final class SavvyCalSimulator extends AskedProvider<SavvyCalBooking, SavvyCalApi> {

  private static final String TEMPLATE = "You have an appointment. {{meeting.join_url}}";
  private static final AtomicLong ENVELOPES = new AtomicLong(System.nanoTime());

  private final AtomicLong booked = new AtomicLong();

  private SavvyCalSimulator(Clock clock, int port) {
    super(clock, TEMPLATE);
    serve(new SavvyCalApi(clock, bookings, staff), port);
  }

  /**
   * Starts a simulator.
   *
   * @param clock for stamps and limits
   * @param port TCP port of the API; 0 for any free one
   */
  public static SavvyCalSimulator start(Clock clock, int port) {
    return new SavvyCalSimulator(clock, port);
  }

  @Override
  public Provider provider() {
    return Provider.SAVVYCAL;
  }

  @Override
  public Map<String, Object> connection() {
    return Map.of("api.base-url", apiUrl(), "api.token", token());
  }

  /** The account's bearer token. */
  public String token() {
    return SavvyCalApi.TOKEN;
  }

  @Override
  public String book(String person, Instant start, Duration length) {
    SavvyCalBooking booking =
        SavvyCalBooking.of(String.format("appt_sim%09d", booked.incrementAndGet()))
            .at(start, length);
    return book(person == null ? booking : booking.with(person));
  }

  /**
   * Books.
   *
   * @param booking with an id of its own
   * @return its id
   */
  public String book(SavvyCalBooking booking) {
    add(booking.id(), booking, booking.start(), "appointment.created", Occasion.CONFIRMATION);
    return booking.id();
  }

  @Override
  public String move(String id, Instant start, Duration length) {
    change(id, "appointment.rescheduled", booking -> booking.at(start, length));
    return id;
  }

  @Override
  public void reassign(String id, String person) {
    change(id, "appointment.rescheduled", booking -> booking.with(person));
  }

  /**
   * Changes a booking and mails the client.
   *
   * @param id of the booking
   * @param type of the callback, such as {@code appointment.rescheduled}
   * @param change what it becomes
   */
  public void change(String id, String type, UnaryOperator<SavvyCalBooking> change) {
    change(
        id,
        type,
        Occasion.CHANGE,
        stored -> {
          SavvyCalBooking after = change.apply(stored.booking());
          return stored.as(after, after.start());
        });
  }

  /**
   * Gives a booking a room, as happens some time after it was made. The client is not told.
   *
   * @param id of the booking
   * @param joinUrl link of the room
   */
  public void openRoom(String id, String joinUrl) {
    change(
        id,
        "appointment.meeting.created",
        null,
        stored -> stored.as(stored.booking().online(joinUrl), stored.start()));
  }

  @Override
  public void cancel(String id) {
    change(
        id,
        "appointment.canceled",
        Occasion.CANCELLATION,
        stored -> stored.in(Stored.State.CANCELLED));
  }

  @Override
  public void delete(String id) {
    change(id, "appointment.deleted", null, stored -> stored.in(Stored.State.DELETED));
  }

  @Override
  protected List<String> staffOf(SavvyCalBooking booking) {
    return booking.providers();
  }

  @Override
  protected Duration lengthOf(SavvyCalBooking booking) {
    return booking.length();
  }

  /**
   * Changes how many requests a token has.
   *
   * @param requests per minute; 300 is documented
   */
  public void perMinute(int requests) {
    set(switches -> switches.perMinute = requests);
  }

  /**
   * Changes how long a page may be; nothing is documented.
   *
   * @param rows greatest {@code page_size}
   */
  public void longestPage(int rows) {
    set(switches -> switches.longestPage = rows);
  }

  /**
   * Changes by what the list can be filtered; only {@code period} is documented.
   *
   * @param fields of {@code period}, {@code status}, {@code provider_id}, {@code start_at_utc},
   *     {@code updated_at}
   */
  public void filters(String... fields) {
    set(switches -> switches.filters = Set.of(fields));
  }

  /**
   * Says whether appointments carry {@code updated_at}, which is optional.
   *
   * @param stamped false to leave it out
   */
  public void stamps(boolean stamped) {
    set(switches -> switches.stamps = stamped);
  }

  /**
   * Says whether the list shows canceled appointments, which is not documented.
   *
   * @param listed false to leave them out
   */
  public void listsCanceled(boolean listed) {
    set(switches -> switches.listsCanceled = listed);
  }

  @Override
  protected List<Callback> told(Stored<SavvyCalBooking> stored, String type, Occasion occasion) {
    ObjectNode appointment = api().appointment(stored);
    if (occasion != null) {
      mails.send(
          stored.id(), occasion, appointment.at("/client_data/email").asText(null), appointment);
    }
    String body =
        SavvyCalBooking.envelope(
            type,
            "evt_" + Long.toString(ENVELOPES.incrementAndGet(), 36),
            clock.instant().truncatedTo(ChronoUnit.SECONDS),
            appointment);
    return List.of(Callback.of(Provider.SAVVYCAL, stored.id(), type, body));
  }
}
