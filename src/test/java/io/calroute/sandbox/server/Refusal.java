package io.calroute.sandbox.server;

/** Ends the handling of a request with an error reply; made without a stack trace, to be cheap. */
public final class Refusal extends RuntimeException {

  private final transient Reply reply;

  /**
   * Ends the handling of a request.
   *
   * @param reply what to answer
   */
  public Refusal(Reply reply) {
    super("Refused with status " + reply.status(), null, false, false);
    this.reply = reply;
  }

  /** What to answer. */
  public Reply reply() {
    return reply;
  }
}
