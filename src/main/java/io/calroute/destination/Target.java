package io.calroute.destination;

import java.util.Arrays;
import java.util.List;

/** A place where a reference can stand. */
public enum Target {
  /** Events in Google Calendar; a calendar is a calendar id. */
  GOOGLE("google", "googleCalendar", "google"),
  /** Events in Exchange Online; a calendar is a mailbox. */
  OFFICE365("office365", "office365Calendar", "microsoft365"),
  /** Online meetings in Microsoft Teams; a calendar is the organizer's mailbox. */
  TEAMS("teams", "teamsMeeting", "microsoft365");

  private final String key;
  private final String synchronizationKey;
  private final String account;

  Target(String key, String synchronizationKey, String account) {
    this.key = key;
    this.synchronizationKey = synchronizationKey;
    this.account = account;
  }

  /** The word used in configuration, in the store and in lanes. */
  public String key() {
    return key;
  }

  /** The member name used in the {@code synchronization} block and in references of the API. */
  public String synchronizationKey() {
    return synchronizationKey;
  }

  /** The credentials that it is called with: {@code google} or {@code microsoft365}. */
  public String account() {
    return account;
  }

  /** All targets that are called with the same credentials, this one included. */
  public List<Target> sameAccount() {
    return Arrays.stream(values()).filter(one -> one.account.equals(account)).toList();
  }

  /**
   * The target that a configuration word stands for.
   *
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
