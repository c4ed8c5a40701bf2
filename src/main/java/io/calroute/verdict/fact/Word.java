package io.calroute.verdict.fact;

import java.time.Instant;

/**
 * A callback as the journal keeps it, without its body.
 *
 * @param type the provider's name for what happened; null when nobody knows
 * @param appointment the provider's id of the appointment; null when nobody knows
 * @param source {@code list}, {@code get} or {@code import} where Calroute has read it; null when
 *     the provider sent it
 * @param outcome the journal's word
 * @param code why; null when there is nothing to say
 * @param reason the same in one sentence
 * @param retryAt when it is mapped again after a fault that passes; null for now
 * @param ahead how many pending callbacks come before it, {@link #AHEAD_LIMIT} at most; 0 unless it
 *     is pending
 * @param place where the mapping has refused it, such as {@code mappings/acme.jslt:12}; null unless
 *     it has
 */
public record Word(
    long id,
    String provider,
    String connection,
    String type,
    String appointment,
    Instant receivedAt,
    String source,
    String outcome,
    String code,
    String reason,
    Instant retryAt,
    int ahead,
    String place) {

  /** Nobody counts further. */
  public static final int AHEAD_LIMIT = 1000;

  /** Whether its outcome is this word of the journal's. */
  public boolean is(String word) {
    return outcome.equals(word);
  }

  /** The same, and where its mapping has refused it. */
  Word at(String refusedAt) {
    return new Word(
        id,
        provider,
        connection,
        type,
        appointment,
        receivedAt,
        source,
        outcome,
        code,
        reason,
        retryAt,
        ahead,
        refusedAt);
  }
}
