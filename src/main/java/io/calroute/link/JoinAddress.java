package io.calroute.link;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client's address says: whose appointment, and the key that opens it.
 *
 * @param provider such as {@code acme}; may be none that is configured
 * @param connection such as {@code default}; may be none that is configured
 * @param key Calroute's own or the provider's, as it stands in the address
 */
public record JoinAddress(String provider, String connection, String key) {

  static final String PREFIX = "/join/";

  /** What nobody could guess is at least this long; what is longer is no key of anybody's. */
  private static final Pattern KEY = Pattern.compile("[!-~]{16,500}");

  private static final Pattern OWN = Pattern.compile("[A-Za-z0-9_-]{22}");

  /**
   * Reads an address.
   *
   * @param path of the request, as it came
   * @return empty when it has not the shape of one, so that nothing needs to be looked up
   */
  public static Optional<JoinAddress> of(String path) {
    if (path == null || !path.startsWith(PREFIX)) {
      return Optional.empty();
    }
    // A mail template may put a slash of the provider's key into the address as it is.
    String[] parts = path.substring(PREFIX.length()).split("/", 3);
    if (parts.length < 3) {
      return Optional.empty();
    }
    String key = decode(parts[2]);
    return KEY.matcher(key).matches()
        ? Optional.of(new JoinAddress(decode(parts[0]), decode(parts[1]), key))
        : Optional.empty();
  }

  /**
   * The address of an appointment.
   *
   * @param publicUrl without a slash at the end
   * @param key Calroute's own
   */
  static String text(String publicUrl, String provider, String connection, byte[] key) {
    return publicUrl
        + PREFIX
        + provider
        + '/'
        + connection
        + '/'
        + Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }

  /** The key as one of Calroute's own; null when it is none. */
  public byte[] own() {
    return OWN.matcher(key).matches() ? Base64.getUrlDecoder().decode(key) : null;
  }

  /** What the store knows of a provider's key. */
  public String digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static String decode(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** Never shows the key: who has it gets into the meeting. */
  @Override
  public String toString() {
    return "JoinAddress[" + provider + '/' + connection + ']';
  }
}
