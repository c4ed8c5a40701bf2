package io.calroute.callback.door;

import java.time.Duration;
import java.util.Map;

/**
 * A callback that is not accepted, with the answer it gets. Carries no stack trace: it is an
 * everyday answer, not a fault.
 */
public final class CallbackRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final Integer retryAfterSeconds;
  private final transient Map<String, String> headers;

  private CallbackRefused(int status, String code, String message, Integer retryAfterSeconds) {
    this(status, code, message, retryAfterSeconds, Map.of());
  }

  private CallbackRefused(
      int status,
      String code,
      String message,
      Integer retryAfterSeconds,
      Map<String, String> headers) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
    this.headers = headers;
  }

  public static CallbackRefused badRequest(String code, String message) {
    return new CallbackRefused(400, code, message, null);
  }

  public static CallbackRefused unauthorized() {
    return new CallbackRefused(
        401, "not-authenticated", "The callback's signature or credentials are wrong.", null);
  }

  /**
   * When its source has sent too many that were not authentic.
   *
   * @param wait until it may send such another one
   */
  public static CallbackRefused tooManyFailures(Duration wait) {
    return new CallbackRefused(
        429,
        "too-many-failures",
        "The callback's signature or credentials are wrong, as those of many before it were.",
        (int) wait.toSeconds() + 1);
  }

  public static CallbackRefused unknownConnection() {
    return new CallbackRefused(
        404, "unknown-connection", "No such provider or connection takes callbacks here.", null);
  }

  public static CallbackRefused tooLarge(int limitBytes) {
    return new CallbackRefused(
        413, "too-large", "The body is larger than " + limitBytes + " bytes.", null);
  }

  public static CallbackRefused pathTooLong() {
    return new CallbackRefused(414, "path-too-long", "The path of the request is too long.", null);
  }

  public static CallbackRefused headersTooLong() {
    return new CallbackRefused(
        431, "headers-too-long", "The headers of the request are too long.", null);
  }

  static CallbackRefused storeUnavailable() {
    return new CallbackRefused(503, "store-unavailable", "The store cannot take callbacks now.", 2);
  }

  static CallbackRefused brokerUnavailable() {
    return new CallbackRefused(
        503, "kafka-unavailable", "Kafka cannot take callbacks now; send the callback again.", 2);
  }

  /** When a route takes it within a moment. */
  static CallbackRefused beingReplaced() {
    return new CallbackRefused(
        503,
        "being-replaced",
        "The route that takes this provider's callbacks is being replaced; send the callback again.",
        2);
  }

  public static CallbackRefused stopping() {
    return new CallbackRefused(503, "stopping", "Calroute is stopping.", 10);
  }

  public static CallbackRefused fault() {
    return new CallbackRefused(
        503, "fault", "Calroute met a fault of its own; send the callback again.", 10);
  }

  /**
   * When a route has not answered in time.
   *
   * @param millis how long it may take
   */
  public static CallbackRefused routeTooSlow(long millis) {
    return new CallbackRefused(
        503,
        "route-too-slow",
        "The route that takes this provider's callbacks took longer than "
            + millis
            + " ms; send the callback again.",
        10);
  }

  public static CallbackRefused busy() {
    return new CallbackRefused(
        503, "too-busy", "Too many callbacks are under way; send this one again.", 2);
  }

  public static CallbackRefused stepFailed() {
    return new CallbackRefused(
        503,
        "step-failed",
        "A step of the route that takes this provider's callbacks failed; nothing was kept.",
        10);
  }

  public static CallbackRefused notAccepted() {
    return new CallbackRefused(
        500,
        "not-accepted",
        "The route that takes this provider's callbacks ended without keeping this one.",
        null);
  }

  static CallbackRefused byRoute(int status) {
    return new CallbackRefused(
        status,
        "refused-by-route",
        "The route that takes this provider's callbacks refused this one.",
        null);
  }

  public static CallbackRefused tooSlow() {
    return new CallbackRefused(
        408, "too-slow", "The body did not arrive in time; send the callback again.", null);
  }

  public static CallbackRefused notAllowed(String methods) {
    return new CallbackRefused(
        405,
        "method-not-allowed",
        "Callbacks are taken by " + methods + ".",
        null,
        Map.of("Allow", methods));
  }

  static CallbackRefused encodingNotTaken() {
    return new CallbackRefused(
        415,
        "encoding-not-taken",
        "Send the body as it is, without Content-Encoding.",
        null,
        Map.of("Accept-Encoding", "identity"));
  }

  public static CallbackRefused noRoute() {
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

  /** Headers that the answer has besides. */
  public Map<String, String> headers() {
    return headers;
  }

  /** Seconds after which to send again; null when sending again is no use. */
  public Integer retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
