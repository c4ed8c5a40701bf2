package io.calroute.sandbox.provider.pexipengage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.provider.PexipEngageBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.api.AccessTokens;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * Pexip Engage with one enterprise: callbacks with whole objects, an API with ids. Stamps are
 * milliseconds in the API and, like the documented example, whole seconds in callbacks.
 */
public final class PexipEngageSimulator extends AskedProvider<PexipEngageBooking, PexipEngageApi> {

  private static final String CLIENT = "sandbox-pexip-client";
  private static final String CLIENT_SECRET = "sandbox-pexip-client-secret";
  private static final String TEMPLATE = "{{customer.videoUrl}} {{messageForCustomer}}";
  private static final AtomicLong ENVELOPES = new AtomicLong(System.nanoTime());

  private final AtomicLong booked = new AtomicLong(9_000);

  private PexipEngageSimulator(Clock clock, int port) {
    super(clock, TEMPLATE);
    PexipEngageDirectory directory = new PexipEngageDirectory();
    serve(
        new PexipEngageApi(
            clock,
            new AccessTokens(clock, CLIENT, CLIENT_SECRET, Duration.ofMinutes(5)),
            new PexipEngageAppointments(bookings, directory, this::echo),
            directory),
        port);
  }

  /**
   * Starts a simulator.
   *
   * @param clock for stamps, tokens and limits
   * @param port TCP port of the API; 0 for any free one
   */
  public static PexipEngageSimulator start(Clock clock, int port) {
    return new PexipEngageSimulator(clock, port);
  }

  @Override
  public Provider provider() {
    return Provider.PEXIP_ENGAGE;
  }

  @Override
  public Map<String, Object> connection() {
    return Map.of(
        "api.base-url",
        apiUrl(),
        "api.client-id",
        CLIENT,
        "api.client-secret",
        CLIENT_SECRET,
        "api.token-url",
        tokenUrl(),
        "api.account",
        PexipEngageApi.ENTERPRISE);
  }

  /** URL that gives out tokens. */
  public String tokenUrl() {
    return apiUrl() + "/realms/" + PexipEngageApi.ENTERPRISE + "/protocol/openid-connect/token";
  }

  @Override
  public void hire(Staff person) {
    set(switches -> switches.directory.hire(person));
  }

  @Override
  public String book(String email, Instant start, Duration length) {
    PexipEngageBooking booking =
        PexipEngageBooking.of(Long.toString(booked.incrementAndGet())).at(start, length);
    return book(email == null ? booking : booking.with(email));
  }

  /**
   * Books.
   *
   * @param booking with an id of its own
   * @return its id
   */
  public String book(PexipEngageBooking booking) {
    boolean accepted = booking.status().equals("ACCEPTED");
    synchronized (bookings) {
      bookings.add(booking.id(), booking, booking.start());
    }
    change(
        booking.id(),
        accepted ? "CREATE" : "CREATE_REQUEST",
        accepted ? Occasion.CONFIRMATION : Occasion.REQUEST,
        stored ->
            stored.write(
                fields -> {
                  fields.putNull("externalId").putObject("metadata");
                  return fields.put("updatedFrom", "PLUGIN");
                }));
    return booking.id();
  }

  @Override
  public String move(String id, Instant start, Duration length) {
    change(id, "RESCHEDULE", booking -> booking.at(start, length));
    return id;
  }

  @Override
  public void reassign(String id, String email) {
    change(id, "REASSIGN", booking -> booking.with(email));
  }

  /**
   * Changes a booking and mails the client.
   *
   * @param id of the booking
   * @param eventType of the callback, such as {@code RESCHEDULE}
   * @param change what it becomes
   */
  public void change(String id, String eventType, UnaryOperator<PexipEngageBooking> change) {
    change(
        id,
        eventType,
        eventType.equals("ACCEPT") ? Occasion.CONFIRMATION : Occasion.CHANGE,
        stored -> {
          PexipEngageBooking after = change.apply(stored.booking());
          Stored.State state =
              after.status().equals("CANCELLED") ? Stored.State.CANCELLED : Stored.State.STANDING;
          return stored.as(after, after.start()).in(state);
        });
  }

  /**
   * Sets a member of an appointment, such as {@code externalId}, as another system does.
   *
   * @param id of the booking
   * @param name of the member
   * @param value of the member
   */
  public void write(String id, String name, JsonNode value) {
    change(
        id,
        "GENERIC_UPDATE",
        null,
        stored ->
            stored.write(
                fields -> {
                  fields.set(name, value);
                  return fields.put("updatedFrom", "BACKOFFICE_APP");
                }));
  }

  @Override
  public void cancel(String id) {
    change(
        id,
        "CANCEL",
        Occasion.CANCELLATION,
        stored ->
            stored
                .as(stored.booking().now("CANCELLED"), stored.start())
                .in(Stored.State.CANCELLED));
  }

  @Override
  public void delete(String id) {
    synchronized (bookings) {
      bookings.change(id, stored -> stored.in(Stored.State.DELETED));
    }
  }

  /**
   * An appointment as the API shows it.
   *
   * @param id of the booking
   */
  public ObjectNode appointment(String id) {
    synchronized (bookings) {
      return api().appointments.shown(bookings.require(id));
    }
  }

  @Override
  protected List<String> staffOf(PexipEngageBooking booking) {
    return booking.employees();
  }

  @Override
  protected Duration lengthOf(PexipEngageBooking booking) {
    return booking.length();
  }

  /**
   * Changes how many requests are answered.
   *
   * @param perMinute in any minute; 3,000 is documented
   * @param atOnce at the same time; 4 is documented
   */
  public void limits(int perMinute, int atOnce) {
    set(
        switches -> {
          switches.rate.perMinute(perMinute);
          switches.atOnce = atOnce;
        });
  }

  /**
   * Says how exact the stamps in callbacks are.
   *
   * @param unit {@code SECONDS} in the beginning; the API always gives milliseconds
   */
  public void callbackStamps(ChronoUnit unit) {
    set(switches -> switches.appointments.callbackStamps = unit);
  }

  /**
   * Says whether the API's PATCH mails the client, which is not documented.
   *
   * @param mailed false in the beginning
   */
  public void patchMails(boolean mailed) {
    set(switches -> switches.appointments.patchMails = mailed);
  }

  /**
   * Says whether the API's PATCH merges {@code metadata}, which is not documented.
   *
   * @param merged false, as in the beginning, to replace them
   */
  public void metadataMerges(boolean merged) {
    set(switches -> switches.appointments.metadataMerges = merged);
  }

  /**
   * Says what a window holds, which is not documented.
   *
   * @param whole true for appointments that are in it from start to end; false, as in the
   *     beginning, for those that touch it
   */
  public void windowsHoldWholeOnes(boolean whole) {
    set(switches -> switches.appointments.windowContains = whole);
  }

  /**
   * Changes how long tokens live.
   *
   * @param duration by the simulator's clock
   */
  public void tokenLifetime(Duration duration) {
    set(switches -> switches.tokens.lifetime(duration));
  }

  /** Ends every token. */
  public void endTokens() {
    set(switches -> switches.tokens.endAll());
  }

  @Override
  protected List<Callback> told(
      Stored<PexipEngageBooking> stored, String eventType, Occasion occasion) {
    api().directory.know(stored.booking());
    return List.of(told(stored, eventType, null, occasion));
  }

  private void echo(
      Stored<PexipEngageBooking> stored, String eventType, String correlation, Occasion occasion) {
    deliveries.announceSoon(told(stored, eventType, correlation, occasion));
  }

  private Callback told(
      Stored<PexipEngageBooking> stored, String eventType, String correlation, Occasion occasion) {
    ObjectNode appointment = api().appointments.told(stored);
    if (occasion != null) {
      mail(stored, occasion, appointment);
    }
    String envelope = "wev-" + Long.toString(ENVELOPES.incrementAndGet(), 36);
    return Callback.of(
        Provider.PEXIP_ENGAGE,
        stored.id(),
        eventType,
        PexipEngageBooking.envelope(
            eventType,
            envelope,
            correlation == null ? "cor-" + envelope : correlation,
            appointment));
  }

  private void mail(Stored<PexipEngageBooking> stored, Occasion occasion, ObjectNode appointment) {
    JsonNode client = appointment.at("/participants/0");
    ObjectNode values = appointment.deepCopy();
    if (stored.booking().meetingType().equals("VIDEO")) {
      values.set("customer", client);
    }
    mails.send(stored.id(), occasion, client.at("/customer/email").asText(null), values);
  }
}
