package io.calroute.appointment;

import java.time.Instant;

/**
 * How Calroute came by a word about an appointment, and what that says of its worth beside what is
 * known. A pure decision.
 *
 * <p>Two readings can be put in order only if one began after the other had ended. What a provider
 * sends without a stamp can't be put in order at all: where the provider can be asked, it is a hint
 * that there is something to be read.
 *
 * @param from when the reading began; null when the provider sent it
 * @param stamped whether its version says which of two states is the later one
 * @param listed whether it is a row of a list, which may be older than the answer to a question
 * @param askable whether the provider can be asked about this one appointment
 */
public record Sighting(Instant from, boolean stamped, boolean listed, boolean askable) {

  /** A word that counts by its version alone. */
  public static final Sighting BY_VERSION = new Sighting(null, true, false, false);

  /** What follows. */
  enum Verdict {
    /** The version decides. */
    COMPARE,
    /** It is the truth, whatever the version says. */
    TAKE,
    /** The provider is to be asked. */
    ASK,
    /** It may be older than what is known, and nobody can be asked. */
    LEAVE
  }

  /** Whether it only says that there is something to be read. */
  boolean isHint() {
    return from == null && !stamped && askable;
  }

  /**
   * Decides.
   *
   * @param known the appointment so far; null when this is the first word of it
   * @param seenUntil until when what is known was seen; null when nobody knows any more
   * @param same whether it says what is known
   * @param tied whether the versions are the same
   */
  Verdict verdict(Appointment known, Instant seenUntil, boolean same, boolean tied) {
    boolean sent = from == null;
    if (isHint()) {
      return Verdict.ASK;
    }
    if (known == null || sent && !(tied && askable && !same)) {
      return Verdict.COMPARE;
    }
    if (stamped && !tied) {
      return Verdict.COMPARE;
    }
    if (same) {
      return sent ? Verdict.COMPARE : Verdict.TAKE;
    }
    boolean after = !sent && (seenUntil == null || !from.isBefore(seenUntil));
    boolean returns = listed && !known.status().timed();
    if (after && !returns) {
      return Verdict.TAKE;
    }
    return askable ? Verdict.ASK : sent ? Verdict.COMPARE : Verdict.LEAVE;
  }
}
