package io.calroute.sync.planner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import io.calroute.reference.Reference;

/**
 * Tells whether an Exchange event carries a Teams meeting, and whether it is to carry one. Pure.
 */
final class MeetingOnEvent {

  private static final String MEMBER = "isOnlineMeeting";

  private MeetingOnEvent() {}

  /** Whether the body of the event holds a Teams meeting's own block. */
  static boolean isOn(Reference reference) {
    return reference.lane().target() == Target.OFFICE365 && reference.joinUrl() != null;
  }

  /**
   * Whether there may be a Teams meeting, and its block, of which we have not heard: a lost update
   * may have brought it along, and not every answer tells of it.
   */
  static boolean mayBeOn(Reference reference) {
    return reference.lane().target() == Target.OFFICE365
        && reference.joinUrl() == null
        && isWanted(reference.applied().content());
  }

  static boolean isToLeave(Reference reference, Desired desired) {
    return isOn(reference)
        && reference.generation() > 0
        && isWanted(reference.applied().content())
        && !isWanted(desired.content());
  }

  /**
   * Whether an event that was looked at carries a Teams meeting that is not to be there any more.
   * Not every answer tells of the meeting's link.
   */
  static boolean isToLeave(Reference reference, Desired desired, StandingEvent look) {
    return isToLeave(reference, desired)
        || mayBeOn(reference)
            && reference.generation() > 0
            && isWanted(look.resource())
            && !isWanted(desired.content());
  }

  /** Whether the event was to have a Teams meeting and, as far as is known, has none. */
  static boolean isLacking(Reference reference) {
    return reference.lane().target() == Target.OFFICE365
        && !reference.lane().withoutTeams()
        && reference.state() == Reference.State.LIVE
        && reference.applied().hash() != null
        && isWanted(reference.applied().content())
        && reference.joinUrl() == null;
  }

  static boolean isWanted(JsonNode content) {
    return content != null && content.path(MEMBER).asBoolean();
  }

  /** A content that has got a meeting besides. */
  static JsonNode broughtTo(JsonNode content) {
    return ((ObjectNode) content.deepCopy()).put(MEMBER, true);
  }
}
