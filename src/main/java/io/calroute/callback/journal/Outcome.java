package io.calroute.callback.journal;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What became of a callback.
 *
 * @param kind in one word
 * @param code kebab-case code of the reason; null for {@link Kind#APPLIED}
 * @param reason one sentence for ops; null when there is nothing to say
 * @param type the provider's name for what happened; null when the body does not say
 * @param appointmentId the provider's id of the appointment; null when the body does not say
 * @param mentions what the body says, as {@link Mentions} tells it, so that one that was not
 *     applied is found by any id in it; empty for those that are found by their appointment
 */
public record Outcome(
    Kind kind, String code, String reason, String type, String appointmentId, List<Long> mentions) {

  /** Exchange property that a step of a {@code map-} route sets to say that it ends here. */
  public static final String PROPERTY = "callbackOutcome";

  /** Code of one that only had the provider asked what holds. */
  public static final String ASKED = "asked";

  /** Mappings say what they like; the journal keeps as much as people can use. */
  private static final int NAME_LENGTH_LIMIT = 255;

  private static final int REASON_LENGTH_LIMIT = 1000;

  /** Takes out what the store can't keep. */
  public Outcome {
    code = kept(code, NAME_LENGTH_LIMIT);
    reason = kept(reason, REASON_LENGTH_LIMIT);
    type = kept(type, NAME_LENGTH_LIMIT);
    appointmentId = kept(appointmentId, NAME_LENGTH_LIMIT);
    mentions = List.copyOf(mentions);
  }

  /** One that is found by its appointment alone. */
  public Outcome(Kind kind, String code, String reason, String type, String appointmentId) {
    this(kind, code, reason, type, appointmentId, List.of());
  }

  /** Whether it led to no appointment, and nothing is known yet of what its body says. */
  boolean isFoundByNothing() {
    return mentions.isEmpty() && (kind == Kind.FAILED || ASKED.equals(code));
  }

  /** The words of the journal. */
  public enum Kind {
    /** It changed the desired state. */
    APPLIED,
    /** It was news, and said nothing new. */
    UNCHANGED,
    /** Something newer was applied before. */
    STALE,
    /** It is of no concern to calendars. */
    IGNORED,
    /** It can't be understood as it is; it can be replayed. */
    FAILED;

    /** The word as it stands in the journal and in the API. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * A callback that a step of a route finds to be of no concern to calendars.
   *
   * @param reason one sentence for ops
   */
  public static Outcome ignoredByRoute(String reason) {
    return new Outcome(Kind.IGNORED, "ignored-by-route", reason, null, null);
  }

  /**
   * A callback that can't be applied.
   *
   * @param code kebab-case code
   * @param reason one sentence for ops, without data from the body
   * @return the outcome
   */
  public static Outcome failed(String code, String reason) {
    return new Outcome(Kind.FAILED, code, reason, null, null);
  }

  /** Not too long for an index, without the character NUL and halves of characters. */
  private static String kept(String text, int limit) {
    if (text == null) {
      return null;
    }
    String cut = text.length() <= limit ? text : text.substring(0, limit);
    return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
        .replace("\0", "");
  }

  /**
   * The same outcome, for a known appointment.
   *
   * @param newType the provider's name for what happened
   * @param newAppointmentId the provider's id of the appointment
   * @return a copy
   */
  public Outcome about(String newType, String newAppointmentId) {
    return new Outcome(kind, code, reason, newType, newAppointmentId, mentions);
  }

  /** The same outcome, of a callback that was not applied and is to be found by its body. */
  public Outcome mentioning(List<Long> said) {
    return new Outcome(kind, code, reason, type, appointmentId, said);
  }
}
