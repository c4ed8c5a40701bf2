package io.calroute.applying;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.http.base.HttpOperationFailedException;

/** A step of a {@code map-} route has failed for the time being; the callback is mapped again. */
final class PassingFault extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERRORS = 500;

  private final String code;

  PassingFault(String code, String reason) {
    super(reason, null, false, false);
    this.code = code;
  }

  /** Kebab-case code of the reason. */
  String code() {
    return code;
  }

  /**
   * Finds out whether the same step may well work later.
   *
   * @param route that failed
   * @param fault what was thrown
   */
  static Optional<PassingFault> of(String route, Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      String what = said(cause);
      if (what != null) {
        return Optional.of(
            new PassingFault(
                "step-failed-for-now",
                "A step of the route " + route + " failed: " + what + ". It is tried again."));
      }
      if (cause instanceof DirectConsumerNotAvailableException
          || cause instanceof RejectedExecutionException) {
        return Optional.of(
            new PassingFault(
                "route-away",
                "A route that maps it is being replaced or is missing; it is tried again."));
      }
    }
    return Optional.empty();
  }

  /** In words without what the fault itself says: that may be an address with a key in it. */
  private static String said(Throwable cause) {
    if (cause instanceof HttpOperationFailedException answered) {
      int status = answered.getStatusCode();
      return status >= SERVER_ERRORS || status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT
          ? "who was asked answered " + status
          : null;
    }
    if (cause instanceof ConnectException) {
      return "who was to be asked takes no connections";
    }
    if (cause instanceof UnknownHostException) {
      return "the name of who was to be asked is not known";
    }
    // InterruptedIOException of blocking clients, HttpTimeoutException, and those of Camel.
    if (cause instanceof TimeoutException
        || cause instanceof IOException && cause.getClass().getName().contains("Timeout")) {
      return "who was asked did not answer in time";
    }
    if (cause instanceof java.net.SocketException
        || cause.getClass().getName().endsWith("NoHttpResponseException")) {
      return "the connection broke off";
    }
    return null;
  }
}
