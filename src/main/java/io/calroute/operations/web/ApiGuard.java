package io.calroute.operations.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets only those to the operations API and the console who may use them: the holder of the token
 * or, when there is none, callers on this machine. Everything on the port is guarded but what is
 * named open here.
 */
public final class ApiGuard extends OncePerRequestFilter {

  /**
   * Health, metrics, and the files that the console's pages load, which hold nothing secret.
   * Matched against the path as it was sent, so that no way of writing another path looks like one
   * of these.
   */
  private static final Pattern OPEN =
      Pattern.compile(
          "/[a-z]+\\.(css|js)|/favicon\\.svg|/webjars/(?!.*\\.\\.)[\\w./-]+\\.(css|js)"
              + "|/actuator/prometheus|/actuator/health(/[a-z]+)?");

  private final String token;
  private final ObjectMapper json;

  public ApiGuard(String token, ObjectMapper json) {
    this.token = token;
    this.json = json;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    return OPEN.matcher(path).matches();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Caller caller = new Caller(request);
    if (token != null) {
      if (caller.holds(token)) {
        chain.doFilter(request, response);
      } else {
        response.setHeader("WWW-Authenticate", "Bearer realm=\"calroute\"");
        refuse(
            response,
            HttpStatus.UNAUTHORIZED,
            "not-authenticated",
            "Send the header Authorization: Bearer with the token of calroute.api.token.");
      }
    } else if (!caller.isOnLoopback() || !caller.namedLoopback()) {
      refuse(
          response,
          HttpStatus.FORBIDDEN,
          "loopback-only",
          "Without a token only callers on this machine are answered, at localhost; set"
              + " calroute.api.token to open the API to others.");
    } else if (caller.isSentByAnotherSite()) {
      refuse(
          response,
          HttpStatus.FORBIDDEN,
          "other-origin",
          "A page of another site may not change anything here.");
    } else {
      chain.doFilter(request, response);
    }
  }

  private void refuse(HttpServletResponse response, HttpStatus status, String code, String detail)
      throws IOException {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setTitle(code);
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    json.writeValue(response.getOutputStream(), problem);
  }
}
