package io.calroute.sandbox.provider.api;

import io.calroute.sandbox.provider.SimulatedProvider;
import io.calroute.sandbox.provider.Standing;
import io.calroute.sandbox.provider.delivery.Callback;
import io.calroute.sandbox.provider.delivery.ClientMail.Occasion;
import io.calroute.sandbox.provider.delivery.ClientMails;
import io.calroute.sandbox.provider.delivery.Deliveries;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A provider that keeps bookings and tells every change of them. Whatever looks at a booking holds
 * the monitor of {@link #bookings}; nothing is sent under it.
 *
 * @param <B> how the provider speaks of a booking
 */
public abstract class BookingProvider<B> implements SimulatedProvider {

  protected final Clock clock;
  protected final Bookings<B> bookings;
  protected final Deliveries deliveries;
  protected final ClientMails mails;

  /**
   * A provider without bookings.
   *
   * @param clock stamps every change
   * @param template text of the mails to clients
   */
  protected BookingProvider(Clock clock, String template) {
    this.clock = clock;
    bookings = new Bookings<>(clock);
    deliveries = new Deliveries(clock);
    mails = new ClientMails(clock, template);
  }

  /**
   * Mails the client, and says what has to be told. Called under the monitor.
   *
   * @param stored what the booking is now
   * @param event what happened, in the provider's word
   * @param occasion why the client is mailed; null for no mail
   */
  protected abstract List<Callback> told(Stored<B> stored, String event, Occasion occasion);

  /** Who is booked, named as in {@link SimulatedProvider#book}. */
  protected abstract List<String> staffOf(B booking);

  /** How long it takes. */
  protected abstract Duration lengthOf(B booking);

  /** Whether a booking is one for calendars. */
  protected boolean takesPlace(Stored<B> stored) {
    return stored.state() == Stored.State.STANDING && stored.start() != null;
  }

  /** Keeps a new booking and tells of it. */
  protected final void add(String id, B booking, Instant start, String event, Occasion occasion) {
    List<Callback> callbacks;
    synchronized (bookings) {
      callbacks = told(bookings.add(id, booking, start), event, occasion);
    }
    callbacks.forEach(deliveries::announce);
  }

  /** Changes a booking and tells of it. */
  protected final void change(
      String id, String event, Occasion occasion, UnaryOperator<Stored<B>> change) {
    List<Callback> callbacks;
    synchronized (bookings) {
      callbacks = told(bookings.change(id, change), event, occasion);
    }
    callbacks.forEach(deliveries::announce);
  }

  @Override
  public final List<Standing> standing() {
    synchronized (bookings) {
      return bookings.byAge().stream()
          .filter(this::takesPlace)
          .map(
              stored ->
                  new Standing(
                      stored.id(),
                      staffOf(stored.booking()),
                      stored.start(),
                      lengthOf(stored.booking())))
          .toList();
    }
  }

  /** Somebody or nobody. */
  protected static List<String> oneOrNone(String staff) {
    return staff == null ? List.of() : List.of(staff);
  }

  @Override
  public final Deliveries deliveries() {
    return deliveries;
  }

  @Override
  public final ClientMails mails() {
    return mails;
  }

  @Override
  public void close() {
    deliveries.close();
  }
}
