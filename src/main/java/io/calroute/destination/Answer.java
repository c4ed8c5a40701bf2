package io.calroute.destination;

import java.util.List;

/** What came of a {@link Call}. */
public sealed interface Answer {

  /** The target shows the resource as it stands after the call. */
  record Stands(StandingEvent standing) implements Answer {}

  /** The target has removed the resource. */
  record Removed() implements Answer {}

  /**
   * What {@link Call.Operation#FIND} and {@link Call.Operation#LIST} saw, tombstones left out.
   *
   * @param standings possibly empty
   */
  record Found(List<StandingEvent> standings) implements Answer {
    public Found {
      standings = List.copyOf(standings);
    }
  }

  /** The call failed, or nobody knows. */
  record Refused(Failure failure) implements Answer {}
}
