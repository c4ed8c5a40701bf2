package io.calroute.access;

import com.fasterxml.jackson.databind.ObjectMapper;
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

  private final ObjectMapper json;
  private final OidcSettings oidc;

  /**
   * Denials.
   *
   * @param oidc null when there is no OpenID provider
   */
  Denials(ObjectMapper json, OidcSettings oidc) {
    this.json = json;
    this.oidc = oidc;
  }

  /** Nobody is known. */
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
      throws IOException {
    if (Requests.wantsPage(request)) {
      toSignIn(response);
      return;
    }
    if (Requests.isPart(request)) {
      response.setHeader("HX-Redirect", LoginPage.PATH);
    }
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"calroute\"");
    answer(
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
      toSignIn(response);
    } else {
      answer(
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
            ? "A viewer may look at everything and change nothing; this takes an operator."
            : "You have no role here: the claim "
                + (oidc == null ? "of roles" : oidc.rolesClaim())
                + " has no value that calroute.access.oidc.operators or"
                + " calroute.access.oidc.viewers names.";
    if (Requests.wantsPage(request)) {
      response.setStatus(HttpStatus.FORBIDDEN.value());
      LoginPage.refused(request, response, detail);
    } else {
      answer(response, HttpStatus.FORBIDDEN, "not-allowed", detail);
    }
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, RequestRejectedException reason)
      throws IOException {
    answer(response, HttpStatus.BAD_REQUEST, "bad-request", "The request could not be read.");
  }

  void loopbackOnly(HttpServletResponse response) throws IOException {
    answer(
        response,
        HttpStatus.FORBIDDEN,
        "loopback-only",
        "Without a token only callers on this machine are answered, at localhost; set"
            + " calroute.api.token to open the API to others.");
  }

  void otherOrigin(HttpServletResponse response) throws IOException {
    answer(
        response,
        HttpStatus.FORBIDDEN,
        "other-origin",
        "A page of another site may not change anything here.");
  }

  void tooManyFailures(HttpServletResponse response, Duration wait) throws IOException {
    response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait.toSeconds() + 1));
    answer(
        response,
        HttpStatus.TOO_MANY_REQUESTS,
        "too-many-failures",
        "Too many wrong proofs came from this address; try again later.");
  }

  void providerAway(HttpServletResponse response) throws IOException {
    response.setHeader(HttpHeaders.RETRY_AFTER, "10");
    answer(
        response,
        HttpStatus.SERVICE_UNAVAILABLE,
        "provider-unavailable",
        "The OpenID provider cannot be asked whether this token is good; try again.");
  }

  /** Not by {@code sendRedirect}: it names a scheme, and TLS may end before Calroute. */
  private static void toSignIn(HttpServletResponse response) {
    response.setStatus(HttpStatus.FOUND.value());
    response.setHeader(HttpHeaders.LOCATION, LoginPage.PATH);
  }

  private void answer(HttpServletResponse response, HttpStatus status, String code, String detail)
      throws IOException {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setTitle(code);
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    json.writeValue(response.getOutputStream(), problem);
  }
}
