package io.calroute.verdict.decision;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;

/**
 * Why an appointment is, or is not, in the calendar. Never holds a body, a secret or a person's
 * name.
 *
 * @param code of the {@link Cause}
 * @param well whether calendars are as they are to be, so that nobody has to do anything
 * @param sentence all of it: what stands, the cause, since when, who acts, until when, what to
 *     press
 * @param standing what stands
 * @param cause why
 * @param since null when nobody knows
 * @param until when it goes on, or will look again; null when nobody knows
 * @param remedy what to do or to press
 * @param runbook where the cause is explained
 * @param appointment null when none is known
 * @param callback the callback that it is about; null when it is about none
 * @param successor the provider's id of the appointment that it goes on as; null for none
 * @param places where it stands, is to stand or is to go
 * @param tried entries of the directory that do not fit; empty unless somebody is unknown
 * @param press calls of the operations API that help
 */
public record Verdict(
    String code,
    boolean well,
    String sentence,
    String standing,
    String cause,
    Instant since,
    Actor who,
    Instant until,
    String remedy,
    String runbook,
    Subject appointment,
    String callback,
    String successor,
    List<Place> places,
    List<Tried> tried,
    List<Press> press) {

  /**
   * The appointment that it is about.
   *
   * @param id the provider's
   */
  public record Subject(String provider, String connection, String id) {}

  /**
   * A calendar.
   *
   * @param state {@code standing}, {@code missing}, {@code to-go}
   * @param code of the cause there
   * @param link that shows the event in a browser; null when nobody knows it
   */
  public record Place(
      String target, String calendar, String state, String code, String eventId, String link) {}

  /**
   * An entry of the directory that does not fit somebody.
   *
   * @param entry its place in the directory, from 1
   * @param because what of it does not fit
   */
  public record Tried(int entry, String because) {}

  /**
   * A call of the operations API.
   *
   * @param label what a button says
   */
  public record Press(String label, String method, String path) {}

  /** Whether anything is known of what was asked for. */
  @JsonIgnore
  public boolean isKnown() {
    return appointment != null || callback != null;
  }
}
