package io.calroute.access;

import io.calroute.access.audit.Audit;
import io.calroute.access.audit.AuditEntry;
import io.calroute.access.audit.AuditStore;
import io.calroute.access.caller.Caller;
import io.calroute.access.caller.Requests;
import io.calroute.work.SourceLimit;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Keeps each request that may change something before it does, and what came of it afterwards;
 * before anybody looks whether its sender may, so that it is kept either way.
 */
final class AuditFilter extends OncePerRequestFilter {

  private static final Logger LOG = LoggerFactory.getLogger(AuditFilter.class);
  private static final int LONGEST = 500;
  private static final String NOWHERE = "unknown";

  /** Of one caller who is known, in five minutes; enough for an audit to tell of it. */
  static final int REFUSALS = 30;

  private final Audit audit;
  private final Denials denials;
  private final HandlerMapping pages;

  /** Whoever presses again and again what they may not fills no audit. */
  private final SourceLimit refusals;

  /**
   * A filter.
   *
   * @param pages knows who answers which path
   */
  AuditFilter(Audit audit, Denials denials, HandlerMapping pages, Clock clock) {
    this.audit = audit;
    this.denials = denials;
    this.pages = pages;
    this.refusals = new SourceLimit(clock, REFUSALS, Duration.ofMinutes(5));
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
    Duration wait = refusals.pause(who.getName());
    if (!wait.isZero()) {
      denials.tooManyRefusals(request, response, wait);
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
    request.setAttribute(AuditStore.ROW, id);
    int status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
    try {
      chain.doFilter(request, response);
      status = response.getStatus();
    } finally {
      if (status == HttpServletResponse.SC_FORBIDDEN) {
        refusals.take(who.getName());
      }
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
    Object handler = handler(request);
    for (String name : parameters(handler)) {
      String value = request.getParameter(name);
      if (value != null) {
        ids.put(name, plain(value));
      }
    }
    Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    String path = handler == null || pattern == null ? NOWHERE : pattern.toString();
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

  /** Who answers it; null for an address that nobody answers, of which nothing is kept. */
  private Object handler(HttpServletRequest request) {
    try {
      ServletRequestPathUtils.parseAndCache(request);
      HandlerExecutionChain found = pages.getHandler(request);
      return found == null ? null : found.getHandler();
    } catch (Exception nobodyTakesIt) {
      return null;
    }
  }

  /** What is heeded of a request, in its address or in a form, but for where it came from. */
  private static List<String> parameters(Object handler) {
    return handler instanceof HandlerMethod method
        ? Arrays.stream(method.getMethodParameters())
            .filter(one -> one.hasParameterAnnotation(RequestParam.class))
            .map(one -> one.getParameter().getName())
            .filter(name -> !name.equals(Requests.BACK))
            .toList()
        : List.of();
  }

  /** PostgreSQL keeps no NUL, and nobody reads the rest. */
  private static String plain(Object text) {
    String plain = String.valueOf(text).replaceAll("\\p{Cntrl}", "?");
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
  }
}
