package io.calroute.access;

import io.calroute.access.caller.Requests;
import io.calroute.access.caller.Role;
import jakarta.servlet.DispatcherType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Who may do what. By the method alone, so that whatever is added is closed, and so that what
 * changes something takes an operator without anybody's having to think of it.
 */
final class Rules {

  /** Who has done what is for those who may do it. */
  private static final RequestMatcher AUDIT =
      new OrRequestMatcher(
          PathPatternRequestMatcher.withDefaults().matcher("/api/audit/**"),
          PathPatternRequestMatcher.withDefaults().matcher("/audit/**"));

  private Rules() {}

  static void set(
      AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry
          rules) {
    rules
        // A forward, such as to a page that says what is wrong, comes from a request that was let
        // in or refused.
        .dispatcherTypeMatchers(DispatcherType.FORWARD, DispatcherType.ERROR, DispatcherType.ASYNC)
        .permitAll()
        .requestMatchers(request -> !Requests.changes(request) && Requests.isOpen(request))
        .permitAll()
        .requestMatchers(request -> Requests.changes(request) || AUDIT.matches(request))
        .hasRole(Role.OPERATOR.word())
        .anyRequest()
        .hasRole(Role.VIEWER.word());
  }
}
