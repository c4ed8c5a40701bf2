package io.calroute.sandbox.provider.ombori;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.provider.OmboriBooking;
import io.calroute.sandbox.provider.Provider;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Ombori Grid with one queue: callbacks without a stamp, an API that reads and writes one position
 * and lists none.
 */
public final class OmboriSimulator implements SimulatedProvider {

  private static final String TEMPLATE =
      "{{position.booking.virtualAppointment.url}} {{position.customData.joinUrl}}";

  private final Bookings<OmboriBooking> bookings;
  private final List<Staff> staff = new ArrayList<>();
  private final Deliveries deliveries;
  private final ClientMails mails;
  private final OmboriApi api;
  private final SimulatorServer server;
  private final AtomicLong booked = new AtomicLong();

  private OmboriSimulator(Clock clock, int port) {
    bookings = new Bookings<>(clock);
    deliveries = new Deliveries(clock);
    mails = new ClientMails(clock, TEMPLATE);
    api = new OmboriApi(bookings, staff, this::echo);
    server = ApiTarget.serve(api, clock, port, bookings);
  }

  /**
   * Starts a simulator.
   *
   * @param clock for stamps
   * @param port TCP port of the APIs; 0 for any free one
   */
  public static OmboriSimulator start(Clock clock, int port) {
    return new OmboriSimulator(clock, port);
  }

  @Override
  public Provider provider() {
    return Provider.OMBORI;
  }

  @Override
  public Map<String, Object> connection() {
    return Map.of(
        "api.base-url",
        apiUrl(),
        "api.key",
        OmboriApi.API_KEY,
        "api.token",
        OmboriApi.CONSOLE_TOKEN,
        "api.account",
        OmboriApi.TENANT,
        "api.organization",
        OmboriApi.ORGANIZATION);
  }

  /** Root of the APIs, without a slash at the end. */
  public String apiUrl() {
    String root = server.rootUrl();
    return root.substring(0, root.length() - 1);
  }

  @Override
  public void hire(Staff person) {
    synchronized (bookings) {
      staff.add(person);
    }
  }

  @Override
  public String book(String email, Instant start, Duration length) {
    String id = String.format("5b0c0a52-0000-4000-9000-%012d", booked.incrementAndGet());
    return book(OmboriBooking.of(id).with(email).at(start, length));
  }

  /**
   * Books.
   *
   * @param booking with an id of its own
   * @return its id
   */
  public String book(OmboriBooking booking) {
    Callback callback;
    synchronized (bookings) {
      Stored<OmboriBooking> made = bookings.add(booking.id(), booking, booking.start());
      callback = told(made, "bookingConfirmation", Occasion.CONFIRMATION);
    }
    deliveries.announce(callback);
    return booking.id();
  }

  @Override
  public String move(String id, Instant start, Duration length) {
    change(id, "bookingUpdated", booking -> booking.at(start, length));
    return id;
  }

  @Override
  public void reassign(String id, String email) {
    change(id, "bookingUpdated", booking -> booking.with(email));
  }

  /**
   * Changes a booking and mails the client.
   *
   * @param id of the booking
   * @param type of the callback, such as {@code bookingUpdated}
   * @param change what it becomes
   */
  public void change(String id, String type, UnaryOperator<OmboriBooking> change) {
    change(
        id,
        type,
        Occasion.CHANGE,
        stored -> {
          OmboriBooking after = change.apply(stored.booking());
          return stored.as(after, after.start());
        });
  }

  @Override
  public void cancel(String id) {
    change(id, "positionCancelled", Occasion.CANCELLATION, OmboriSimulator::rejected);
  }

  @Override
  public void delete(String id) {
    change(id, "positionRemoved", null, stored -> rejected(stored).in(Stored.State.DELETED));
  }

  /**
   * A position as callbacks carry it.
   *
   * @param id of the booking
   */
  public ObjectNode position(String id) {
    synchronized (bookings) {
      return api.told(bookings.require(id));
    }
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
                      stored.booking().manager() == null
                          ? List.of()
                          : List.of(stored.booking().manager()),
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
   * Says whether positions carry {@code _ts}, which is not documented.
   *
   * @param stamped false in the beginning
   */
  public void stamps(boolean stamped) {
    set(switches -> switches.stamps = stamped);
  }

  /**
   * Says whether a PATCH merges {@code customData}, which is not documented.
   *
   * @param merged false, as in the beginning, to replace them
   */
  public void customDataMerges(boolean merged) {
    set(switches -> switches.customDataMerges = merged);
  }

  /**
   * Says whether a PATCH that leaves the slot alone sends a callback, which is not documented.
   *
   * @param told true in the beginning
   */
  public void patchTells(boolean told) {
    set(switches -> switches.patchTells = told);
  }

  @Override
  public void close() {
    deliveries.close();
    server.close();
  }

  private static Stored<OmboriBooking> rejected(Stored<OmboriBooking> stored) {
    return stored.as(stored.booking().now("rejected"), stored.start()).in(Stored.State.CANCELLED);
  }

  private void set(Consumer<OmboriApi> change) {
    synchronized (bookings) {
      change.accept(api);
    }
  }

  private void change(
      String id, String type, Occasion occasion, UnaryOperator<Stored<OmboriBooking>> change) {
    Callback callback;
    synchronized (bookings) {
      callback = told(bookings.change(id, change), type, occasion);
    }
    deliveries.announce(callback);
  }

  private void echo(Stored<OmboriBooking> stored, Occasion occasion) {
    deliveries.announceSoon(told(stored, "bookingUpdated", occasion));
  }

  private Callback told(Stored<OmboriBooking> stored, String type, Occasion occasion) {
    ObjectNode position = api.told(stored);
    if (occasion != null) {
      String to = position.at("/notification/settings/recipient").asText(null);
      mails.send(stored.id(), occasion, to, Json.object().set("position", position));
    }
    String body = OmboriBooking.envelope(type, position);
    return Callback.of(Provider.OMBORI, stored.id(), type, body);
  }
}
