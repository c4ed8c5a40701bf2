package io.calroute.operations.web;

import io.calroute.mapping.MappingProblem;
import java.sql.SQLException;
import java.util.Collection;
import java.util.TreeSet;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A call that can't be answered, with the problem that it is told. Carries no stack trace. */
public final class ApiProblem extends ErrorResponseException {

  private static final long serialVersionUID = 1L;

  private ApiProblem(HttpStatus status, String code, String detail) {
    super(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    setTitle(code);
    getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
  }

  /**
   * A parameter that makes no sense.
   *
   * @param detail what to send instead
   */
  public static ApiProblem badParameter(String detail) {
    return new ApiProblem(HttpStatus.BAD_REQUEST, "bad-parameter", detail);
  }

  /** What a question leads to that the store has not answered. */
  public static ApiProblem ofStore(RuntimeException fault) {
    return isAboutText(fault)
        ? badParameter(
            "A parameter has a character in it that no text of the store can have, such as NUL.")
        : new ApiProblem(
            HttpStatus.SERVICE_UNAVAILABLE,
            "store-unavailable",
            "The store cannot be asked now, or the question takes too long; try again, or narrow"
                + " it.");
  }

  /** SQLSTATE 22021 and 22P05 (PostgreSQL documentation, appendix A). */
  private static boolean isAboutText(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState().equals("22021") || sql.getSQLState().equals("22P05");
      }
    }
    return false;
  }

  /**
   * Something that is not there.
   *
   * @param code kebab-case code
   * @param detail one sentence
   */
  public static ApiProblem notFound(String code, String detail) {
    return new ApiProblem(HttpStatus.NOT_FOUND, code, detail);
  }

  /**
   * A provider that nobody knows, or a connection that its provider does not have.
   *
   * @param known the providers that there are
   */
  public static ApiProblem unknownProvider(Collection<String> known) {
    return notFound(
        "unknown-connection",
        "calroute.connections names no such provider or connection; known are "
            + (known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known)))
            + ".");
  }

  /**
   * Something that can't be done as things are.
   *
   * @param code kebab-case code
   * @param detail one sentence, with what to do
   */
  public static ApiProblem conflict(String code, String detail) {
    return new ApiProblem(HttpStatus.CONFLICT, code, detail);
  }

  /**
   * Somebody else who was asked gives no answer that is of use.
   *
   * @param code kebab-case code
   * @param detail one sentence, with what to do
   */
  public static ApiProblem unanswered(String code, String detail) {
    return new ApiProblem(HttpStatus.BAD_GATEWAY, code, detail);
  }

  /**
   * Something that a stop has broken off.
   *
   * @param detail one sentence, with what to do
   */
  public static ApiProblem brokenOff(String detail) {
    return new ApiProblem(HttpStatus.SERVICE_UNAVAILABLE, "broken-off", detail);
  }

  /** A mapping that does not compile. */
  public static ApiProblem badMapping(MappingProblem problem) {
    ApiProblem told = new ApiProblem(HttpStatus.BAD_REQUEST, "bad-mapping", problem.toString());
    told.getBody().setProperty("file", problem.file());
    told.getBody().setProperty("line", problem.line());
    told.getBody().setProperty("column", problem.column());
    told.getBody().setProperty("reason", problem.reason());
    return told;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
