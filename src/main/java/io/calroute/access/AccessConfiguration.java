package io.calroute.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.access.audit.Audit;
import io.calroute.access.audit.RefusedCallers;
import io.calroute.access.caller.AccessSettings;
import io.calroute.access.caller.ApiSettings;
import io.calroute.access.caller.KnownTokens;
import io.calroute.access.login.LoginWays;
import io.calroute.work.SourceLimit;
import java.time.Clock;
import org.apache.catalina.session.StandardManager;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.WebSecurityCustomizer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.servlet.HandlerMapping;

/** Wires who may use the operations port. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
@EnableConfigurationProperties({ApiSettings.class, AccessSettings.class})
class AccessConfiguration {

  @Bean
  KnownTokens knownTokens(ApiSettings api, AccessSettings access) {
    return new KnownTokens(api, access);
  }

  @Bean
  LoginWays loginWays(KnownTokens tokens, AccessSettings access) {
    return new LoginWays(!tokens.isEmpty(), access.oidc() != null && access.oidc().takesBrowsers());
  }

  @Bean
  WantedPage wantedPage() {
    return new WantedPage();
  }

  @Bean
  Denials denials(
      ObjectMapper json, RefusedCallers refused, AccessSettings access, WantedPage wanted) {
    return new Denials(json, refused, access.oidc(), wanted);
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> boundedSessions() {
    return server ->
        server.addContextCustomizers(
            context -> {
              // Tomcat makes its own only at the start, when nobody can tell it any more.
              StandardManager sessions = new StandardManager();
              sessions.setMaxActiveSessions(CallerLimits.SESSIONS);
              context.setManager(sessions);
            });
  }

  @Bean
  WebSecurityCustomizer opaqueIds(Denials denials) {
    // Ids are opaque, and whatever is in one is one segment of a path: these refuse what could mean
    // two things, and nothing here is let through by its path but what stands in it letter by
    // letter.
    StrictHttpFirewall firewall = new StrictHttpFirewall();
    firewall.setAllowUrlEncodedSlash(true);
    firewall.setAllowUrlEncodedDoubleSlash(true);
    firewall.setAllowUrlEncodedPercent(true);
    firewall.setAllowSemicolon(true);
    // Written as it is, it begins a parameter of the path, which others would read on without.
    firewall.getEncodedUrlBlocklist().add(";");
    // Tokens may have any letter. What has no place in a header Tomcat refuses.
    firewall.setAllowedHeaderValues(value -> true);
    return web -> web.httpFirewall(firewall).requestRejectedHandler(denials);
  }

  @Bean
  SecurityFilterChain operationsPort(
      HttpSecurity http,
      KnownTokens tokens,
      AccessSettings access,
      Denials denials,
      WantedPage wanted,
      Audit audit,
      @Qualifier("requestMappingHandlerMapping") HandlerMapping pages,
      ServerProperties server,
      Clock clock)
      throws Exception {
    boolean local = tokens.isEmpty() && access.oidc() == null;
    PageHeaders.set(http);
    http.authorizeHttpRequests(Rules::set)
        .exceptionHandling(
            told -> told.authenticationEntryPoint(denials).accessDeniedHandler(denials))
        .addFilterBefore(
            new AuditFilter(audit, denials, pages, clock), ExceptionTranslationFilter.class)
        .httpBasic(off -> off.disable());
    if (local) {
      boolean behindProxy =
          server.getForwardHeadersStrategy() != null
              && server.getForwardHeadersStrategy() != ServerProperties.ForwardHeadersStrategy.NONE;
      http.csrf(off -> off.ignoringRequestMatchers(any -> true))
          .sessionManagement(none -> none.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
          .addFilterAfter(new LocalCallers(denials, behindProxy), CsrfFilter.class);
    } else {
      SourceLimit failures = CallerLimits.failures(clock);
      http.addFilterAfter(
          new CallerLimits(denials, failures, clock), SecurityContextHolderFilter.class);
      new SignIn(http, tokens, access.oidc(), denials, wanted, audit, failures, clock).set();
    }
    return http.build();
  }
}
