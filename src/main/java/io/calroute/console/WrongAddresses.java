package io.calroute.console;

import io.calroute.access.caller.Requests;
import io.calroute.operations.web.ApiProblem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** What is at no address: a page for browsers, a problem for programs. */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class WrongAddresses {

  private static final String NOTHING = "Nothing is at this address.";

  private final ConsolePages pages;

  WrongAddresses(ConsolePages pages) {
    this.pages = pages;
  }

  @ExceptionHandler
  Object nothing(
      NoResourceFoundException nothing, HttpServletRequest request, HttpServletResponse response) {
    return Requests.showsPage(request)
        ? pages.page(HttpStatus.NOT_FOUND, "no-such-page", NOTHING, response)
        : ResponseEntity.status(nothing.getStatusCode())
            .contentType(MediaType.APPLICATION_PROBLEM_JSON)
            .body(ApiProblem.notFound("not-found", NOTHING).getBody());
  }
}
