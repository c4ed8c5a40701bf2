package io.calroute.callback;

/**
 * A callback that is not accepted, with the answer it gets. Carries no stack trace: it is an
 * everyday answer, not a fault.
 */
public final class CallbackRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final Integer retryAfterSeconds;

  private CallbackRefused(int status, String code, String message, Integer retryAfterSeconds) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  static CallbackRefused badRequest(String code, String message) {
    return new CallbackRefused(400, code, message, null);
  }

  static CallbackRefused unauthorized() {
    return new CallbackRefused(
        401, "not-authenticated", "The callback's signature or credentials are wrong.", null);
  }

  static CallbackRefused unknownConnection() {
    return new CallbackRefused(
        404, "unknown-connection", "No such provider or connection takes callbacks here.", null);
  }

  static CallbackRefused tooLarge(int limitBytes) {
    return new CallbackRefused(
        413, "too-large", "The body is larger than " + limitBytes + " bytes.", null);
  }

  static CallbackRefused unavailable(String message) {
    return new CallbackRefused(503, "store-unavailable", message, 2);
  }

  static CallbackRefused noRoute() {
    return new CallbackRefused(
        503, "no-route", "No route takes this provider's callbacks now.", 60);
  }

  /** HTTP status of the answer. */
  public int status() {
    return status;
  }

  /** Stable kebab-case code of the reason. */
  public String code() {
    return code;
  }

  /** Seconds after which to send again; null when sending again is no use. */
  public Integer retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
