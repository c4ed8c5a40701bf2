package io.calroute.access.login;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.MediaType;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/**
 * Where somebody signs in with a token, or is sent to the OpenID provider. It needs neither the
 * store nor anything else that could be away.
 */
@RestController
@ConditionalOnWebApplication
public final class LoginPage {

  /** Of the page, and of the form that it sends. */
  public static final String PATH = "/login";

  /** Parameter: a token was wrong. */
  public static final String WRONG = "wrong";

  /** Parameter: nothing came of a sign-in at the provider. */
  public static final String FAILED = "failed";

  /** Parameter: a form came by a session that is not known here. */
  public static final String ENDED = "ended";

  /** Parameter: somebody has signed out. */
  public static final String OUT = "out";

  private static final Map<String, String> SAID =
      Map.of(
          WRONG, "No such token is known here.",
          FAILED, "Nothing came of the sign-in at your organisation; the log says why.",
          ENDED, "Your session has ended, and nothing was done. Sign in and press again.",
          OUT, "You have signed out here.");

  private static final String FRAME =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Sign in · Calroute</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/login.css">
      </head>
      <body>
        <main>
          <h1>Calroute</h1>
      %s  </main>
      </body>
      </html>
      """;

  private static final String TOKEN =
      """
          <form method="post" action="/login">
            <input type="hidden" name="%s" value="%s">
            <label for="token">Token</label>
            <input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
            <button type="submit">Sign in</button>
          </form>
      """;

  private static final String LEAVE =
      """
          <form method="post" action="/logout">
            <input type="hidden" name="%s" value="%s">
            <button type="submit">Sign out</button>
          </form>
      """;

  private static final String ENTER =
      """
          <p><a class="button" href="/login">To the sign-in</a></p>
      """;

  /** A link and no form: the provider is another site, and no form here may be sent to one. */
  private static final String PROVIDER =
      """
          <p><a class="button" href="/oauth2/authorization/oidc">Sign in with your organisation</a></p>
      """;

  private final LoginWays ways;

  LoginPage(LoginWays ways) {
    this.ways = ways;
  }

  @GetMapping(path = PATH, produces = MediaType.TEXT_HTML_VALUE)
  String page(HttpServletRequest request) {
    StringBuilder parts = new StringBuilder();
    SAID.forEach(
        (why, sentence) -> {
          if (request.getParameter(why) != null) {
            parts.append(said(sentence));
          }
        });
    if (ways.provider()) {
      parts.append(PROVIDER);
    }
    if (ways.token()) {
      parts.append(withCsrf(TOKEN, request));
    }
    if (parts.isEmpty()) {
      parts.append(said("Nothing to sign in to: callers on this machine are operators."));
    }
    return FRAME.formatted(parts);
  }

  /**
   * Tells somebody why there is no page, and leads those out who have signed in.
   *
   * @throws IOException when the browser does not take it
   */
  public static void refused(
      HttpServletRequest request, HttpServletResponse response, String detail) throws IOException {
    response.setContentType("text/html;charset=UTF-8");
    String way = request.getSession(false) == null ? ENTER : withCsrf(LEAVE, request);
    response.getWriter().write(FRAME.formatted(said(detail) + way));
  }

  private static String withCsrf(String form, HttpServletRequest request) {
    CsrfToken token = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
    return token == null
        ? form.formatted("unused", "")
        : form.formatted(token.getParameterName(), HtmlUtils.htmlEscape(token.getToken()));
  }

  private static String said(String sentence) {
    return "    <p role=\"status\">" + HtmlUtils.htmlEscape(sentence) + "</p>\n";
  }
}
