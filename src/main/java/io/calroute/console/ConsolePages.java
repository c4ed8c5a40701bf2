package io.calroute.console;

import io.calroute.access.caller.Caller;
import io.calroute.access.caller.Role;
import io.calroute.console.page.Addresses;
import io.calroute.operations.web.ApiProblem;
import io.calroute.policy.SyncSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatusCode;
import org.springframework.security.core.Authentication;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.servlet.ModelAndView;

/** What all pages know, and the page that says why there is none. */
@ControllerAdvice(basePackageClasses = ConsolePages.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ConsolePages {

  private static final Logger LOG = LoggerFactory.getLogger(ConsolePages.class);

  private final boolean planned;

  ConsolePages(SyncSettings settings) {
    this.planned = settings.sync().isPlanned();
  }

  /** Whether whoever looks may change things: buttons that do are shown to nobody else. */
  @ModelAttribute("operator")
  boolean operator(HttpServletRequest request) {
    return request.isUserInRole(Role.OPERATOR.word());
  }

  /** Who has a session, and so may end it; null for others. */
  @ModelAttribute("signedIn")
  String signedIn(Authentication who) {
    return who != null && Caller.hasSession(who) ? who.getName() : null;
  }

  @ModelAttribute("pages")
  Addresses pages() {
    return Addresses.PAGES;
  }

  @ModelAttribute("planned")
  boolean planned() {
    return planned;
  }

  @ExceptionHandler
  ModelAndView problem(ApiProblem problem, HttpServletResponse response) {
    return page(
        problem.getStatusCode(),
        problem.getBody().getTitle(),
        problem.getBody().getDetail(),
        response);
  }

  @ExceptionHandler
  ModelAndView missing(
      MissingServletRequestParameterException missing, HttpServletResponse response) {
    return page(
        missing.getStatusCode(),
        "bad-parameter",
        "Add the parameter " + missing.getParameterName() + ".",
        response);
  }

  @ExceptionHandler({DataAccessException.class, TransactionException.class})
  ModelAndView storeFailed(RuntimeException fault, HttpServletResponse response) {
    ApiProblem problem = ApiProblem.ofStore(fault);
    if (problem.getStatusCode().is5xxServerError()) {
      LOG.warn("The store did not answer the console: {}", fault.getMessage());
    }
    return problem(problem, response);
  }

  ModelAndView page(
      HttpStatusCode status, String code, String detail, HttpServletResponse response) {
    response.setStatus(status.value());
    ModelAndView page = new ModelAndView("problem");
    page.addObject("code", code);
    page.addObject("detail", detail);
    page.addObject("planned", planned);
    return page;
  }
}
