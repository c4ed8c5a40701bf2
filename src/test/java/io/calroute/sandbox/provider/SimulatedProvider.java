package io.calroute.sandbox.provider;

import io.calroute.sandbox.provider.delivery.ClientMails;
import io.calroute.sandbox.provider.delivery.Deliveries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A booking provider that holds bookings, tells Calroute about every change, and can be asked. Safe
 * for use from any thread.
 *
 * <p>Staff are named as the provider's callbacks name them: by id, or at Pexip Engage and Ombori by
 * address.
 */
public interface SimulatedProvider extends AutoCloseable {

  /** Which provider it is. */
  Provider provider();

  /**
   * What a connection to it says, without the prefix {@code
   * calroute.connections.<provider>.<connection>.}; empty when it has no API.
   */
  Map<String, Object> connection();

  /** Takes somebody on who can be booked. */
  void hire(Staff staff);

  /**
   * Books.
   *
   * @param staff who is booked; null for nobody
   * @param start when it starts
   * @param length how long it takes
   * @return id of the booking
   */
  String book(String staff, Instant start, Duration length);

  /**
   * Moves a booking.
   *
   * @param id of the booking
   * @param start when it starts from now on
   * @param length how long it takes from now on
   * @return id of the booking from now on
   */
  String move(String id, Instant start, Duration length);

  /**
   * Gives a booking to somebody else.
   *
   * @param id of the booking
   * @param staff who is booked from now on
   */
  void reassign(String id, String staff);

  /**
   * Cancels a booking.
   *
   * @param id of the booking
   */
  void cancel(String id);

  /**
   * Deletes a booking, or at a provider that cannot delete takes it off every list without a word.
   *
   * @param id of the booking
   */
  void delete(String id);

  /** The bookings that are neither cancelled nor deleted and have a time, in no set order. */
  List<Standing> standing();

  /** What becomes of the callbacks. */
  Deliveries deliveries();

  /** What the clients got. */
  ClientMails mails();

  @Override
  void close();
}
