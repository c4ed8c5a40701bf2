package io.calroute.console;

import io.calroute.access.caller.Requests;
import io.calroute.operations.web.ProblemReportValve;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** What no handler of ours has answered: a page for browsers, a problem for programs. */
@Controller
final class BrokenRequests implements ErrorController {

  @RequestMapping("/error")
  Object told(HttpServletRequest request) throws NoResourceFoundException {
    // Only the container says what has gone wrong; whoever asks for this address has none.
    Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    HttpStatus status =
        code instanceof Integer number
            ? HttpStatus.resolve(ProblemReportValve.told(number))
            : HttpStatus.NOT_FOUND;
    if (status == HttpStatus.NOT_FOUND) {
      throw new NoResourceFoundException(HttpMethod.valueOf(request.getMethod()), "");
    }
    HttpStatus told = status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status;
    if (Requests.showsPage(request)) {
      return new ModelAndView("error", Map.of("status", told.value()), told);
    }
    boolean ours = told.is5xxServerError();
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(
            told, ours ? "The call broke off; see the log." : "The request could not be read.");
    problem.setTitle(ours ? "internal-fault" : "bad-request");
    return ResponseEntity.status(told)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }
}
