package io.calroute.access;

import io.calroute.access.caller.Caller;
import io.calroute.access.caller.Requests;
import io.calroute.access.caller.Role;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.filter.OncePerRequestFilter;

/** Where nothing is configured: whoever is on this machine is an operator, and nobody else is. */
final class LocalCallers extends OncePerRequestFilter {

  private final Denials denials;
  private final boolean behindProxy;

  /**
   * A filter.
   *
   * @param behindProxy whether a proxy's word counts for who calls; then nobody is local
   */
  LocalCallers(Denials denials, boolean behindProxy) {
    this.denials = denials;
    this.behindProxy = behindProxy;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return Requests.isOpen(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (behindProxy || !Requests.isFromLoopback(request) || !Requests.namesLoopback(request)) {
      denials.loopbackOnly(request, response);
    } else if (Requests.isFromAnotherSite(request, true)) {
      denials.otherOrigin(request, response);
    } else {
      SecurityContextHolder.setContext(
          new SecurityContextImpl(new Caller("local", "local", Role.OPERATOR.authorities())));
      chain.doFilter(request, response);
    }
  }
}
