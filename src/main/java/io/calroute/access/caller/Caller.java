package io.calroute.access.caller;

import java.util.Collection;
import java.util.Set;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/** Somebody who has proved who they are without a browser's help, or needs not to. */
public final class Caller extends AbstractAuthenticationToken {

  private static final long serialVersionUID = 1L;

  private final String name;
  private final String how;

  /**
   * A caller.
   *
   * @param name as the audit shows it
   * @param how {@code local}, {@code token}, {@code session} or {@code jwt}
   */
  public Caller(String name, String how, Collection<? extends GrantedAuthority> authorities) {
    super(authorities);
    this.name = name;
    this.how = how;
    setAuthenticated(true);
  }

  /** Whether somebody has proved who they are. */
  public static boolean isKnown(Authentication one) {
    return one != null && one.isAuthenticated() && !(one instanceof AnonymousAuthenticationToken);
  }

  /** Whether it was proved once, at the beginning of a session. */
  public static boolean hasSession(Authentication one) {
    return Set.of("session", "oidc").contains(how(one));
  }

  /** How somebody has proved who they are, in one word. */
  public static String how(Authentication one) {
    return one instanceof Caller caller ? caller.how : "oidc";
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public Object getPrincipal() {
    return name;
  }

  /** Kept nowhere. */
  @Override
  public Object getCredentials() {
    return null;
  }
}
