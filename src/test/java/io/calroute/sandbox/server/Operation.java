package io.calroute.sandbox.server;

/** What a request asks of a simulated target; the same words are used by faults and by counts. */
public enum Operation {
  /** Get an access token. */
  TOKEN("token"),
  /** Make an event. */
  INSERT("insert"),
  /** Replace an event (Google's PUT). */
  UPDATE("update"),
  /** Change some members of an event. */
  PATCH("patch"),
  /** Delete an event. */
  DELETE("delete"),
  /** Read one event. */
  GET("get"),
  /** List events. */
  LIST("list"),
  /** Move an event to another calendar (Google). */
  MOVE("move"),
  /** Cancel a meeting with a message to its guests (Graph). */
  CANCEL("cancel"),
  /** List the events of a time window (Graph's calendarView). */
  VIEW("view"),
  /** List what changed in a time window (Graph's delta). */
  DELTA("delta"),
  /** Read the calendar itself. */
  CALENDAR("calendar"),
  /** Read a user (Graph). */
  USER("user"),
  /** List the supported time zones (Graph). */
  ZONES("zones"),
  /** Get or make the online meeting of an external id (Graph). */
  CREATE_OR_GET("createOrGet"),
  /** Make an online meeting (Graph). */
  MEETING_INSERT("meetingInsert"),
  /** Read one online meeting (Graph). */
  MEETING_GET("meetingGet"),
  /** List online meetings (Graph). */
  MEETING_LIST("meetingList"),
  /** Change an online meeting (Graph). */
  MEETING_PATCH("meetingPatch"),
  /** Delete an online meeting (Graph). */
  MEETING_DELETE("meetingDelete"),
  /** List who can be booked (providers). */
  STAFF("staff"),
  /** Read what appointments name by an id only (providers). */
  LOOKUP("lookup"),
  /** List, make or remove what sends callbacks (providers). */
  WATCH("watch"),
  /** Read which callbacks were sent (providers). */
  DELIVERIES("deliveries"),
  /** Read the account itself (providers). */
  ACCOUNT("account"),
  /** List the events of a calendar that a provider knows (providers). */
  BUSY("busy"),
  /** Carry out a named action on an appointment (providers). */
  ACTION("action"),
  /** Anything that the simulator does not know. */
  OTHER("other");

  private final String key;

  Operation(String key) {
    this.key = key;
  }

  /** The word used in the admin API. */
  public String key() {
    return key;
  }

  /** Whether this is about online meetings rather than events. */
  public boolean onlineMeeting() {
    return switch (this) {
      case CREATE_OR_GET,
          MEETING_INSERT,
          MEETING_GET,
          MEETING_LIST,
          MEETING_PATCH,
          MEETING_DELETE ->
          true;
      default -> false;
    };
  }

  /**
   * The operation that a word of the admin API stands for.
   *
   * @param key such as {@code insert}
   * @throws IllegalArgumentException when no operation has this key
   */
  public static Operation of(String key) {
    for (Operation operation : values()) {
      if (operation.key.equals(key)) {
        return operation;
      }
    }
    throw new IllegalArgumentException("No operation is called '" + key + "'");
  }
}
