package io.calroute.access.caller;

import io.calroute.callback.port.Visitor;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/**
 * What is known of a request from the connection and from what browsers set themselves. Headers in
 * which a proxy tells about others are not believed.
 */
public final class Requests {

  /**
   * Health, metrics, the pages' own files, which hold nothing secret, and the way in. Matched
   * against the path as it was sent, so that no way of writing another path looks like one of
   * these.
   */
  private static final Pattern OPEN =
      Pattern.compile(
          "/login|/[a-z-]+\\.(css|js|svg)|/webjars(/(?!\\.\\.)[A-Za-z0-9@._-]+)+"
              + "|/actuator/prometheus|/actuator/health(/[a-z]+)?");

  private static final Pattern LOOPBACK_HOST =
      Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

  /** RFC 9110, section 9.2.1. */
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  private static final String BEARER = "Bearer ";

  /** Parameter of a form: the page that its button is on. */
  public static final String BACK = "back";

  private Requests() {}

  /** Whether anybody may send it. */
  public static boolean isOpen(HttpServletRequest request) {
    return OPEN.matcher(path(request)).matches();
  }

  /** As it was sent. */
  public static String path(HttpServletRequest request) {
    return request.getRequestURI().substring(request.getContextPath().length());
  }

  /** Whether it may change something. */
  public static boolean changes(HttpServletRequest request) {
    return !SAFE.contains(request.getMethod());
  }

  /** Whether a browser asks for a page, and not a program for data. */
  public static boolean wantsPage(HttpServletRequest request) {
    return request.getMethod().equals("GET") && showsPage(request);
  }

  /** Whether somebody sees the answer: a browser asks for a page, or sends the form of one. */
  public static boolean showsPage(HttpServletRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    // The container tells of what it has refused at an address of its own.
    Object sent = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    String path =
        sent == null ? path(request) : sent.toString().substring(request.getContextPath().length());
    return accept != null
        && accept.contains("text/html")
        && !isPart(request)
        && !path.startsWith("/api/")
        && !path.startsWith("/actuator");
  }

  /**
   * Whether a path is one of this site, whatever browsers make of it.
   *
   * @param path may be null, and is never trusted
   */
  public static boolean isOwnPage(String path) {
    return path != null && path.matches("/(?![/\\\\])[^\\\\\\p{Cntrl}]*");
  }

  /** Whether a page asks for a part of itself (htmx). */
  public static boolean isPart(HttpServletRequest request) {
    return request.getHeader("HX-Request") != null;
  }

  /** The token in its header; null when there is none. */
  public static String bearer(HttpServletRequest request) {
    String sent = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (sent == null || !sent.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return null;
    }
    String token = sent.substring(BEARER.length()).strip();
    // Servlet containers read header bytes as ISO 8859-1, whatever they were.
    return token.isEmpty()
        ? null
        : new String(token.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** Whether it comes from this machine. */
  public static boolean isFromLoopback(HttpServletRequest request) {
    try {
      // An address, never a name: nothing is looked up.
      return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /**
   * Whether it calls this machine by a name of this machine. A page on another site can make its
   * own name mean 127.0.0.1 (DNS rebinding), and then its name stands here.
   */
  public static boolean namesLoopback(HttpServletRequest request) {
    String host = request.getHeader(HttpHeaders.HOST);
    return host != null && LOOPBACK_HOST.matcher(host).matches();
  }

  /**
   * Whether a page of another site makes the browser send something that may change things.
   * Browsers add {@code Origin} to all of that, and the newer ones {@code Sec-Fetch-Site}.
   *
   * @param schemeToo false where TLS may end before Calroute, so that only the rest can be compared
   */
  public static boolean isFromAnotherSite(HttpServletRequest request, boolean schemeToo) {
    if (!changes(request)) {
      return false;
    }
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      return true;
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    String host = String.valueOf(request.getHeader(HttpHeaders.HOST));
    if (origin == null) {
      return false;
    }
    return schemeToo
        ? !origin.equalsIgnoreCase(request.getScheme() + "://" + host)
        : !host.equalsIgnoreCase(authority(origin));
  }

  private static String authority(String origin) {
    try {
      return URI.create(origin).getRawAuthority();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Where a request comes from: behind a proxy that nobody is told to believe, the proxy. */
  public static String source(HttpServletRequest request) {
    return Visitor.source(request.getRemoteAddr(), List.of());
  }
}
