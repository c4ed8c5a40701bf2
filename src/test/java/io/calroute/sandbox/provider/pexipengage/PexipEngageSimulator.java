package io.calroute.sandbox.provider.pexipengage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.provider.PexipEngageBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SimulatedProvider;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.Standing;
import io.calroute.sandbox.provider.api.AccessTokens;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Pexip Engage with one enterprise: callbacks with whole objects, an API with ids. Stamps are
 * milliseconds in the API and, like the documented example, whole seconds in callbacks.
 */
public final class PexipEngageSimulator implements SimulatedProvider {

  private static final String CLIENT = "sandbox-pexip-client";
  private static final String CLIENT_SECRET = "sandbox-pexip-client-secret";
  private static final String TEMPLATE = "{{customer.videoUrl}} {{messageForCustomer}}";
  private static final AtomicLong ENVELOPES = new AtomicLong(System.nanoTime());

  private final Bookings<PexipEngageBooking> bookings;
  private final Deliveries deliveries;
  private final ClientMails mails;
  private final PexipEngageApi api;
  private final SimulatorServer server;
  private final AtomicLong booked = new AtomicLong(9_000);

  private PexipEngageSimulator(Clock clock, int port) {
    bookings = new Bookings<>(clock);
    deliveries = new Deliveries(clock);
    mails = new ClientMails(clock, TEMPLATE);
    PexipEngageDirectory directory = new PexipEngageDirectory();
    api =
        new PexipEngageApi(
            clock,
            new AccessTokens(clock, CLIENT, CLIENT_SECRET, Duration.ofMinutes(5)),
            new PexipEngageAppointments(bookings, directory, this::echo),
            directory);
    server = ApiTarget.serve(api, clock, port, bookings);
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

  /** Root of the API, without a slash at the end. */
  public String apiUrl() {
    String root = server.rootUrl();
    return root.substring(0, root.length() - 1);
  }

  /** URL that gives out tokens. */
  public String tokenUrl() {
    return server.rootUrl()
        + "realms/"
        + PexipEngageApi.ENTERPRISE
        + "/protocol/openid-connect/token";
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
    Callback callback;
    synchronized (bookings) {
      bookings.add(booking.id(), booking, booking.start());
      callback =
          changed(
              booking.id(),
              accepted ? "CREATE" : "CREATE_REQUEST",
              accepted ? Occasion.CONFIRMATION : Occasion.REQUEST,
              stored ->
                  stored.write(
                      fields -> {
                        fields.putNull("externalId").putObject("metadata");
                        return fields.put("updatedFrom", "PLUGIN");
                      }));
    }
    deliveries.announce(callback);
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
          return stored.as(after, after.start());
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
      return api.appointments.shown(bookings.require(id));
    }
  }

  @Override
  public List<Standing> standing() {
    synchronized (bookings) {
      return bookings.byAge().stream()
          .filter(stored -> stored.state() == Stored.State.STANDING)
          .filter(stored -> stored.start() != null)
          .map(
              stored ->
                  new Standing(
                      stored.id(),
                      stored.booking().employees(),
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
  public void close() {
    deliveries.close();
    server.close();
  }

  private void set(Consumer<PexipEngageApi> change) {
    synchronized (bookings) {
      change.accept(api);
    }
  }

  private void change(
      String id,
      String eventType,
      Occasion occasion,
      UnaryOperator<Stored<PexipEngageBooking>> change) {
    Callback callback;
    synchronized (bookings) {
      callback = changed(id, eventType, occasion, change);
    }
    deliveries.announce(callback);
  }

  private Callback changed(
      String id,
      String eventType,
      Occasion occasion,
      UnaryOperator<Stored<PexipEngageBooking>> change) {
    Stored<PexipEngageBooking> after = bookings.change(id, change);
    api.directory.know(after.booking());
    return told(after, eventType, null, occasion);
  }

  private void echo(
      Stored<PexipEngageBooking> stored, String eventType, String correlation, Occasion occasion) {
    deliveries.announceSoon(told(stored, eventType, correlation, occasion));
  }

  private Callback told(
      Stored<PexipEngageBooking> stored, String eventType, String correlation, Occasion occasion) {
    ObjectNode appointment = api.appointments.told(stored);
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
