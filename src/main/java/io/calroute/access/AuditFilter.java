package io.calroute.access;

import io.calroute.access.audit.Audit;
import io.calroute.access.audit.AuditEntry;
import io.calroute.access.caller.Caller;
import io.calroute.access.caller.Requests;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Keeps each request that may change something before it does, and what came of it afterwards;
 * before anybody looks whether its sender may, so that it is kept either way.
 */
final class AuditFilter extends OncePerRequestFilter {

  private static final Logger LOG = LoggerFactory.getLogger(AuditFilter.class);
  private static final int LONGEST = 500;
  private static final String NOWHERE = "unknown";

  private final Audit audit;
  private final Denials denials;
  private final HandlerMapping pages;

  /**
   * A filter.
   *
   * @param pages knows the template of each path
   */
  AuditFilter(Audit audit, Denials denials, HandlerMapping pages) {
    this.audit = audit;
    this.denials = denials;
    this.pages = pages;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    if (!Requests.changes(request) || !Caller.isKnown(who)) {
      chain.doFilter(request, response);
      return;
    }
    long id;
    try {
      id = audit.begin(entry(request, who));
    } catch (DataAccessException away) {
      LOG.warn("Nothing is changed that the audit can't keep: {}", away.getMessage());
      denials.storeAway(request, response);
      return;
    }
    int status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
    try {
      chain.doFilter(request, response);
      status = response.getStatus();
    } finally {
      end(id, status);
    }
  }

  private void end(long id, int status) {
    try {
      audit.end(id, status);
    } catch (DataAccessException away) {
      LOG.warn("The audit does not know what came of entry {}, answered {}", id, status);
    }
  }

  private AuditEntry entry(HttpServletRequest request, Authentication who) {
    Map<String, String> ids = new TreeMap<>();
    UriComponentsBuilder.newInstance()
        .query(request.getQueryString())
        .build()
        .getQueryParams()
        .keySet()
        .stream()
        .filter(name -> !name.equals("_csrf"))
        .forEach(name -> ids.put(plain(name), plain(request.getParameter(name))));
    String path = template(request);
    if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
        instanceof Map<?, ?> variables) {
      variables.forEach((name, value) -> ids.put(name.toString(), plain(value)));
    }
    return new AuditEntry(
        plain(who.getName()),
        Caller.how(who),
        Requests.source(request),
        request.getMethod(),
        path,
        ids);
  }

  /** As whoever answers it has written it; nothing of an address that nobody answers is kept. */
  private String template(HttpServletRequest request) {
    try {
      ServletRequestPathUtils.parseAndCache(request);
      boolean found = pages.getHandler(request) != null;
      Object template = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
      return found && template != null ? template.toString() : NOWHERE;
    } catch (Exception nobodyTakesIt) {
      return NOWHERE;
    }
  }

  /** PostgreSQL keeps no NUL, and nobody reads the rest. */
  private static String plain(Object text) {
    String plain = String.valueOf(text).replaceAll("\\p{Cntrl}", "?");
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
  }
}
