package io.calroute.access;

import io.calroute.access.audit.Audit;
import io.calroute.access.audit.AuditEntry;
import io.calroute.access.caller.Caller;
import io.calroute.access.caller.Requests;
import io.calroute.access.login.LoginPage;
import io.calroute.work.SourceLimit;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.springframework.dao.DataAccessException;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.savedrequest.RequestCache;

/** Sends somebody who has signed in to the page that they wanted. */
final class SignedIn extends SavedRequestAwareAuthenticationSuccessHandler {

  /** Of one name, in five minutes; half an hour of them leaves most sessions to others. */
  static final int SIGN_INS = 30;

  private final RequestCache wanted;
  private final Audit audit;
  private final Denials denials;

  /** Each has a session of its own, of which there are not more than so many. */
  private final SourceLimit signIns;

  SignedIn(RequestCache wanted, Audit audit, Denials denials, Clock clock) {
    setRequestCache(wanted);
    this.wanted = wanted;
    this.audit = audit;
    this.denials = denials;
    this.signIns = new SourceLimit(clock, SIGN_INS, Duration.ofMinutes(5));
  }

  @Override
  public void onAuthenticationSuccess(
      HttpServletRequest request, HttpServletResponse response, Authentication who)
      throws ServletException, IOException {
    Duration wait = signIns.take(who.getName());
    if (!wait.isZero()) {
      request.getSession().invalidate();
      denials.tooManySignIns(request, response, wait);
      return;
    }
    try {
      long id =
          audit.begin(
              new AuditEntry(
                  who.getName(),
                  Caller.how(who),
                  Requests.source(request),
                  request.getMethod(),
                  LoginPage.PATH,
                  Map.of()));
      audit.end(id, HttpServletResponse.SC_FOUND);
    } catch (DataAccessException away) {
      request.getSession().invalidate();
      denials.storeAway(request, response);
      return;
    }
    wanted.removeRequest(request, response);
    // Asked for, it is sent along: scripts find it in its cookie.
    ((CsrfToken) request.getAttribute(CsrfToken.class.getName())).getToken();
    super.onAuthenticationSuccess(request, response, who);
  }
}
