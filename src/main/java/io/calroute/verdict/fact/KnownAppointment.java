package io.calroute.verdict.fact;

import io.calroute.appointment.Appointment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of one appointment.
 *
 * @param unrouted whether the directory names no calendar for somebody
 * @param statusSince since when it has its status; null for what an older version has stored
 * @param statusBy which callback gave it; null for what an older version has stored
 * @param words the newest callbacks about it, and those that count, the newest first
 * @param places where it stands, is to stand or has stood, by position
 * @param held what it waits for to be accepted; null when it is not held, or by nothing that runs
 * @param asked what the provider is asked about it; null when it is not
 */
public record KnownAppointment(
    Appointment appointment,
    boolean unrouted,
    Instant statusSince,
    Long statusBy,
    List<Word> words,
    List<KnownPlace> places,
    Held held,
    Asked asked) {

  /**
   * A reading that is still to be accepted.
   *
   * @param kind {@code backfill} or {@code import}
   * @param state {@code listing}, {@code planned} or {@code writing}
   */
  public record Held(long run, String kind, String state) {}

  /**
   * A question to the provider that is not answered yet.
   *
   * @param nextAt when it is asked, or asked again
   * @param code why the last try was in vain; null when there was none
   * @param reason the same in one sentence
   */
  public record Asked(
      String provider,
      String connection,
      String appointment,
      Instant nextAt,
      String code,
      String reason) {}

  /** The callback that had the last word; empty when it is no longer kept. */
  public Optional<Word> last() {
    return word(appointment.version().callback());
  }

  /** The callback that gave it its status, as far as that is known. */
  public Optional<Word> statusGiven() {
    return statusBy == null ? last() : word(statusBy);
  }

  private Optional<Word> word(long id) {
    return words.stream().filter(one -> one.id() == id).findFirst();
  }
}
