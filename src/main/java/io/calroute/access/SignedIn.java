package io.calroute.access;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.savedrequest.RequestCache;

/** Sends somebody who has signed in to the page that they wanted. */
final class SignedIn extends SavedRequestAwareAuthenticationSuccessHandler {

  SignedIn(RequestCache wanted) {
    setRequestCache(wanted);
  }

  @Override
  public void onAuthenticationSuccess(
      HttpServletRequest request, HttpServletResponse response, Authentication who)
      throws ServletException, IOException {
    // Asked for, it is sent along: scripts find it in its cookie.
    ((CsrfToken) request.getAttribute(CsrfToken.class.getName())).getToken();
    super.onAuthenticationSuccess(request, response, who);
  }
}
