package io.calroute.component.microsoft365.http;

import java.time.Duration;

/**
 * Microsoft Graph or its token endpoint answered with an error.
 *
 * <p>The message names the call, the status, the code and the request id, which is what Microsoft's
 * support asks for. It never holds a body, a token or a link.
 */
public class Microsoft365Exception extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public enum Source {
    GRAPH,
    /** The token endpoint of Microsoft Entra ID. */
    TOKEN
  }

  private final Source source;
  private final int status;
  private final String code;
  private final String detail;
  private final String requestId;
  private final transient Duration retryAfter;

  /**
   * An error answer.
   *
   * @param call what was called, such as {@code events/update}
   * @param status HTTP status; 0 when the call was refused before it went out
   * @param code the answer's error code; {@code unknown} when it had none
   * @param detail the answer's own words, to be looked at and not to be shown; may be null
   * @param requestId Graph's id of the request; null when it told none
   * @param retryAfter how long to leave it alone; null when it did not say
   */
  public Microsoft365Exception(
      Source source,
      String call,
      int status,
      String code,
      String detail,
      String requestId,
      Duration retryAfter) {
    super(describe(source, call, status, code, requestId));
    this.source = source;
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
  }

  private static String describe(
      Source source, String call, int status, String code, String requestId) {
    String who = source == Source.GRAPH ? "Microsoft Graph" : "The Microsoft token endpoint";
    return "%s answered %s with %d %s%s"
        .formatted(
            who, call, status, code, requestId == null ? "" : " (request-id " + requestId + ")");
  }

  public Source source() {
    return source;
  }

  public int status() {
    return status;
  }

  /** The answer's error code, such as {@code ErrorItemNotFound}. */
  public String code() {
    return code;
  }

  /** The answer's own words, for telling errors apart; may hold addresses, so don't show it. */
  public String detail() {
    return detail == null ? "" : detail;
  }

  /** Graph's id of the request; null when it told none. */
  public String requestId() {
    return requestId;
  }

  /** How long the target asked to be left alone; null when it did not say. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
