package io.calroute.console.today;

import java.time.Instant;

/**
 * Something that needs somebody: all that has one cause.
 *
 * @param cause its code; a section of the runbook, unless {@link #explained} is false
 * @param detail code of what went wrong, or whose it is; null for nothing more to say
 * @param what that the count counts, such as {@code appointments}; of one, without its first s
 * @param count as far as anybody counts
 * @param first when the first of them came to be so; null when nobody knows
 * @param last when the last of them came to be so; null when nobody knows
 * @param remedy what to do
 * @param link page that lists them; null for none
 * @param again what pressing does again to all of them; null for nothing
 */
public record Need(
    String cause,
    boolean explained,
    String detail,
    String what,
    long count,
    Instant first,
    Instant last,
    String remedy,
    String link,
    Again again) {

  /** Nobody counts further. */
  static final int COUNT_LIMIT = 10_000;

  /** What can be done to all at once. */
  public enum Again {
    /** Appointments are made due. */
    RESYNC("Resync all"),
    /** Callbacks are applied again. */
    REPLAY("Replay all");

    private final String label;

    Again(String label) {
      this.label = label;
    }

    /** What a button says. */
    public String label() {
      return label;
    }
  }

  public Need {
    what = count == 1 ? what.replaceFirst("s\\b", "") : what;
  }

  /** The count for people. */
  public String counted() {
    return count > COUNT_LIMIT ? "more than " + COUNT_LIMIT : Long.toString(count);
  }
}
