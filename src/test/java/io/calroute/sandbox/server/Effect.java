package io.calroute.sandbox.server;

import java.time.Duration;

/**
 * What an injected fault does to a request.
 *
 * @param kind the sort of fault
 * @param status status to answer, for the kinds that answer one
 * @param reason reason or code in the error body; null for the usual one of the status
 * @param retryAfter value of the {@code Retry-After} header; {@code date+N} stands for an HTTP date
 *     N seconds from now; null for none
 * @param delay how long to wait, for the kinds that wait
 */
public record Effect(Kind kind, int status, String reason, String retryAfter, Duration delay) {

  /** The sorts of fault. */
  public enum Kind {
    /** Carry the request out, then close the connection without an answer. */
    COMMIT_THEN_DROP_CONNECTION("commitThenDropConnection"),
    /** Carry the request out, then answer with an error all the same. */
    COMMIT_THEN_STATUS("commitThenStatus"),
    /** Close the connection; nothing is done. */
    DROP_BEFORE("dropBefore"),
    /** Answer with an error; nothing is done. */
    STATUS("status"),
    /** Carry the request out at once, answer late. */
    DELAY("delay"),
    /**
     * Close the connection at once and carry the request out later: the write that its sender has
     * given up and that lands on top of a newer one.
     */
    DELAY_THEN_APPLY_AFTER_NEWER("delayThenApplyAfterNewer"),
    /** Make the event, and answer 404 for it for a while, as after a slow replication. */
    NOT_FOUND_AFTER_CREATE("notFoundAfterCreate"),
    /** Answer a list as if nothing were in it. */
    EMPTY_LIST("emptyList");

    private final String key;

    Kind(String key) {
      this.key = key;
    }

    /** The word used in the admin API. */
    public String key() {
      return key;
    }

    static Kind of(String key) {
      for (Kind kind : values()) {
        if (kind.key.equals(key)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("No effect is called '" + key + "'");
    }
  }

  /** Carry out, then drop the connection. */
  public static Effect commitThenDropConnection() {
    return new Effect(Kind.COMMIT_THEN_DROP_CONNECTION, 0, null, null, Duration.ZERO);
  }

  /**
   * Carry out, then answer with an error.
   *
   * @param status such as 503
   */
  public static Effect commitThen(int status) {
    return new Effect(Kind.COMMIT_THEN_STATUS, status, null, null, Duration.ZERO);
  }

  /** Drop the connection and do nothing. */
  public static Effect dropBefore() {
    return new Effect(Kind.DROP_BEFORE, 0, null, null, Duration.ZERO);
  }

  /**
   * Answer with an error and do nothing.
   *
   * @param status such as 503
   */
  public static Effect status(int status) {
    return new Effect(Kind.STATUS, status, null, null, Duration.ZERO);
  }

  /**
   * Answer with an error and do nothing.
   *
   * @param status such as 403
   * @param reason Google's reason or Graph's code, such as {@code quotaExceeded}
   */
  public static Effect status(int status, String reason) {
    return new Effect(Kind.STATUS, status, reason, null, Duration.ZERO);
  }

  /**
   * Answer late; the request takes effect at once.
   *
   * @param delay how late
   */
  public static Effect delay(Duration delay) {
    return new Effect(Kind.DELAY, 0, null, null, delay);
  }

  /**
   * Close the connection at once, carry the request out later.
   *
   * @param delay how much later
   */
  public static Effect delayThenApplyAfterNewer(Duration delay) {
    return new Effect(Kind.DELAY_THEN_APPLY_AFTER_NEWER, 0, null, null, delay);
  }

  /**
   * Make the event, answer 404 for it for a while.
   *
   * @param duration how long, by the simulator's clock
   */
  public static Effect notFoundAfterCreate(Duration duration) {
    return new Effect(Kind.NOT_FOUND_AFTER_CREATE, 0, null, null, duration);
  }

  /** Answer a list as if nothing were in it. */
  public static Effect emptyList() {
    return new Effect(Kind.EMPTY_LIST, 0, null, null, Duration.ZERO);
  }

  /**
   * The same effect with a {@code Retry-After} header.
   *
   * @param value such as {@code 1}, {@code 2.128} or {@code date+2}
   */
  public Effect retryAfter(String value) {
    return new Effect(kind, status, reason, value, delay);
  }
}
