package io.calroute.sandbox.provider.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * A booking as its provider keeps it.
 *
 * @param <B> how the provider speaks of it
 * @param id of the booking
 * @param booking what it is
 * @param start when it starts; null while it has no time
 * @param state whether it stands
 * @param created when it was made
 * @param changed when it was changed last
 * @param sequence counts the changes of all bookings
 * @param fields what was written to it through the API; must not be changed
 */
public record Stored<B>(
    String id,
    B booking,
    Instant start,
    State state,
    Instant created,
    Instant changed,
    long sequence,
    ObjectNode fields) {

  /** Whether a booking stands. */
  public enum State {
    /** It takes place. */
    STANDING,
    /** It is off. */
    CANCELLED,
    /** It is gone. */
    DELETED
  }

  /** Whether it is gone. */
  public boolean deleted() {
    return state == State.DELETED;
  }

  /** The same in another state. */
  public Stored<B> in(State newState) {
    return new Stored<>(id, booking, start, newState, created, changed, sequence, fields);
  }

  /**
   * The same with another booking.
   *
   * @param newBooking what it is from now on
   * @param newStart when it starts from now on
   */
  public Stored<B> as(B newBooking, Instant newStart) {
    return new Stored<>(id, newBooking, newStart, state, created, changed, sequence, fields);
  }

  /**
   * The same with other fields.
   *
   * @param edit changes a copy and returns it
   */
  public Stored<B> write(UnaryOperator<ObjectNode> edit) {
    return new Stored<>(
        id, booking, start, state, created, changed, sequence, edit.apply(fields.deepCopy()));
  }

  Stored<B> stamped(Instant now, long newSequence) {
    return new Stored<>(id, booking, start, state, created, now, newSequence, fields);
  }
}
