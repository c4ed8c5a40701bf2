package io.calroute.callback.connection;

/** A connection that could accept no callback as it is configured; the message says what to set. */
public final class IncompleteConnection extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String member;

  IncompleteConnection(String message) {
    this(null, message);
  }

  /**
   * One of a connection that does not know its own key.
   *
   * @param member whose value is wrong, such as {@code time-zone}
   */
  IncompleteConnection(String member, String message) {
    super(message);
    this.member = member;
  }

  /** The member whose value is wrong; null when the message names the key. */
  public String member() {
    return member;
  }
}
