package io.calroute.component.microsoft365.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Percent-encoding after RFC 3986: everything but its unreserved characters is encoded. */
public final class Percent {

  private Percent() {}

  /**
   * One path segment.
   *
   * @throws IllegalArgumentException for what would not stay one segment: nothing, {@code .} and
   *     {@code ..}
   */
  public static String segment(String name, String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("The option " + name + " is required");
    }
    if (value.equals(".") || value.equals("..")) {
      throw new IllegalArgumentException("The option " + name + " cannot be a dot segment");
    }
    return encode(value);
  }

  /** One query value; a space becomes %20, because Graph does not read + as one. */
  public static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }
}
