package io.calroute.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.access.audit.RefusedCallers;
import io.calroute.access.caller.OidcSettings;
import io.calroute.access.caller.Requests;
import io.calroute.access.caller.Role;
import io.calroute.access.login.LoginPage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/** What those are told who are not let through: programs a problem, browsers a page. */
final class Denials
    implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {

  /** Of somebody who is known, so that the audit has it by name. */
  private static final String NOT_ALLOWED = "not-allowed";

  private final ObjectMapper json;
  private final RefusedCallers refused;
  private final OidcSettings oidc;
  private final WantedPage wanted;

  /**
   * Denials.
   *
   * @param refused counts them
   * @param oidc null when there is no OpenID provider
   */
  Denials(ObjectMapper json, RefusedCallers refused, OidcSettings oidc, WantedPage wanted) {
    this.json = json;
    this.refused = refused;
    this.oidc = oidc;
    this.wanted = wanted;
  }

  /** Nobody is known. */
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
      throws IOException {
    if (Requests.showsPage(request)) {
      wanted.saveBack(request, response);
      toSignIn(response, Requests.wantsPage(request) ? "" : "?" + LoginPage.ENDED);
      return;
    }
    if (Requests.isPart(request)) {
      response.setHeader("HX-Redirect", LoginPage.PATH);
    }
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"calroute\"");
    answer(
        request,
        response,
        HttpStatus.UNAUTHORIZED,
        "not-authenticated",
        "Send the header Authorization: Bearer with a token of calroute.api.token or"
            + " calroute.access, or sign in at /login.");
  }

  /** Somebody is known, and may not do it; or nobody can tell that they meant it. */
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException reason)
      throws IOException {
    if (!(reason instanceof CsrfException)) {
      notAllowed(request, response);
    } else if (Requests.path(request).equals(LoginPage.PATH)) {
      toSignIn(response, "");
    } else {
      answer(
          request,
          response,
          HttpStatus.FORBIDDEN,
          "no-csrf-token",
          "What a browser sends by its session needs the token of its page; load the page again.");
    }
  }

  private void notAllowed(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String detail =
        request.isUserInRole(Role.VIEWER.word())
            ? "This takes an operator. A viewer may look at everything but the audit, and change nothing."
            : "You have no role here: the claim "
                + (oidc == null ? "of roles" : oidc.rolesClaim())
                + " has no value that calroute.access.oidc.operators or"
                + " calroute.access.oidc.viewers names.";
    if (Requests.showsPage(request) && request.isUserInRole(Role.VIEWER.word())) {
      // The console shows it as one of its pages.
      response.sendError(HttpStatus.FORBIDDEN.value());
    } else {
      answer(request, response, HttpStatus.FORBIDDEN, NOT_ALLOWED, detail);
    }
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, RequestRejectedException reason)
      throws IOException {
    answer(
        request, response, HttpStatus.BAD_REQUEST, "bad-request", "The request could not be read.");
  }

  void loopbackOnly(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        request,
        response,
        HttpStatus.FORBIDDEN,
        "loopback-only",
        "Without a token only callers on this machine are answered, at localhost; set"
            + " calroute.api.token to open the API to others.");
  }

  void otherOrigin(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        request,
        response,
        HttpStatus.FORBIDDEN,
        "other-origin",
        "A page of another site may not change anything here.");
  }

  void tooManyFailures(HttpServletRequest request, HttpServletResponse response, Duration wait)
      throws IOException {
    tooMany(
        request,
        response,
        wait,
        "too-many-failures",
        "Too many wrong proofs came from this address; try again later.");
  }

  /** Somebody who is known presses again and again what they may not. */
  void tooManyRefusals(HttpServletRequest request, HttpServletResponse response, Duration wait)
      throws IOException {
    tooMany(
        request,
        response,
        wait,
        "too-many-refusals",
        "This was refused too often: it takes an operator.");
  }

  void tooManySignIns(HttpServletRequest request, HttpServletResponse response, Duration wait)
      throws IOException {
    tooMany(
        request,
        response,
        wait,
        "too-many-sign-ins",
        "You have signed in too often; go on where you are signed in, or try again in "
            + (wait.toSeconds() + 1)
            + " seconds.");
  }

  /** Some end within half an hour; whoever signs out gives theirs to somebody else. */
  void tooManySessions(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader(HttpHeaders.RETRY_AFTER, "60");
    answer(
        request,
        response,
        HttpStatus.SERVICE_UNAVAILABLE,
        "too-many-sessions",
        "No more people can be signed in here now; try again in a minute. A token in a header"
            + " needs no session.");
  }

  private void tooMany(
      HttpServletRequest request,
      HttpServletResponse response,
      Duration wait,
      String code,
      String detail)
      throws IOException {
    response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait.toSeconds() + 1));
    answer(request, response, HttpStatus.TOO_MANY_REQUESTS, code, detail);
  }

  void storeAway(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        request,
        response,
        HttpStatus.SERVICE_UNAVAILABLE,
        "store-unavailable",
        "The store cannot keep who does this, so it is not done; try again.");
  }

  void providerAway(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setHeader(HttpHeaders.RETRY_AFTER, "10");
    answer(
        request,
        response,
        HttpStatus.SERVICE_UNAVAILABLE,
        "provider-unavailable",
        "The OpenID provider cannot be asked whether this token is good; try again.");
  }

  /** Not by {@code sendRedirect}: it names a scheme, and TLS may end before Calroute. */
  private static void toSignIn(HttpServletResponse response, String why) {
    response.setStatus(HttpStatus.FOUND.value());
    response.setHeader(HttpHeaders.LOCATION, LoginPage.PATH + why);
  }

  private void answer(
      HttpServletRequest request,
      HttpServletResponse response,
      HttpStatus status,
      String code,
      String detail)
      throws IOException {
    if (status != HttpStatus.SERVICE_UNAVAILABLE && !code.equals(NOT_ALLOWED)) {
      refused.add(Requests.source(request), code, status.value());
    }
    response.setStatus(status.value());
    if (Requests.showsPage(request)) {
      LoginPage.refused(request, response, detail);
      return;
    }
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setTitle(code);
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    json.writeValue(response.getOutputStream(), problem);
  }
}
