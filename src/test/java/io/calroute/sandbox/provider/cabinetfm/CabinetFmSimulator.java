package io.calroute.sandbox.provider.cabinetfm;

import io.calroute.sandbox.provider.CabinetFmBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SimulatedProvider;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.Standing;
import io.calroute.sandbox.provider.api.Bookings;
import io.calroute.sandbox.provider.api.Stored;
import io.calroute.sandbox.provider.delivery.Callback;
import io.calroute.sandbox.provider.delivery.ClientMails;
import io.calroute.sandbox.provider.delivery.Deliveries;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * cabinet.fm: callbacks alone. It can't be asked for anything, and its callbacks name no address of
 * a client.
 */
public final class CabinetFmSimulator implements SimulatedProvider {

  private static final long FIRST_ID = 90_000;

  private final Bookings<CabinetFmBooking> bookings;
  private final Deliveries deliveries;
  private final ClientMails mails;
  private final AtomicLong booked = new AtomicLong(FIRST_ID);

  /**
   * A provider without bookings.
   *
   * @param clock stamps every change
   */
  public CabinetFmSimulator(Clock clock) {
    bookings = new Bookings<>(clock);
    deliveries = new Deliveries(clock);
    mails = new ClientMails(clock, "");
  }

  @Override
  public Provider provider() {
    return Provider.CABINETFM;
  }

  @Override
  public Map<String, Object> connection() {
    return Map.of();
  }

  /** Has no effect: nobody can be listed. */
  @Override
  public void hire(Staff person) {}

  @Override
  public String book(String worker, Instant start, Duration length) {
    return add(CabinetFmBooking.of(booked.incrementAndGet()).with(worker).at(start, length), "new");
  }

  /** Replaces the booking by a new one with a new id. */
  @Override
  public String move(String id, Instant start, Duration length) {
    CabinetFmBooking old;
    synchronized (bookings) {
      old = bookings.change(id, stored -> stored.in(Stored.State.DELETED)).booking();
    }
    return add(old.rescheduled(booked.incrementAndGet(), start).at(start, length), "reschedule");
  }

  @Override
  public void reassign(String id, String worker) {
    // The provider's documentation spells the word like this.
    String type = worker == null ? "woker_removed" : "worker_assigned";
    rewrite(id, type, booking -> booking.with(worker));
  }

  /**
   * Changes a booking.
   *
   * @param id of the booking
   * @param type of the callback, such as {@code worker_assigned}
   * @param change what it becomes
   */
  public void rewrite(String id, String type, UnaryOperator<CabinetFmBooking> change) {
    change(
        id,
        type,
        stored -> {
          CabinetFmBooking after = change.apply(stored.booking());
          return stored.as(after, after.start());
        });
  }

  @Override
  public void cancel(String id) {
    change(id, "cancelled", stored -> stored.in(Stored.State.CANCELLED));
  }

  @Override
  public void delete(String id) {
    synchronized (bookings) {
      bookings.change(id, stored -> stored.in(Stored.State.DELETED));
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
                      stored.booking().worker() == null
                          ? List.of()
                          : List.of(stored.booking().worker()),
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

  @Override
  public void close() {
    deliveries.close();
  }

  private void change(String id, String type, UnaryOperator<Stored<CabinetFmBooking>> change) {
    Callback callback;
    synchronized (bookings) {
      callback = told(bookings.change(id, change), type);
    }
    deliveries.announce(callback);
  }

  private String add(CabinetFmBooking booking, String type) {
    String id = Long.toString(booking.id());
    Callback callback;
    synchronized (bookings) {
      callback = told(bookings.add(id, booking, booking.start()), type);
    }
    deliveries.announce(callback);
    return id;
  }

  private Callback told(Stored<CabinetFmBooking> stored, String type) {
    CabinetFmBooking booking = stored.booking();
    CabinetFmBooking stamped =
        new CabinetFmBooking(
            booking.id(),
            booking.oldId(),
            booking.worker(),
            booking.start(),
            booking.length(),
            Duration.between(CabinetFmBooking.EPOCH, stored.changed()).toSeconds(),
            booking.note());
    return Callback.of(Provider.CABINETFM, stored.id(), type, stamped.callback(type));
  }
}
