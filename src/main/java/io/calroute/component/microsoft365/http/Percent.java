package io.calroute.component.microsoft365.http;

import java.nio.charset.StandardCharsets;

/** Percent-encoding after RFC 3986: everything but its unreserved characters is encoded. */
public final class Percent {

  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

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
    StringBuilder encoded = new StringBuilder(value.length() + 16);
    for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (octet & 0xff);
      if (UNRESERVED.indexOf(character) >= 0) {
        encoded.append(character);
      } else {
        encoded.append('%');
        encoded.append(Character.toUpperCase(Character.forDigit(character >> 4, 16)));
        encoded.append(Character.toUpperCase(Character.forDigit(character & 0xf, 16)));
      }
    }
    return encoded.toString();
  }
}
