package io.calroute.sync.sweep;

import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.reference.Lane;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * One sweep of one calendar: opened by the route that carries it out, carried from step to step,
 * used by one thread.
 */
public final class SweepRun {

  private final Lane lane;
  private final boolean confirmed;
  private final Deque<Call> calls = new ArrayDeque<>();
  private final Map<Call, KnownEvent> looks = new HashMap<>();
  private Call call;
  private Failure failure;
  private Integer events;
  private int orphansLeft;
  private boolean unfinished;
  private Instant againAt = Instant.MAX;

  SweepRun(Lane lane, boolean confirmed, Call list) {
    this.lane = lane;
    this.confirmed = confirmed;
    this.call = list;
  }

  /** The next call; null when the sweep is over. */
  public Call getCall() {
    return call;
  }

  /** Why it did not get to its end; null when it did. */
  public Failure getFailure() {
    return failure;
  }

  Lane lane() {
    return lane;
  }

  boolean isConfirmed() {
    return confirmed;
  }

  /** Null when the calendar could not be read. */
  Integer events() {
    return events;
  }

  int orphansLeft() {
    return orphansLeft;
  }

  boolean isUnfinished() {
    return unfinished;
  }

  /** Whether nothing of it is left to do. */
  boolean isFinished() {
    return events != null && !unfinished;
  }

  int planned() {
    return calls.size();
  }

  void listed(int newEvents) {
    this.events = newEvents;
  }

  void leave(int orphans) {
    this.orphansLeft = orphans;
  }

  void goOnSoon() {
    this.unfinished = true;
  }

  /** The end of time when nothing asks for a sweep sooner than usual. */
  Instant againAt() {
    return againAt;
  }

  void again(Instant at) {
    if (at.isBefore(againAt)) {
      againAt = at;
    }
  }

  void look(Call get, KnownEvent known) {
    calls.add(get);
    looks.put(get, known);
  }

  void remove(Call delete) {
    calls.add(delete);
  }

  KnownEvent looked() {
    return looks.get(call);
  }

  void next() {
    call = calls.poll();
  }

  void fail(Failure newFailure) {
    failure = newFailure;
    calls.clear();
    call = null;
  }
}
