package io.calroute.destination;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** What came of a {@link Call}. */
public sealed interface Answer {

  /** The target shows the resource as it stands after the call. */
  record Stands(StandingEvent standing) implements Answer {}

  /** The target has removed the resource. */
  record Removed() implements Answer {}

  /** What a call that lists has seen, tombstones left out. */
  record Found(List<StandingEvent> standings) implements Answer {
    public Found {
      standings = List.copyOf(standings);
    }

    /**
     * What a call was to find in a list. Markers are compared once more: Graph compares values of
     * properties without regard to case, and our keys differ by it.
     *
     * @param read reads one event of the list
     */
    public static Found of(
        Call call, Iterable<JsonNode> list, Function<JsonNode, StandingEvent> read) {
      return new Found(
          StreamSupport.stream(list.spliterator(), false)
              .map(read)
              .filter(one -> !one.cancelled() && isLookedFor(call, one))
              .toList());
    }

    private static boolean isLookedFor(Call call, StandingEvent event) {
      return switch (call.operation()) {
        case WINDOW -> true;
        case LIST -> event.marker() != null;
        default ->
            event.marker() != null
                && event.marker().appointment().equals(call.marker().appointment());
      };
    }
  }

  /** The call failed, or nobody knows. */
  record Refused(Failure failure) implements Answer {}
}
