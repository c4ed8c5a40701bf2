package io.calroute.sync.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.Appointment;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.reference.Reference;
import io.calroute.sync.planner.Decision;
import io.calroute.sync.planner.Desired;
import io.calroute.work.SyncObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * One look at one reference: opened by the route that syncs it, carried from step to step, used by
 * one thread.
 */
public final class Turn {

  private final Appointment appointment;
  private final boolean alone;
  private final boolean host;
  private final Instant heardAt;
  private final Long epoch;
  private final Instant seenDueAt;
  private final String joinUrlBefore;
  private final Reference before;
  private final String mapping;
  private final JsonNode mappingInput;
  private Reference reference;
  private Desired desired;
  private Call call;
  private Failure failure;
  private int calls;
  private long calledAt;
  private long writes;
  private boolean changedSomething;
  private boolean closed;
  private boolean toBeTriedAgain;
  private boolean drifted;
  private SyncObserver.Bringing bringing = SyncObserver.Bringing.UNSEEN;
  private CompletableFuture<Boolean> stored = CompletableFuture.completedFuture(true);

  /**
   * A turn.
   *
   * @param alone whether the appointment has no other reference but such that are gone for good
   * @param host whether it carries the online meeting that others show
   * @param drifted whether somebody may have edited or deleted the event
   * @param heardAt when the callback came that had the last word; null when that was not read
   * @param epoch of the lane's lease; null for none
   */
  Turn(
      Appointment appointment,
      Reference reference,
      boolean alone,
      boolean host,
      boolean drifted,
      Instant heardAt,
      Long epoch,
      String mapping,
      JsonNode mappingInput) {
    this.appointment = appointment;
    this.reference = reference;
    this.alone = alone;
    this.host = host;
    this.drifted = drifted;
    this.heardAt = heardAt;
    this.epoch = epoch;
    this.seenDueAt = reference.dueAt();
    this.writes = reference.writes();
    this.joinUrlBefore = reference.joinUrl();
    this.before = reference;
    this.mapping = mapping;
    this.mappingInput = mappingInput;
  }

  /** Name of the mapping that makes the content; null when nothing is to stand. */
  public String getMapping() {
    return mapping;
  }

  /** What the mapping is given; null when nothing is to stand. */
  public JsonNode getMappingInput() {
    return mappingInput;
  }

  /** The next call; null when the turn is over. */
  public Call getCall() {
    return call;
  }

  /** Why the turn did not reach its goal; null when it did. */
  public Failure getFailure() {
    return failure;
  }

  /** How many calls were made. */
  public int getCalls() {
    return calls;
  }

  /** Whether what has come of the turn is stored; completed with false when it was not. */
  CompletableFuture<Boolean> stored() {
    return stored;
  }

  void storing(CompletableFuture<Boolean> newStored) {
    this.stored = newStored;
  }

  void followedBy(SyncObserver.Bringing newBringing) {
    this.bringing = newBringing;
  }

  SyncObserver.Bringing bringing() {
    return bringing;
  }

  /** The call goes out. */
  void calling() {
    calledAt = System.nanoTime();
  }

  /** How long it is since the last call went out. */
  Duration callTook() {
    return Duration.ofNanos(System.nanoTime() - calledAt);
  }

  Instant heardAt() {
    return heardAt;
  }

  Long epoch() {
    return epoch;
  }

  /** Whether somebody may have edited or deleted the event, so that it is listed as drift. */
  boolean isDrifted() {
    return drifted;
  }

  void drift() {
    drifted = true;
  }

  Appointment appointment() {
    return appointment;
  }

  Reference reference() {
    return reference;
  }

  boolean isAlone() {
    return alone;
  }

  boolean isHost() {
    return host;
  }

  Instant seenDueAt() {
    return seenDueAt;
  }

  boolean joinUrlChanged() {
    return !java.util.Objects.equals(joinUrlBefore, reference.joinUrl());
  }

  /** How often workers are to have written the reference, unless another one is at it. */
  long writes() {
    return writes;
  }

  void written() {
    writes++;
  }

  Desired desired() {
    return desired;
  }

  void desire(Desired newDesired) {
    this.desired = newDesired;
  }

  void follow(Decision decision) {
    this.reference = decision.reference();
    this.call = decision.call();
    this.failure = decision.failure();
    if (call != null) {
      calls++;
    }
  }

  /** The target has done what it was asked. */
  void carriedOut(Call done) {
    changedSomething |=
        done.operation() != Call.Operation.GET && done.operation() != Call.Operation.FIND;
  }

  boolean hasChangedSomething() {
    return changedSomething;
  }

  /** Failed tries before this turn. */
  int attemptsBefore() {
    return before.attempts();
  }

  boolean hadFailed() {
    return before.attempts() > 0 || before.failure() != null;
  }

  void end() {
    this.call = null;
  }

  void close(boolean newToBeTriedAgain) {
    end();
    this.closed = true;
    this.toBeTriedAgain = newToBeTriedAgain;
  }

  boolean isToBeTriedAgain() {
    return toBeTriedAgain;
  }

  /** Whether the calendar shows the appointment's revision, and did not before this turn. */
  boolean hasBroughtNews() {
    return closed
        && failure == null
        && calls > 0
        && (reference.state() != before.state() || revision(reference) != revision(before));
  }

  /** Whether the calendar does not show the appointment's revision yet. */
  boolean hasNews() {
    return revision(reference) != appointment.revision();
  }

  private static long revision(Reference reference) {
    return reference.applied() == null ? 0 : reference.applied().revision();
  }
}
