package io.calroute.component.microsoft365;

/** The parts of Microsoft Graph that {@code microsoft365} endpoints reach; named as in the URI. */
public enum Microsoft365ApiName {
  /** Events in a user's default calendar. */
  events,
  /** Microsoft Teams meetings that a user organizes. */
  onlineMeetings
}
