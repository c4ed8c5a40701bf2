package io.calroute.callback;

/** A connection that could accept no callback as it is configured; the message says what to set. */
public final class IncompleteConnection extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  IncompleteConnection(String message) {
    super(message);
  }
}
