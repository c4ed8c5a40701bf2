package io.calroute.callback.journal;

import java.time.Instant;

/**
 * How Calroute came by the state that a callback holds, where no provider sent it.
 *
 * @param source where it was read; null for a callback that its provider sent, and that counts by
 *     its arrival because the provider could not be asked
 * @param from when the reading began
 * @param until when it had ended
 * @param run of lists or of an import; {@link #UNPROMPTED}, or null when a callback gave reason to
 *     ask
 */
public record Reading(Source source, Instant from, Instant until, Long run) {

  /** In place of a run: no callback gave reason to ask. */
  public static final Long UNPROMPTED = 0L;

  /** Where a state was read. */
  public enum Source {
    /** A row of a list. */
    LIST,
    /** The answer to a question about this appointment alone. */
    GET,
    /** A row of a file. */
    IMPORT;

    /** As the operations API names it. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    static Source of(String word) {
      return word == null ? null : valueOf(word.toUpperCase(java.util.Locale.ROOT));
    }
  }
}
