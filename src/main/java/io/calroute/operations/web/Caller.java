package io.calroute.operations.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is known of who sent a request, from the connection and from what browsers set themselves.
 * Headers in which a proxy tells about others are not believed.
 */
record Caller(HttpServletRequest request) {

  private static final Pattern LOOPBACK_HOST =
      Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);
  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final String BEARER = "Bearer ";

  /** Whether it holds the token; takes as long for wrong ones as for the right one. */
  boolean holds(String token) {
    String authorization = request.getHeader("Authorization");
    if (authorization == null
        || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return false;
    }
    // Servlet containers read header bytes as ISO 8859-1, whatever they were.
    byte[] given =
        authorization.substring(BEARER.length()).trim().getBytes(StandardCharsets.ISO_8859_1);
    return MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), given);
  }

  /** Whether it is on this machine. */
  boolean isOnLoopback() {
    try {
      // An address, never a name: nothing is looked up.
      return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /**
   * Whether it called this machine by a name of this machine. A page on another site can make its
   * own name mean 127.0.0.1 (DNS rebinding), and then its name stands here.
   */
  boolean namedLoopback() {
    String host = request.getHeader("Host");
    return host != null && LOOPBACK_HOST.matcher(host).matches();
  }

  /**
   * Whether a page of another site makes the browser send it. Browsers add {@code Origin} to
   * everything that changes something.
   */
  boolean isSentByAnotherSite() {
    String origin = request.getHeader("Origin");
    return origin != null
        && !READING.contains(request.getMethod())
        && !origin.equalsIgnoreCase(request.getScheme() + "://" + request.getHeader("Host"));
  }
}
