package io.calroute.reference;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.destination.Failure;
import io.calroute.destination.StandingEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One event or online meeting that stands, or is to stand, for one appointment in one place.
 * Immutable; the JSON members must not be changed.
 *
 * @param id id in the store
 * @param appointment id of the appointment in the store
 * @param lane the calendar
 * @param position place of the staff member in the appointment, 0 for the primary one; -1 for an
 *     online meeting
 * @param staff the staff entry of the canonical appointment that it is for; null for none
 * @param wanted whether it is to stand
 * @param state whether it stands, as far as is known
 * @param generation which intended creation this is; 0 before the first
 * @param standing the ids it has, or had when it is gone; null when it was never made
 * @param applied what it was last given; null unless live
 * @param inFlight the request whose effect is not known; null when everything is known
 * @param lateTexts texts that lost requests of ours may have brought, or may bring yet; imprints of
 *     texts that showed somebody who was erased
 * @param verifyAt from when on what stands is to be looked at, because no forgotten request of ours
 *     can still land then; null when there is nothing to fear
 * @param dueAt when it is to be looked at; null when there is nothing to do
 * @param attempts failed tries since the last success
 * @param failure why the last try failed; null when it did not
 * @param writes how often workers have written it when it was read
 */
public record Reference(
    long id,
    long appointment,
    Lane lane,
    int position,
    JsonNode staff,
    boolean wanted,
    State state,
    int generation,
    Identity standing,
    Applied applied,
    InFlight inFlight,
    List<String> lateTexts,
    Instant verifyAt,
    Instant dueAt,
    int attempts,
    Failure failure,
    long writes) {

  /** Whether an event stands. */
  public enum State {
    /** It was never made. */
    ABSENT,
    /** It stands. */
    LIVE,
    /** It stood, and stands no more. */
    GONE
  }

  /**
   * The ids under which the target knows an event or online meeting.
   *
   * @param eventId the target's id
   * @param iCalUid the id shared by all copies; null for online meetings
   * @param etag the target's version; null for online meetings
   * @param joinUrl where people join; null when there is no meeting
   * @param madeAt when it was first known to stand; null when that is long ago
   * @param sharesText whether its text holds more than our words, so that it must be seen before
   *     ours are exchanged
   */
  public record Identity(
      String eventId,
      String iCalUid,
      String etag,
      String joinUrl,
      Instant madeAt,
      boolean sharesText) {

    /**
     * Takes the ids from what a target showed.
     *
     * @param standing what it showed
     * @param now since when it is known to stand
     * @param sharesText whether its text holds more than our words
     * @return the ids
     */
    public static Identity of(StandingEvent standing, Instant now, boolean sharesText) {
      return new Identity(
          standing.id(), standing.iCalUid(), standing.etag(), standing.joinUrl(), now, sharesText);
    }
  }

  /**
   * What an event was last given.
   *
   * @param revision revision of the appointment
   * @param hash hash of the content; null when it is not known to be all there
   * @param content our members of the event
   */
  public record Applied(long revision, String hash, JsonNode content) {}

  /** Whether it stands for an online meeting of its own rather than for an event. */
  public boolean isMeeting() {
    return position < 0;
  }

  /** Join URL, if it stands and has one. */
  public String joinUrl() {
    return standing == null || state != State.LIVE ? null : standing.joinUrl();
  }

  /** A copy with a request under way; why an earlier one failed no longer counts. */
  public Reference sending(InFlight request, int newGeneration) {
    return copy(
        state, newGeneration, standing, applied, request, lateTexts, verifyAt, attempts, null);
  }

  /** A copy that stands. */
  public Reference live(Identity newStanding, Applied newApplied) {
    return copy(
        State.LIVE, generation, newStanding, newApplied, null, lateTexts, verifyAt, 0, null);
  }

  /** A copy that stands no more. */
  public Reference gone() {
    return copy(State.GONE, generation, null, null, null, lateTexts, verifyAt, 0, null);
  }

  /** A copy whose last request had no effect. */
  public Reference unsent() {
    return copy(state, generation, standing, applied, null, lateTexts, verifyAt, attempts, failure);
  }

  /**
   * A copy of which nobody knows for sure what it shows.
   *
   * @param perhaps what may be there
   */
  public Reference unsure(JsonNode perhaps) {
    Applied unknown = applied == null ? null : new Applied(applied.revision(), null, perhaps);
    return copy(state, generation, standing, unknown, null, lateTexts, verifyAt, attempts, failure);
  }

  /** A copy of which nobody knows for sure what it shows. */
  public Reference unsure() {
    return unsure(applied == null ? null : applied.content());
  }

  /**
   * A copy with a text more that a lost request of ours may bring.
   *
   * @param text what it may show then
   */
  public Reference withLateText(String text) {
    if (text.isBlank() || lateTexts.contains(text)) {
      return this;
    }
    List<String> more = new ArrayList<>(lateTexts);
    more.add(text);
    return copy(state, generation, standing, applied, inFlight, more, verifyAt, attempts, failure);
  }

  /**
   * A copy that is to be looked at later on.
   *
   * @param at when; an even later look that was meant already stays
   */
  public Reference watchedUntil(Instant at) {
    Instant later = verifyAt == null || at.isAfter(verifyAt) ? at : verifyAt;
    return copy(
        state, generation, standing, applied, inFlight, lateTexts, later, attempts, failure);
  }

  /** A copy that needs no look any more. */
  public Reference verified() {
    return copy(state, generation, standing, applied, inFlight, lateTexts, null, attempts, failure);
  }

  /** A copy after a failed try. */
  public Reference failed(Failure newFailure) {
    return copy(
        state,
        generation,
        standing,
        applied,
        inFlight,
        lateTexts,
        verifyAt,
        attempts + 1,
        newFailure);
  }

  /**
   * A copy that has failed so often, whatever went well since.
   *
   * @param failedTries at least; more that are counted already stay
   */
  public Reference triedBefore(int failedTries) {
    int more = Math.max(attempts, failedTries);
    return copy(state, generation, standing, applied, inFlight, lateTexts, verifyAt, more, failure);
  }

  /** A copy after a try that ended well. */
  public Reference settled() {
    // Once nothing can land any more, what it would have brought is of no interest.
    List<String> late = verifyAt == null ? List.of() : lateTexts;
    return attempts == 0 && failure == null && late.equals(lateTexts)
        ? this
        : copy(state, generation, standing, applied, inFlight, late, verifyAt, 0, null);
  }

  /**
   * A copy that is to be looked at again.
   *
   * @param at when; null for never
   */
  public Reference due(Instant at) {
    return placed(position, staff, wanted, at, attempts);
  }

  /**
   * A copy for which it was said anew whether and for whom it is to stand; it is due.
   *
   * @param newPosition place of the staff member in the appointment
   * @param newStaff the staff entry; null for none
   * @param newWanted whether it is to stand
   * @param now since when
   */
  public Reference placed(int newPosition, JsonNode newStaff, boolean newWanted, Instant now) {
    return placed(newPosition, newStaff, newWanted, now, 0);
  }

  private Reference placed(
      int newPosition, JsonNode newStaff, boolean newWanted, Instant newDueAt, int newAttempts) {
    return new Reference(
        id,
        appointment,
        lane,
        newPosition,
        newStaff,
        newWanted,
        state,
        generation,
        standing,
        applied,
        inFlight,
        lateTexts,
        verifyAt,
        newDueAt,
        newAttempts,
        failure,
        writes);
  }

  private Reference copy(
      State newState,
      int newGeneration,
      Identity newStanding,
      Applied newApplied,
      InFlight newInFlight,
      List<String> newLateTexts,
      Instant newVerifyAt,
      int newAttempts,
      Failure newFailure) {
    return new Reference(
        id,
        appointment,
        lane,
        position,
        staff,
        wanted,
        newState,
        newGeneration,
        newStanding,
        newApplied,
        newInFlight,
        newLateTexts,
        newVerifyAt,
        dueAt,
        newAttempts,
        newFailure,
        writes);
  }
}
