package io.calroute.sync.remap;

import java.time.Instant;
import java.util.List;

/**
 * How far a remap is: appointments of one provider whose last callbacks are applied again.
 *
 * @param id in the store
 * @param provider whose appointments
 * @param connection null for all of the provider's
 * @param requestedAt when it was asked for last
 * @param finishedAt null while it runs
 * @param lastId id of the last appointment that it concerns
 * @param afterId id of the last appointment that is done; 0 at first
 * @param appointments how many it concerns
 * @param tally what became of those that are done
 * @param problems the first of those that were left as they are for a reason
 */
public record Remap(
    long id,
    String provider,
    String connection,
    Instant requestedAt,
    Instant finishedAt,
    long lastId,
    long afterId,
    long appointments,
    Tally tally,
    List<Problem> problems) {

  /** As many problems as are kept; the tally counts all. */
  public static final int PROBLEMS_KEPT = 50;

  /**
   * What became of appointments; each is counted once.
   *
   * @param changed what the provider wants reads otherwise now; a revision more
   * @param rewritten the same is wanted, and an event is to show it otherwise
   * @param unchanged nothing differs, or a later word came in meanwhile
   * @param purged the journal no longer holds the last callback; left as they are
   * @param ignored the mapping ignores the last callback now; left as they are
   * @param failed the mapping does not take the last callback, or the appointment; left as they are
   */
  public record Tally(
      long changed, long rewritten, long unchanged, long purged, long ignored, long failed) {

    /** Nothing counted yet. */
    public static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0);

    /** How many are done. */
    public long done() {
      return changed + rewritten + unchanged + purged + ignored + failed;
    }

    /** Both together. */
    public Tally plus(Tally other) {
      return new Tally(
          changed + other.changed,
          rewritten + other.rewritten,
          unchanged + other.unchanged,
          purged + other.purged,
          ignored + other.ignored,
          failed + other.failed);
    }
  }

  /**
   * Why an appointment was left as it is.
   *
   * @param connection its connection
   * @param appointmentId the provider's id
   * @param code stable, kebab-case
   * @param message one sentence, without data from the body
   */
  public record Problem(String connection, String appointmentId, String code, String message) {}
}
