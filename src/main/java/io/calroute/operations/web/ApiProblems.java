package io.calroute.operations.web;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Every error as {@code application/problem+json} (RFC 9457), with a stable code as its title. */
@RestControllerAdvice
final class ApiProblems extends ResponseEntityExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ApiProblems.class);

  @ExceptionHandler({DataAccessException.class, TransactionException.class})
  ResponseEntity<ProblemDetail> storeFailed(RuntimeException fault) {
    ApiProblem problem = ApiProblem.ofStore(fault);
    if (problem.getStatusCode().is5xxServerError()) {
      LOG.warn("The store did not answer the operations API: {}", fault.getMessage());
    }
    return ResponseEntity.status(problem.getStatusCode())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem.getBody());
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> fault(RuntimeException fault) {
    LOG.error("A call to the operations API broke off", fault);
    return answer(
        HttpStatus.INTERNAL_SERVER_ERROR, "internal-fault", "The call broke off; see the log.");
  }

  @Override
  protected ResponseEntity<Object> handleMissingServletRequestParameter(
      MissingServletRequestParameterException missing,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ProblemDetail problem =
        problem(status, "bad-parameter", "Add the parameter " + missing.getParameterName() + ".");
    return handleExceptionInternal(missing, problem, headers, status, request);
  }

  /**
   * With a code where Spring has a sentence; and of our type, whatever the caller wants: what is
   * not wanted would have no body.
   */
  @Override
  protected ResponseEntity<Object> createResponseEntity(
      Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    if (body instanceof ProblemDetail problem) {
      HttpStatus known = HttpStatus.resolve(status.value());
      if (known != null && known.getReasonPhrase().equals(problem.getTitle())) {
        problem.setTitle(
            known == HttpStatus.INTERNAL_SERVER_ERROR
                ? "internal-fault"
                : known.name().toLowerCase(Locale.ROOT).replace('_', '-'));
      }
    }
    return ResponseEntity.status(status)
        .headers(headers)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(body);
  }

  private static ResponseEntity<ProblemDetail> answer(
      HttpStatus status, String code, String detail) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem(status, code, detail));
  }

  private static ProblemDetail problem(HttpStatusCode status, String code, String detail) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setTitle(code);
    return problem;
  }
}
