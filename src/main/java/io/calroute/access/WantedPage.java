package io.calroute.access;

import io.calroute.access.caller.Requests;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.web.savedrequest.CookieRequestCache;

/** The page that somebody wanted before the sign-in, in a cookie. */
final class WantedPage extends CookieRequestCache {

  WantedPage() {
    setRequestMatcher(Requests::wantsPage);
  }

  /** A request is what it is, and not what another one was before the sign-in. */
  @Override
  public HttpServletRequest getMatchingRequest(
      HttpServletRequest request, HttpServletResponse response) {
    return null;
  }

  /** The page that a button was on, when the button came to nothing. */
  void saveBack(HttpServletRequest press, HttpServletResponse response) {
    String back = press.getParameter(Requests.BACK);
    if (!Requests.isOwnPage(back)) {
      return;
    }
    int query = back.indexOf('?');
    saveRequest(
        new HttpServletRequestWrapper(press) {
          @Override
          public String getMethod() {
            return "GET";
          }

          @Override
          public String getRequestURI() {
            return query < 0 ? back : back.substring(0, query);
          }

          @Override
          public String getQueryString() {
            return query < 0 ? null : back.substring(query + 1);
          }
        },
        response);
  }
}
