package io.calroute.sandbox.provider.cabinetfm;

import io.calroute.sandbox.provider.CabinetFmBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.api.BookingProvider;
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
 * cabinet.fm: callbacks alone. It can't be asked for anything, and its callbacks name no address of
 * a client.
 */
public final class CabinetFmSimulator extends BookingProvider<CabinetFmBooking> {

  private static final long FIRST_ID = 90_209;

  private final AtomicLong booked = new AtomicLong(FIRST_ID);

  /**
   * A provider without bookings.
   *
   * @param clock stamps every change
   */
  public CabinetFmSimulator(Clock clock) {
    super(clock, "");
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
        null,
        stored -> {
          CabinetFmBooking after = change.apply(stored.booking());
          return stored.as(after, after.start());
        });
  }

  @Override
  public void cancel(String id) {
    change(id, "cancelled", null, stored -> stored.in(Stored.State.CANCELLED));
  }

  @Override
  public void delete(String id) {
    synchronized (bookings) {
      bookings.change(id, stored -> stored.in(Stored.State.DELETED));
    }
  }

  @Override
  protected List<String> staffOf(CabinetFmBooking booking) {
    return oneOrNone(booking.worker());
  }

  @Override
  protected Duration lengthOf(CabinetFmBooking booking) {
    return booking.length();
  }

  private String add(CabinetFmBooking booking, String type) {
    String id = Long.toString(booking.id());
    add(id, booking, booking.start(), type, null);
    return id;
  }

  @Override
  protected List<Callback> told(Stored<CabinetFmBooking> stored, String type, Occasion occasion) {
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
    return List.of(Callback.of(Provider.CABINETFM, stored.id(), type, stamped.callback(type)));
  }
}
