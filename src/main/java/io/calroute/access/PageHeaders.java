package io.calroute.access;

import io.calroute.access.caller.Requests;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/**
 * Tells browsers to run nothing but the pages' own files, to show them in no frame, and to keep no
 * answer.
 */
final class PageHeaders {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self';"
          + " frame-ancestors 'none'";

  private static final String PERMISSIONS =
      "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

  private static final long YEAR_SECONDS = 31_536_000;

  private PageHeaders() {}

  static void set(HttpSecurity http) throws Exception {
    http.headers(
        headers ->
            headers
                .contentSecurityPolicy(csp -> csp.policyDirectives(POLICY))
                .frameOptions(frames -> frames.deny())
                // Without a referrer, browsers say null where a form's Origin is asked for.
                .referrerPolicy(own -> own.policy(ReferrerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(none -> none.policy(PERMISSIONS))
                .crossOriginOpenerPolicy(own -> own.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .crossOriginResourcePolicy(own -> own.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
                .httpStrictTransportSecurity(
                    tls -> tls.includeSubDomains(false).maxAgeInSeconds(YEAR_SECONDS))
                .cacheControl(own -> own.disable())
                .addHeaderWriter(
                    (request, response) -> response.setHeader("Cache-Control", lifetime(request))));
  }

  /** Files of the jar change with the jar alone; those of libraries have their version in it. */
  private static String lifetime(HttpServletRequest request) {
    String path = Requests.path(request);
    boolean isFile = Requests.isOpen(request) && path.matches(".*\\.[a-z0-9]+");
    if (!isFile) {
      return "no-store";
    }
    return path.startsWith("/webjars/") ? "max-age=86400" : "no-cache";
  }
}
