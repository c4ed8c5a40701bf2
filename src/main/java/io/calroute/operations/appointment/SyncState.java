package io.calroute.operations.appointment;

import com.fasterxml.jackson.annotation.JsonValue;
import io.calroute.operations.web.ApiProblem;
import io.calroute.reference.ReferenceStore;
import java.util.Arrays;
import java.util.Locale;

/**
 * How far an appointment's calendars are. Said by the store, in one place: {@link #OF_REFERENCES}.
 */
public enum SyncState {
  /** Calendars show what the provider wants. */
  SYNCED("nothing left to do"),
  /** Work is left, and will be done without help. */
  DUE("waiting"),
  /**
   * A calendar has refused for good; it is tried again when the appointment changes or on resync.
   */
  FAILED("failed"),
  /** The directory names no calendar for somebody. */
  UNROUTED("without a calendar"),
  /** Work is left, and its calendar takes none for a while. */
  PARKED("parked"),
  /** Calendars show what the provider wants, as far as is known; one is looked at once more. */
  VERIFYING("looked at once more");

  private final String people;

  SyncState(String people) {
    this.people = people;
  }

  /**
   * Lanes in which nothing goes on for more than a moment: at most a minute is an everyday pause,
   * and so is the wait for a place in the queue for a quota, unless it is for credentials that
   * somebody has to mend or for an allowance that is used up.
   */
  public static final String PARKED_LANE =
      """
      parked_lane as materialized (
        select l.id from lane l where exists (
            select from refused_credentials c where l.target = any (c.targets))
          or l.paused_until > :now::timestamptz and l.pause_code <> 'quota-kept'
          and (l.paused_until > :now::timestamptz + interval '1 minute' or exists (
            select from reference f
            where f.lane_id = l.id and f.failure_kind in ('credentials', 'exhausted'))))
      """;

  /** References that keep their appointment from being in sync, and maybe some that do not. */
  public static final String UNSETTLED =
      """
      unsettled as materialized (
        select appointment_id, lane_id, wanted, state, in_flight_operation, due_at, failure_kind,
            applied_hash, verify_at, changed_at
          from reference where due_at is not null
        union all
        select appointment_id, lane_id, wanted, state, in_flight_operation, due_at, failure_kind,
            applied_hash, verify_at, changed_at
          from reference where failure_kind is not null and due_at is null)
      """;

  /** State of the appointment of a group of references {@code r}; null when they are in sync. */
  public static final String OF_REFERENCES =
      """
      case when bool_or(%s) then 'failed'
        when bool_or(r.due_at is not null and (r.failure_kind in ('credentials', 'exhausted')
          or r.lane_id in (select id from parked_lane))) then 'parked'
        when bool_or(r.due_at is not null and coalesce(not %s, true)) then 'due'
        when bool_or(r.due_at is not null) then 'verifying' end
      """
          .formatted(ReferenceStore.GIVEN_UP, ReferenceStore.LOOK_ONLY);

  /** State of an appointment {@code a}. */
  static final String OF_APPOINTMENT =
      """
      (select case when a.unrouted and coalesce(of_references, 'verifying') = 'verifying'
          then 'unrouted' else coalesce(of_references, 'synced') end
        from (select %s as of_references from reference r where r.appointment_id = a.id) its)
      """
          .formatted(OF_REFERENCES);

  /** The word in the API. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What people read: calendars of which nothing is wanted are as they should be, too. */
  public String words() {
    return people;
  }

  /**
   * The state that a word stands for.
   *
   * @param word null or empty for none
   * @return null for none
   * @throws ApiProblem when there is no such state
   */
  public static SyncState of(String word) {
    if (word == null || word.isBlank()) {
      return null;
    }
    return Arrays.stream(values())
        .filter(state -> state.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                ApiProblem.badParameter(
                    "state must be one of synced, verifying, due, failed, unrouted, parked."));
  }
}
