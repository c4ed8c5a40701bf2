package io.calroute.appointment;

/** How an appointment stands. */
public enum Status {
  /** Agreed. */
  CONFIRMED("confirmed", true),
  /** Asked for and not agreed yet. */
  TENTATIVE("tentative", true),
  /** Going on. */
  IN_PROGRESS("inProgress", true),
  /** Over. */
  COMPLETED("completed", true),
  /** Over, and the client did not come. */
  NO_SHOW("noShow", true),
  /** Alive, but without a time for now. */
  UNSCHEDULED("unscheduled", false),
  /** Called off; it may be reopened. */
  CANCELLED("cancelled", false),
  /** Gone at the provider. */
  DELETED("deleted", false);

  private final String word;
  private final boolean timed;

  Status(String word, boolean timed) {
    this.word = word;
    this.timed = timed;
  }

  /** The word in the canonical appointment and in the API. */
  public String word() {
    return word;
  }

  /** True when the appointment takes up time, so that it needs a start and an end. */
  public boolean timed() {
    return timed;
  }

  /**
   * The status that a word stands for.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Status of(String word) {
    for (Status status : values()) {
      if (status.word.equals(word)) {
        return status;
      }
    }
    throw new IllegalArgumentException("No status is called '" + word + "'");
  }
}
