package io.calroute.access.caller;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.web.client.RestTemplate;

/**
 * Decides whose access token or sign-in is good, and whether it makes an operator or a viewer. The
 * OpenID provider is asked when somebody first needs it, and again while it has not answered: one
 * that is away keeps nobody from starting. Safe for concurrent use.
 */
public final class OidcIssuer {

  /** In the paths of a sign-in, and nowhere else. */
  static final String ID = "oidc";

  private static final int MILLIS = 5000;

  /** A provider signs with a few keys. */
  private static final int HEADERS = 100;

  /** RFC 7515, section 3.1. Nobody asks the provider about anything else. */
  private static final Pattern SHAPE = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]*");

  private static final Logger LOG = LoggerFactory.getLogger(OidcIssuer.class);

  private final OidcSettings settings;
  private final FirstAnswer configuration = new FirstAnswer(any -> true);
  private final FirstAnswer keys = new FirstAnswer(OidcIssuer::isAway);

  /** Of tokens that were good: their keys are here, and nobody is asked. */
  private final Set<String> knownHeaders = ConcurrentHashMap.newKeySet();

  private volatile ClientRegistration registered;

  public OidcIssuer(OidcSettings settings) {
    this.settings = settings;
  }

  /** Whom browsers are sent to. */
  public ClientRegistrationRepository clients() {
    return id -> {
      try {
        return ID.equals(id) ? registration() : null;
      } catch (RuntimeException away) {
        LOG.warn("The OpenID provider at {} cannot be asked where to sign in", settings.issuer());
        return null;
      }
    };
  }

  private ClientRegistration registration() {
    return registered != null ? registered : configuration.to(this::register);
  }

  private ClientRegistration register() {
    if (registered == null) {
      registered = described();
    }
    return registered;
  }

  private ClientRegistration described() {
    return ClientRegistrations.fromIssuerLocation(settings.issuer().toString())
        .registrationId(ID)
        .clientId(settings.clientId())
        .clientSecret(settings.clientSecret())
        .scope(settings.scopes())
        .clientSettings(ClientRegistration.ClientSettings.builder().requireProofKey(true).build())
        .build();
  }

  /**
   * Tells good access tokens from others: signed by a key that the provider publishes, by this
   * issuer, for this audience, and in time.
   */
  public JwtDecoder decoder() {
    SimpleClientHttpRequestFactory patience = new SimpleClientHttpRequestFactory();
    patience.setConnectTimeout(MILLIS);
    patience.setReadTimeout(MILLIS);
    RestTemplate http = new RestTemplate(patience);
    String issuer = settings.issuer().toString();
    // RFC 9068, section 2.1: access tokens may say what they are.
    JwtTypeValidator type = new JwtTypeValidator("JWT", "at+jwt");
    type.setAllowEmpty(true);
    JwtClaimValidator<List<String>> audience =
        new JwtClaimValidator<>("aud", all -> all != null && all.contains(settings.audience()));
    JwtDecoder late =
        new SupplierJwtDecoder(
            () -> {
              NimbusJwtDecoder decoder =
                  NimbusJwtDecoder.withIssuerLocation(issuer)
                      .validateType(false)
                      .restOperations(http)
                      .build();
              decoder.setJwtValidator(
                  new DelegatingOAuth2TokenValidator<>(
                      JwtValidators.createDefaultWithIssuer(issuer), type, audience));
              return decoder;
            });
    return token -> {
      if (!SHAPE.matcher(token).matches()) {
        throw new BadJwtException("Not a signed token");
      }
      try {
        String header = token.substring(0, token.indexOf('.'));
        if (knownHeaders.contains(header)) {
          return late.decode(token);
        }
        Jwt good = keys.to(() -> late.decode(token));
        if (knownHeaders.size() < HEADERS) {
          knownHeaders.add(header);
        }
        return good;
      } catch (JwtDecoderInitializationException | FirstAnswer.NobodyAnswers away) {
        throw new JwtException("The provider is away", away);
      }
    };
  }

  private static boolean isAway(RuntimeException fault) {
    return fault instanceof JwtDecoderInitializationException
        || fault instanceof JwtException && !(fault instanceof BadJwtException);
  }

  /** Whoever sends a good access token. */
  public Caller caller(Jwt token) {
    Map<String, Object> claims = token.getClaims();
    return new Caller(String.valueOf(claims.get(nameKey(claims))), "jwt", authorities(claims));
  }

  /** Whoever has signed in; asks the provider for more claims where it has any. */
  public OidcUser user(OidcUserRequest request) {
    OidcUser user = new OidcUserService().loadUser(request);
    return new DefaultOidcUser(
        authorities(user.getClaims()),
        user.getIdToken(),
        user.getUserInfo(),
        nameKey(user.getClaims()));
  }

  private List<GrantedAuthority> authorities(Map<String, Object> claims) {
    Object found =
        claims.containsKey(settings.rolesClaim())
            ? claims.get(settings.rolesClaim())
            : nested(claims);
    Collection<?> values =
        found instanceof Collection<?> many ? many : List.of(String.valueOf(found));
    if (values.stream().anyMatch(settings.operators()::contains)) {
      return Role.OPERATOR.authorities();
    }
    return values.stream().anyMatch(settings.viewers()::contains)
        ? Role.VIEWER.authorities()
        : AuthorityUtils.NO_AUTHORITIES;
  }

  private Object nested(Map<String, Object> claims) {
    Object at = claims;
    for (String step : settings.rolesClaim().split("[.]")) {
      at = at instanceof Map<?, ?> object ? object.get(step) : null;
    }
    return at;
  }

  private String nameKey(Map<String, Object> claims) {
    return claims.get(settings.nameClaim()) instanceof String name && !name.isBlank()
        ? settings.nameClaim()
        : "sub";
  }
}
