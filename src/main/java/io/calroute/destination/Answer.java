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

  /** What {@link Call.Operation#FIND} and {@link Call.Operation#LIST} saw, tombstones left out. */
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
              .filter(one -> !one.cancelled() && one.marker() != null)
              .filter(
                  one ->
                      call.operation() == Call.Operation.LIST
                          || one.marker().appointment().equals(call.marker().appointment()))
              .toList());
    }
  }

  /** The call failed, or nobody knows. */
  record Refused(Failure failure) implements Answer {}
}
