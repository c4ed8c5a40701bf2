package io.calroute.operations;

import org.springframework.http.HttpStatus;

/** A call that can't be answered, with the problem that it is told. Carries no stack trace. */
final class ApiProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final HttpStatus status;
  private final String code;

  private ApiProblem(HttpStatus status, String code, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
  }

  /**
   * A parameter that makes no sense.
   *
   * @param detail what to send instead
   */
  static ApiProblem badParameter(String detail) {
    return new ApiProblem(HttpStatus.BAD_REQUEST, "bad-parameter", detail);
  }

  /**
   * Something that is not there.
   *
   * @param code kebab-case code
   * @param detail one sentence
   */
  static ApiProblem notFound(String code, String detail) {
    return new ApiProblem(HttpStatus.NOT_FOUND, code, detail);
  }

  /**
   * Something that can't be done as things are.
   *
   * @param code kebab-case code
   * @param detail one sentence, with what to do
   */
  static ApiProblem conflict(String code, String detail) {
    return new ApiProblem(HttpStatus.CONFLICT, code, detail);
  }

  HttpStatus status() {
    return status;
  }

  String code() {
    return code;
  }
}
