package io.calroute.access.caller;

import java.util.List;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;

/** What a caller may do. */
public enum Role {
  /** Look at everything, and change nothing. */
  VIEWER("viewer"),

  /** Look at everything, and change what can be changed. */
  OPERATOR("operator");

  private final String word;

  Role(String word) {
    this.word = word;
  }

  /** As configuration and {@code HttpServletRequest.isUserInRole} name it. */
  public String word() {
    return word;
  }

  /** An operator may do what a viewer may. */
  public List<GrantedAuthority> authorities() {
    return this == OPERATOR
        ? AuthorityUtils.createAuthorityList("ROLE_" + VIEWER.word, "ROLE_" + word)
        : AuthorityUtils.createAuthorityList("ROLE_" + word);
  }
}
