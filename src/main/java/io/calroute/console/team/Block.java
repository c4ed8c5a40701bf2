package io.calroute.console.team;

import io.calroute.appointment.AppointmentKey;
import io.calroute.console.page.Addresses;
import java.time.Instant;

/**
 * An appointment in a calendar, or one that no calendar is known for.
 *
 * @param id the same at every reading, and of no other block
 * @param appointment id in the store
 * @param title null when it has none
 * @param cause why it is not as it should be, as a section of the runbook; null where all is well,
 *     and where nobody has looked why
 * @param sentence the verdict; null where {@code cause} is
 */
public record Block(
    String id,
    long appointment,
    AppointmentKey key,
    String title,
    Instant starts,
    Instant ends,
    Shown shown,
    String cause,
    String sentence) {

  /** How the calendar stands to what is wanted, as far as the store knows. */
  public enum Shown {
    /** The event stands as it is wanted. */
    FOUND("in the calendar", true),
    /** The event is to be made, changed or removed, and nothing is wrong. */
    DUE("not yet written", false),
    /** The event is to be made or changed, and something holds Calroute up for a while. */
    WAITING("waits", false),
    /** The event stands, and somebody has changed it. */
    CHANGED("changed by somebody", false),
    /** The event stands, and the last change of it was refused. */
    OUTDATED("stands, but not as wanted", false),
    /** No event stands. */
    MISSING("not in the calendar", false),
    /** The event stood, and is to stand no more. */
    REMOVED("removed", true);

    private final String words;
    private final boolean settled;

    Shown(String words, boolean settled) {
      this.words = words;
      this.settled = settled;
    }

    /** What people read. */
    public String words() {
      return words;
    }

    /** Whether nobody asks why. */
    boolean isSettled() {
      return settled;
    }
  }

  /** The block with what a verdict says of it. */
  Block because(String code, String said) {
    return new Block(id, appointment, key, title, starts, ends, shown, code, said);
  }

  /** Where all of it is. */
  public String page() {
    return Addresses.of(key);
  }

  /** What it is called. */
  public String name() {
    return title == null ? key.id() : title;
  }
}
