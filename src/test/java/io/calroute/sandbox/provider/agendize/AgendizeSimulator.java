package io.calroute.sandbox.provider.agendize;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.provider.AgendizeBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.api.AccessTokens;
import io.calroute.sandbox.provider.api.AskedProvider;
import io.calroute.sandbox.provider.api.Stored;
import io.calroute.sandbox.provider.delivery.Callback;
import io.calroute.sandbox.provider.delivery.ClientMail.Occasion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * Agendize with one company: callbacks of every enabled watch, an API with a feed of changes and an
 * update. Appointments carry no stamp. In the beginning there is one watch, registered by hand.
 */
public final class AgendizeSimulator extends AskedProvider<AgendizeBooking, AgendizeApi> {

  private static final String CLIENT = "sandbox-agendize-client";
  private static final String CLIENT_SECRET = "sandbox-agendize-client-secret";
  private static final String TEMPLATE =
      "Your appointment {{reference}}. {{onlineMeeting.videoLink}}";
  private static final long FIRST_ID = 20_000_000;
  private static final Set<String> OFF = Set.of("cancelled", "declined");

  private final AtomicLong booked = new AtomicLong(FIRST_ID);

  private AgendizeSimulator(Clock clock, int port) {
    super(clock, TEMPLATE);
    serve(
        new AgendizeApi(
            new AccessTokens(clock, CLIENT, CLIENT_SECRET, Duration.ofHours(1)),
            new AgendizeAppointments(clock, bookings, this::echo),
            new Watches(clock, deliveries),
            staff),
        port);
  }

  /**
   * Starts a simulator.
   *
   * @param clock for stamps, tokens and the log
   * @param port TCP port of the API; 0 for any free one
   */
  public static AgendizeSimulator start(Clock clock, int port) {
    return new AgendizeSimulator(clock, port);
  }

  @Override
  public Provider provider() {
    return Provider.AGENDIZE;
  }

  @Override
  public Map<String, Object> connection() {
    return Map.of(
        "api.base-url",
        apiUrl(),
        "api.key",
        AgendizeApi.API_KEY,
        "api.token",
        AgendizeApi.ACCOUNT_TOKEN,
        "api.companies",
        AgendizeApi.COMPANY);
  }

  /** The same with OAuth 2 in place of the key and the account's token. */
  public Map<String, Object> oauthConnection() {
    return Map.of(
        "api.base-url",
        apiUrl(),
        "api.client-id",
        CLIENT,
        "api.client-secret",
        CLIENT_SECRET,
        "api.token",
        AgendizeApi.REFRESH_TOKEN,
        "api.token-url",
        apiUrl() + '/' + AgendizeApi.TOKEN_PATH,
        "api.companies",
        AgendizeApi.COMPANY);
  }

  @Override
  public String book(String person, Instant start, Duration length) {
    return book(AgendizeBooking.of(booked.incrementAndGet()).with(person).at(start, length));
  }

  /**
   * Books.
   *
   * @param booking with an id of its own
   * @return its id
   */
  public String book(AgendizeBooking booking) {
    String id = Long.toString(booking.id());
    boolean pending = booking.status().equals("pending");
    synchronized (bookings) {
      bookings.add(id, booking, booking.start());
    }
    happen(
        id,
        "created",
        pending ? Occasion.REQUEST : Occasion.CONFIRMATION,
        UnaryOperator.identity());
    return id;
  }

  @Override
  public String move(String id, Instant start, Duration length) {
    change(id, booking -> booking.at(start, length));
    return id;
  }

  @Override
  public void reassign(String id, String person) {
    change(id, booking -> booking.with(person));
  }

  /**
   * Changes a booking and mails the client.
   *
   * @param id of the booking
   * @param change what it becomes
   */
  public void change(String id, UnaryOperator<AgendizeBooking> change) {
    happen(
        id,
        "updated",
        Occasion.CHANGE,
        stored -> {
          AgendizeBooking after = change.apply(stored.booking());
          return stored.as(after, after.start()).in(stateOf(after));
        });
  }

  @Override
  public void cancel(String id) {
    happen(
        id,
        "updated",
        Occasion.CANCELLATION,
        stored ->
            stored
                .as(stored.booking().now("cancelled"), stored.start())
                .in(Stored.State.CANCELLED));
  }

  @Override
  public void delete(String id) {
    happen(id, "deleted", null, stored -> stored.in(Stored.State.DELETED));
  }

  /**
   * An appointment as the API shows it in full.
   *
   * @param id of the booking
   */
  public ObjectNode appointment(String id) {
    synchronized (bookings) {
      return api().appointments.full(bookings.require(id));
    }
  }

  @Override
  protected List<String> staffOf(AgendizeBooking booking) {
    return oneOrNone(booking.staff());
  }

  @Override
  protected Duration lengthOf(AgendizeBooking booking) {
    return booking.length();
  }

  @Override
  protected boolean takesPlace(Stored<AgendizeBooking> stored) {
    return super.takesPlace(stored) && !stored.booking().waiting();
  }

  /**
   * Registers a watch, as an earlier run of Calroute has done.
   *
   * @param address where it sends to
   * @param headers what its callbacks prove themselves with
   */
  public void watch(String address, Map<String, String> headers) {
    set(switches -> switches.watches.add(address, headers));
  }

  /** Takes every watch away, so that nobody hears of anything. */
  public void forgetWatches() {
    set(switches -> switches.watches.all.clear());
  }

  /**
   * Switches every watch on or off.
   *
   * @param enabled false to send nothing
   */
  public void enableWatches(boolean enabled) {
    set(switches -> switches.watches.all.replaceAll(watch -> watch.enabled(enabled)));
  }

  /** Addresses to which watches send, the oldest first. */
  public List<String> watchedBy() {
    synchronized (bookings) {
      return api().watches.all.stream().map(Watch::address).toList();
    }
  }

  /**
   * Gives lists pages, which are not documented: {@code nextPageToken} goes into {@code pageToken}.
   *
   * @param rows of a page
   */
  public void pages(int rows) {
    set(
        switches -> {
          switches.appointments.rowsOnPage = rows;
          switches.appointments.cutsSilently = false;
        });
  }

  /**
   * Cuts lists off without a word.
   *
   * @param rows of every list
   */
  public void cutsListsAt(int rows) {
    set(
        switches -> {
          switches.appointments.rowsOnPage = rows;
          switches.appointments.cutsSilently = true;
        });
  }

  /**
   * Says where {@code nextSyncToken} stands, which is not documented.
   *
   * @param holder member of the list that holds it; null for the list itself, as in the beginning
   */
  public void syncTokenIn(String holder) {
    set(switches -> switches.appointments.tokenHolder = holder);
  }

  /**
   * Says how long a {@code syncToken} is good, which is not documented.
   *
   * @param life by the simulator's clock
   */
  public void syncTokenLife(Duration life) {
    set(switches -> switches.appointments.tokenLife = life);
  }

  /**
   * Says whether a deleted appointment in a list says so, which is not documented.
   *
   * @param marked false to leave {@code "deleted": true} out
   */
  public void marksDeleted(boolean marked) {
    set(switches -> switches.appointments.marksDeleted = marked);
  }

  /**
   * Says whether a deleted appointment can still be read, which is not documented.
   *
   * @param found true for 200 in place of 404
   */
  public void findsDeleted(boolean found) {
    set(switches -> switches.appointments.findsDeleted = found);
  }

  /**
   * Says whether the update takes {@code extendedProperties}, which is not documented.
   *
   * @param kept false to ignore them
   */
  public void keepsExtendedProperties(boolean kept) {
    set(switches -> switches.appointments.keepsExtendedProperties = kept);
  }

  /**
   * Says whether the update replaces what can be written, which is not documented.
   *
   * @param replaced true to drop what the update does not repeat
   */
  public void updateReplaces(boolean replaced) {
    set(switches -> switches.appointments.replaces = replaced);
  }

  /**
   * Changes how long OAuth tokens live, which is not documented.
   *
   * @param duration by the simulator's clock
   */
  public void tokenLifetime(Duration duration) {
    set(switches -> switches.tokens.lifetime(duration));
  }

  /** Ends every OAuth token. */
  public void endTokens() {
    set(switches -> switches.tokens.endAll());
  }

  /** Accepted again, a cancelled appointment takes place. */
  private static Stored.State stateOf(AgendizeBooking booking) {
    return OFF.contains(booking.status()) ? Stored.State.CANCELLED : Stored.State.STANDING;
  }

  private void happen(
      String id, String event, Occasion occasion, UnaryOperator<Stored<AgendizeBooking>> change) {
    change(
        id,
        event,
        occasion,
        stored ->
            AgendizeAppointments.happened(change.apply(stored), event, "console", clock.instant()));
  }

  private void echo(Stored<AgendizeBooking> stored, Occasion occasion) {
    told(stored, "updated", occasion).forEach(deliveries::announceSoon);
  }

  @Override
  protected List<Callback> told(Stored<AgendizeBooking> stored, String event, Occasion occasion) {
    ObjectNode appointment = api().appointments.full(stored);
    if (occasion != null) {
      mails.send(stored.id(), occasion, appointment.at("/client/email").asText(null), appointment);
    }
    String body = stored.booking().envelope(event, clock.instant(), appointment).toString();
    return api().watches.all.stream()
        .filter(Watch::enabled)
        .map(watch -> watch.callback(stored.id(), event, body))
        .toList();
  }
}
