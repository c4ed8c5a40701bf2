package io.calroute.sandbox.provider.savvycal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.provider.SimulatedProvider;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.Standing;
import io.calroute.sandbox.provider.api.ApiTarget;
import io.calroute.sandbox.provider.api.Bookings;
import io.calroute.sandbox.provider.api.Stored;
import io.calroute.sandbox.provider.delivery.Callback;
import io.calroute.sandbox.provider.delivery.ClientMail.Occasion;
import io.calroute.sandbox.provider.delivery.ClientMails;
import io.calroute.sandbox.provider.delivery.Deliveries;
import io.calroute.sandbox.server.Faults;
import io.calroute.sandbox.server.RequestLog;
import io.calroute.sandbox.server.SimulatorServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * SavvyCal Appointments: signed callbacks, an API that only reads. Stamps are whole seconds, so
 * that two changes can have the same one.
 */
public final class SavvyCalSimulator implements SimulatedProvider {

  private static final String TEMPLATE = "You have an appointment. {{meeting.join_url}}";
  private static final AtomicLong ENVELOPES = new AtomicLong(System.nanoTime());

  private final Clock clock;
  private final Bookings<SavvyCalBooking> bookings;
  private final List<Staff> staff = new ArrayList<>();
  private final Deliveries deliveries;
  private final ClientMails mails;
  private final SavvyCalApi api;
  private final SimulatorServer server;
  private final AtomicLong booked = new AtomicLong();

  private SavvyCalSimulator(Clock clock, int port) {
    this.clock = clock;
    bookings = new Bookings<>(clock);
    deliveries = new Deliveries(clock);
    mails = new ClientMails(clock, TEMPLATE);
    api = new SavvyCalApi(clock, bookings, staff);
    server = ApiTarget.serve(api, clock, port, bookings);
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

  /** Root of the API, without a slash at the end. */
  public String apiUrl() {
    String root = server.rootUrl();
    return root.substring(0, root.length() - 1);
  }

  /** The account's bearer token. */
  public String token() {
    return SavvyCalApi.TOKEN;
  }

  @Override
  public void hire(Staff person) {
    synchronized (bookings) {
      staff.add(person);
    }
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
    Callback callback;
    synchronized (bookings) {
      Stored<SavvyCalBooking> made = bookings.add(booking.id(), booking, booking.start());
      callback = told(made, "appointment.created", Occasion.CONFIRMATION);
    }
    deliveries.announce(callback);
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
  public List<Standing> standing() {
    synchronized (bookings) {
      return bookings.byAge().stream()
          .filter(stored -> stored.state() == Stored.State.STANDING)
          .map(
              stored ->
                  new Standing(
                      stored.id(),
                      stored.booking().providers(),
                      stored.start(),
                      stored.booking().length()))
          .toList();
    }
  }

  @Override
  public Deliveries deliveries() {
    return deliveries;
  }

  @Override
  public ClientMails mails() {
    return mails;
  }

  /** What was asked so far. */
  public RequestLog requests() {
    return server.requests();
  }

  /** The faults that are on. */
  public Faults faults() {
    return server.faults();
  }

  /**
   * Makes every call take some time.
   *
   * @param duration real time
   */
  public void latency(Duration duration) {
    server.latency(duration);
  }

  /**
   * Changes how many requests a token has.
   *
   * @param requests per minute; 300 is documented
   */
  public void perMinute(int requests) {
    synchronized (bookings) {
      api.perMinute = requests;
    }
  }

  /**
   * Changes how long a page may be; nothing is documented.
   *
   * @param rows greatest {@code page_size}
   */
  public void longestPage(int rows) {
    synchronized (bookings) {
      api.longestPage = rows;
    }
  }

  /**
   * Changes by what the list can be filtered; only {@code period} is documented.
   *
   * @param fields of {@code period}, {@code status}, {@code provider_id}, {@code start_at_utc},
   *     {@code updated_at}
   */
  public void filters(String... fields) {
    synchronized (bookings) {
      api.filters = Set.of(fields);
    }
  }

  /**
   * Says whether appointments carry {@code updated_at}, which is optional.
   *
   * @param stamped false to leave it out
   */
  public void stamps(boolean stamped) {
    synchronized (bookings) {
      api.stamps = stamped;
    }
  }

  /**
   * Says whether the list shows canceled appointments, which is not documented.
   *
   * @param listed false to leave them out
   */
  public void listsCanceled(boolean listed) {
    synchronized (bookings) {
      api.listsCanceled = listed;
    }
  }

  @Override
  public void close() {
    deliveries.close();
    server.close();
  }

  private void change(
      String id, String type, Occasion occasion, UnaryOperator<Stored<SavvyCalBooking>> change) {
    Callback callback;
    synchronized (bookings) {
      callback = told(bookings.change(id, change), type, occasion);
    }
    deliveries.announce(callback);
  }

  private Callback told(Stored<SavvyCalBooking> stored, String type, Occasion occasion) {
    ObjectNode appointment = api.appointment(stored);
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
    return Callback.of(Provider.SAVVYCAL, stored.id(), type, body);
  }
}
