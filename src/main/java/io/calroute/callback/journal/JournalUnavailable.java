package io.calroute.callback.journal;

/** The journal cannot keep a delivery now; nothing was promised. */
public final class JournalUnavailable extends RuntimeException {

  /**
   * Says why.
   *
   * @param message one sentence, which a provider may read
   */
  JournalUnavailable(String message) {
    super(message);
  }
}
