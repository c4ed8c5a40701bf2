package io.calroute.access.caller;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Knows callers by the tokens of the configuration, in a header or in the form of a sign-in. */
public final class KnownTokens implements AuthenticationProvider {

  /** What the audit calls the holder of {@code calroute.api.token}. */
  private static final String API = "calroute.api.token";

  private final Map<String, AccessSettings.NamedToken> tokens;

  public KnownTokens(ApiSettings api, AccessSettings access) {
    tokens = new TreeMap<>(access.tokens());
    if (api.token() != null) {
      tokens.put(API, new AccessSettings.NamedToken(api.token(), Role.OPERATOR));
    }
  }

  public boolean isEmpty() {
    return tokens.isEmpty();
  }

  @Override
  public boolean supports(Class<?> kind) {
    return kind == BearerTokenAuthenticationToken.class
        || kind == UsernamePasswordAuthenticationToken.class;
  }

  /** Compares with all of them, so that it takes as long for each; null lets others be asked. */
  @Override
  public Authentication authenticate(Authentication sent) {
    boolean isForm = sent instanceof UsernamePasswordAuthenticationToken;
    byte[] given = String.valueOf(sent.getCredentials()).strip().getBytes(StandardCharsets.UTF_8);
    Caller found = null;
    for (Map.Entry<String, AccessSettings.NamedToken> one : tokens.entrySet()) {
      byte[] token = one.getValue().token().getBytes(StandardCharsets.UTF_8);
      if (MessageDigest.isEqual(token, given)) {
        found =
            new Caller(
                one.getKey(), isForm ? "session" : "token", one.getValue().role().authorities());
      }
    }
    if (found == null && isForm) {
      throw new BadCredentialsException("No such token");
    }
    return found;
  }
}
