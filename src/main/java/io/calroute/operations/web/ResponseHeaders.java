package io.calroute.operations.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells browsers to run nothing but the console's own files, to show it in no frame, and to keep no
 * answer.
 */
public final class ResponseHeaders extends OncePerRequestFilter {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
          + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  private static final Pattern FILE = Pattern.compile("/(webjars/.*|[a-z]+\\.(css|js|svg))");

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    // Without any, browsers would send the console's own forms as if they came from nowhere.
    response.setHeader("Referrer-Policy", "same-origin");
    // What pages are made of changes with the version only; browsers ask whether it has.
    response.setHeader(
        "Cache-Control", FILE.matcher(request.getRequestURI()).matches() ? "no-cache" : "no-store");
    chain.doFilter(request, response);
  }
}
