package io.calroute.target;

/** A place where a reference can stand. */
public enum Target {
  /** Events in Google Calendar; a calendar is a calendar id. */
  GOOGLE("google", "googleCalendar"),
  /** Events in Exchange Online; a calendar is a mailbox. */
  OFFICE365("office365", "office365Calendar"),
  /** Online meetings in Microsoft Teams; a calendar is the organizer's mailbox. */
  TEAMS("teams", "teamsMeeting");

  private final String key;
  private final String synchronizationKey;

  Target(String key, String synchronizationKey) {
    this.key = key;
    this.synchronizationKey = synchronizationKey;
  }

  /** The word used in configuration, in the store and in lanes. */
  public String key() {
    return key;
  }

  /** The member name used in the {@code synchronization} block and in references of the API. */
  public String synchronizationKey() {
    return synchronizationKey;
  }

  /**
   * The target that a configuration word stands for.
   *
   * @param key such as {@code google}
   * @throws IllegalArgumentException when no target has this key
   */
  public static Target of(String key) {
    for (Target target : values()) {
      if (target.key.equals(key)) {
        return target;
      }
    }
    throw new IllegalArgumentException(
        "No target is called '" + key + "'; use google or office365");
  }
}
