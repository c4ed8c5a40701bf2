package io.calroute.callback.journal;

/** The journal cannot keep a delivery now; nothing was promised. */
public final class JournalUnavailable extends RuntimeException {

  /** Why it can't. */
  public enum Reason {
    /** The store has refused it, or does not answer. */
    STORE,
    /** Too many deliveries wait to be stored. */
    QUEUE,
    /** Calroute is stopping. */
    STOPPING
  }

  private final Reason reason;

  JournalUnavailable(Reason reason) {
    super("The journal cannot take a callback now: " + reason);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
