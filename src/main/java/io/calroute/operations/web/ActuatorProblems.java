package io.calroute.operations.web;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What callers ask of health is their slip, and no fault of ours. */
@RestControllerAdvice(basePackages = "org.springframework.boot.actuate")
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ActuatorProblems {

  /** A name that no part of health can have, such as one with a slash. */
  @ExceptionHandler(IllegalArgumentException.class)
  ProblemDetail impossible() {
    return ApiProblem.notFound("unknown-health", "There is no such part of health.").getBody();
  }
}
