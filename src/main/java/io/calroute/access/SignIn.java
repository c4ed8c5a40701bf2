package io.calroute.access;

import io.calroute.access.audit.Audit;
import io.calroute.access.caller.KnownTokens;
import io.calroute.access.caller.OidcIssuer;
import io.calroute.access.caller.OidcSettings;
import io.calroute.access.caller.Requests;
import io.calroute.access.login.LoginPage;
import io.calroute.work.SourceLimit;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;

/**
 * The ways to prove who one is: a token or an access token in a header, which counts for the one
 * request; a token in the form of the page, or a sign-in at the OpenID provider, which begin a
 * session.
 *
 * @param oidc null when there is no OpenID provider
 */
record SignIn(
    HttpSecurity http,
    KnownTokens tokens,
    OidcSettings oidc,
    Denials denials,
    WantedPage wanted,
    Audit audit,
    SourceLimit failures,
    Clock clock) {

  private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);

  void set() throws Exception {
    OidcIssuer issuer = oidc == null ? null : new OidcIssuer(oidc);
    csrf();
    bearer(issuer);
    SignedIn signedIn = new SignedIn(wanted, audit, denials, clock);
    http.authenticationProvider(tokens)
        .requestCache(cache -> cache.requestCache(wanted))
        .logout(out -> out.logoutSuccessUrl(LoginPage.PATH + "?" + LoginPage.OUT))
        .formLogin(
            form ->
                form.loginPage(LoginPage.PATH)
                    .passwordParameter("token")
                    .successHandler(signedIn)
                    .failureHandler(this::formFailed));
    if (issuer != null && oidc.takesBrowsers()) {
      http.oauth2Login(
          login ->
              login
                  .loginPage(LoginPage.PATH)
                  .clientRegistrationRepository(issuer.clients())
                  .authorizedClientRepository(new HttpSessionOAuth2AuthorizedClientRepository())
                  .authorizationEndpoint(
                      begin -> begin.authorizationRequestRepository(new BegunSignIns(clock)))
                  .userInfoEndpoint(user -> user.oidcUserService(issuer::user))
                  .successHandler(signedIn)
                  .failureHandler(SignIn::providerFailed)
                  .withObjectPostProcessor(
                      new ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter>() {
                        @Override
                        public <F extends OAuth2AuthorizationRequestRedirectFilter> F postProcess(
                            F wayOut) {
                          wayOut.setAuthenticationFailureHandler(SignIn::providerFailed);
                          return wayOut;
                        }
                      }));
    }
  }

  /** Whoever has no session has nothing that a page of another site could use. */
  private void csrf() throws Exception {
    CookieCsrfTokenRepository cookie = CookieCsrfTokenRepository.withHttpOnlyFalse();
    cookie.setCookieCustomizer(made -> made.sameSite("Strict"));
    http.csrf(
        csrf ->
            csrf.csrfTokenRepository(cookie)
                .csrfTokenRequestHandler(new CsrfTokenRequestAttributeHandler())
                .requireCsrfProtectionMatcher(
                    request ->
                        Requests.changes(request)
                            && Requests.bearer(request) == null
                            && (request.isRequestedSessionIdValid()
                                || Requests.path(request).equals(LoginPage.PATH))));
  }

  private void bearer(OidcIssuer issuer) {
    List<AuthenticationProvider> known = new ArrayList<>(List.of(tokens));
    if (issuer != null) {
      JwtAuthenticationProvider jwt = new JwtAuthenticationProvider(issuer.decoder());
      jwt.setJwtAuthenticationConverter(issuer::caller);
      known.add(jwt);
    }
    BearerTokenAuthenticationFilter filter =
        new BearerTokenAuthenticationFilter(new ProviderManager(known));
    filter.setBearerTokenResolver(Requests::bearer);
    filter.setAuthenticationEntryPoint(denials);
    filter.setAuthenticationFailureHandler(this::bearerFailed);
    http.addFilterAfter(filter, UsernamePasswordAuthenticationFilter.class);
  }

  private void bearerFailed(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
      throws IOException {
    if (reason instanceof AuthenticationServiceException) {
      LOG.warn("The OpenID provider at {} cannot be asked about a token", oidc.issuer());
      denials.providerAway(request, response);
    } else {
      failures.take(Requests.source(request));
      denials.commence(request, response, reason);
    }
  }

  private void formFailed(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException reason) {
    failures.take(Requests.source(request));
    back(response, LoginPage.WRONG);
  }

  /** What the provider says is not told: anybody can write it into the address. */
  private static void providerFailed(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException reason) {
    String code =
        reason instanceof OAuth2AuthenticationException said ? said.getError().getErrorCode() : "";
    LOG.warn(
        "A sign-in at the OpenID provider came to nothing: {}",
        code.matches("[a-z_]{1,60}") ? code : reason.getClass().getSimpleName());
    back(response, LoginPage.FAILED);
  }

  private static void back(HttpServletResponse response, String why) {
    response.setStatus(HttpServletResponse.SC_FOUND);
    response.setHeader("Location", LoginPage.PATH + "?" + why);
  }
}
