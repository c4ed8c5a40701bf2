package io.calroute.operations.web;

import io.calroute.mapping.MappingProblem;
import java.util.Map;
import org.springframework.http.HttpStatus;

/** A call that can't be answered, with the problem that it is told. Carries no stack trace. */
public final class ApiProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final HttpStatus status;
  private final String code;

  private final transient Map<String, Object> members;

  private ApiProblem(HttpStatus status, String code, String detail) {
    this(status, code, detail, Map.of());
  }

  private ApiProblem(HttpStatus status, String code, String detail, Map<String, Object> members) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
    this.members = members;
  }

  /**
   * A parameter that makes no sense.
   *
   * @param detail what to send instead
   */
  public static ApiProblem badParameter(String detail) {
    return new ApiProblem(HttpStatus.BAD_REQUEST, "bad-parameter", detail);
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
   * Something that can't be done as things are.
   *
   * @param code kebab-case code
   * @param detail one sentence, with what to do
   */
  public static ApiProblem conflict(String code, String detail) {
    return new ApiProblem(HttpStatus.CONFLICT, code, detail);
  }

  /** A mapping that does not compile. */
  public static ApiProblem badMapping(MappingProblem problem) {
    return new ApiProblem(
        HttpStatus.BAD_REQUEST,
        "bad-mapping",
        problem.toString(),
        Map.of(
            "file", problem.file(),
            "line", problem.line(),
            "column", problem.column(),
            "reason", problem.reason()));
  }

  /** What the problem says besides, by name. */
  Map<String, Object> members() {
    return members;
  }

  HttpStatus status() {
    return status;
  }

  String code() {
    return code;
  }
}
