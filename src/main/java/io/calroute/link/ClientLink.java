package io.calroute.link;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which links a browser may be sent to. */
final class ClientLink {

  private static final Set<String> SCHEMES = Set.of("http", "https");

  /** Legal in an address, besides letters and digits of ASCII (RFC 3986). */
  private static final String LEGAL = "-._~:/?#[]@!$&'()*+,;=%";

  private ClientLink() {}

  /**
   * A link as it can stand in a header.
   *
   * @param link from whoever; null for none
   * @param publicUrl addresses below it lead to Calroute itself, round and round
   * @return empty when it is no whole address of a page
   */
  static Optional<String> safe(String link, String publicUrl) {
    if (link == null) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(escaped(link.strip()));
      return uri.getScheme() != null
              && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
              && uri.getHost() != null
              && !uri.toString().startsWith(publicUrl + JoinAddress.PREFIX)
          ? Optional.of(uri.toString())
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Browsers forgive a blank or a brace in an address, headers and {@link URI} do not. */
  private static String escaped(String link) {
    StringBuilder escaped = new StringBuilder();
    for (byte one : link.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (one & 0xff);
      if (character < 128
          && (Character.isLetterOrDigit(character) || LEGAL.indexOf(character) >= 0)) {
        escaped.append(character);
      } else {
        escaped.append('%').append(String.format("%02X", (int) character));
      }
    }
    return escaped.toString();
  }
}
