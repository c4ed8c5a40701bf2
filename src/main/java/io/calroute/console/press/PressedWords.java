package io.calroute.console.press;

import io.calroute.access.caller.Requests;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.session.TooManyActiveSessionsException;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.FlashMap;
import org.springframework.web.servlet.FlashMapManager;
import org.springframework.web.servlet.support.SessionFlashMapManager;

/** What a press says on the next page. A program sees none, so that it gets no session for it. */
@Component("flashMapManager")
final class PressedWords implements FlashMapManager {

  private final FlashMapManager inSession = new SessionFlashMapManager();

  @Override
  public FlashMap retrieveAndUpdate(HttpServletRequest request, HttpServletResponse response) {
    return inSession.retrieveAndUpdate(request, response);
  }

  @Override
  public void saveOutputFlashMap(
      FlashMap words, HttpServletRequest request, HttpServletResponse response) {
    if (Requests.bearer(request) != null
        || request.getSession(false) == null && !Requests.showsPage(request)) {
      return;
    }
    try {
      inSession.saveOutputFlashMap(words, request, response);
    } catch (TooManyActiveSessionsException full) {
      // What was pressed is done, and its page shows it.
    }
  }
}
