package io.calroute.operations.change;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.calroute.sync.remap.Remap;
import java.time.Instant;
import java.util.List;

/**
 * A remap as the API shows it.
 *
 * @param connection null for all of the provider's
 * @param finishedAt null while it runs
 * @param tally what became of those that are done
 * @param problems the first of those that were left as they are for a reason
 */
public record RemapView(
    String id,
    String provider,
    String connection,
    Instant requestedAt,
    Instant finishedAt,
    long appointments,
    long done,
    @JsonUnwrapped Remap.Tally tally,
    List<Remap.Problem> problems) {

  public static RemapView of(Remap remap) {
    return new RemapView(
        Long.toString(remap.id()),
        remap.provider(),
        remap.connection(),
        remap.requestedAt(),
        remap.finishedAt(),
        remap.appointments(),
        remap.tally().done(),
        remap.tally(),
        remap.problems());
  }
}
