package io.calroute.provider.reading;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One reading of a list.
 *
 * @param from start of the range of appointments
 * @param to end of the range
 * @param cursor where an earlier reading of what has changed had ended; null for the whole range
 * @param page where it goes on; null for the beginning
 * @param begunAt when its first page was asked for
 * @param listed rows so far
 * @param total rows that there are, as the provider says; null when it does not say
 * @param moved whether rows came or went while it was read
 * @param attempts how often its page was asked for in vain
 * @param takenUntil until when it is the worker's who has taken it; null for a file's
 */
public record Run(
    long id,
    String provider,
    String connection,
    Kind kind,
    Instant from,
    Instant to,
    JsonNode cursor,
    JsonNode page,
    Instant begunAt,
    long listed,
    Long total,
    boolean moved,
    int attempts,
    Instant takenUntil) {

  /** What it is for. */
  public enum Kind {
    /** What is near, or what has changed. */
    FAST,
    /** Everything, so that what is missing can be told. */
    SLOW,
    /** Everything there is when Calroute begins. */
    BACKFILL,
    /** A file. */
    IMPORT;

    /** As the operations API names it. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    static Kind of(String word) {
      return valueOf(word.toUpperCase(java.util.Locale.ROOT));
    }
  }
}
