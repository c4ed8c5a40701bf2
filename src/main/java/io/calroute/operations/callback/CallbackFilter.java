package io.calroute.operations.callback;

import io.calroute.operations.web.ApiProblem;
import io.calroute.operations.web.Paging;
import java.util.List;
import java.util.Set;

/**
 * Which callbacks are asked for; null for any.
 *
 * @param outcome a word of the journal
 * @param reason code of the reason
 * @param q an id in full: of the callback, of its appointment, or any other in the body of one that
 *     was not applied
 */
public record CallbackFilter(
    String outcome, String provider, String connection, String reason, String q) {

  /** The words of the journal. */
  public static final List<String> OUTCOMES =
      List.of("pending", "applied", "unchanged", "stale", "ignored", "failed");

  /** Those that a mended mapping can do something about. Applied ones are the whole journal. */
  private static final Set<String> REPLAYABLE = Set.of("failed", "ignored", "stale", "unchanged");

  /**
   * Reads the parameters of a call.
   *
   * @throws ApiProblem when there is no such outcome
   */
  public static CallbackFilter of(
      String outcome, String provider, String connection, String reason, String q) {
    String kind = Paging.given(outcome);
    if (kind != null && !OUTCOMES.contains(kind)) {
      throw ApiProblem.badParameter("outcome must be one of " + String.join(", ", OUTCOMES) + ".");
    }
    return new CallbackFilter(
        kind,
        Paging.given(provider),
        Paging.given(connection),
        Paging.given(reason),
        Paging.given(q));
  }

  /** Whether all that match can be applied again together. */
  public boolean isReplayable() {
    return outcome != null && REPLAYABLE.contains(outcome) && q == null;
  }
}
