package io.calroute.sandbox.provider.ombori;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.provider.OmboriBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.api.AskedProvider;
import io.calroute.sandbox.provider.api.Stored;
import io.calroute.sandbox.provider.delivery.Callback;
import io.calroute.sandbox.provider.delivery.ClientMail.Occasion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * Ombori Grid with one queue: callbacks without a stamp, an API that reads and writes one position
 * and lists none.
 */
public final class OmboriSimulator extends AskedProvider<OmboriBooking, OmboriApi> {

  private static final String TEMPLATE =
      "{{position.booking.virtualAppointment.url}} {{position.customData.joinUrl}}";

  private final AtomicLong booked = new AtomicLong();

  private OmboriSimulator(Clock clock, int port) {
    super(clock, TEMPLATE);
    serve(new OmboriApi(bookings, staff, this::echo), port);
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
    add(booking.id(), booking, booking.start(), "bookingConfirmation", Occasion.CONFIRMATION);
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
      return api().told(bookings.require(id));
    }
  }

  @Override
  protected List<String> staffOf(OmboriBooking booking) {
    return oneOrNone(booking.manager());
  }

  @Override
  protected Duration lengthOf(OmboriBooking booking) {
    return booking.length();
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

  private static Stored<OmboriBooking> rejected(Stored<OmboriBooking> stored) {
    return stored.as(stored.booking().now("rejected"), stored.start()).in(Stored.State.CANCELLED);
  }

  private void echo(Stored<OmboriBooking> stored, Occasion occasion) {
    told(stored, "bookingUpdated", occasion).forEach(deliveries::announceSoon);
  }

  @Override
  protected List<Callback> told(Stored<OmboriBooking> stored, String type, Occasion occasion) {
    ObjectNode position = api().told(stored);
    if (occasion != null) {
      String to = position.at("/notification/settings/recipient").asText(null);
      mails.send(stored.id(), occasion, to, Json.object().set("position", position));
    }
    String body = OmboriBooking.envelope(type, position);
    return List.of(Callback.of(Provider.OMBORI, stored.id(), type, body));
  }
}
