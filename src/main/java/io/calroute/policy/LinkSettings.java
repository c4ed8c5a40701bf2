package io.calroute.policy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the link of an online meeting reaches the client.
 *
 * @param links the ways, the first that applies counts
 * @param publicUrl where clients reach the port of callbacks, without a slash at the end; null when
 *     nobody has said
 * @param connections by provider and name, those that do otherwise
 */
@ConfigurationProperties("calroute")
public record LinkSettings(
    @DefaultValue("adopt") List<Way> links,
    String publicUrl,
    Map<String, Map<String, OfConnection>> connections) {

  /** A way by which a link reaches the client. */
  public enum Way {
    /** The provider's own mails carry the provider's own link. */
    ADOPT,
    /** The provider's mails carry an address of Calroute's that leads to the meeting. */
    REDIRECT,
    /** The link is written to the provider. */
    WRITE,
    /** The client is a guest of the event, so that Google or Exchange sends the invitation. */
    INVITE
  }

  /**
   * What one connection has of its own.
   *
   * @param links null for those of the installation
   */
  public record OfConnection(List<Way> links) {}

  /** Refuses what can't work. */
  public LinkSettings {
    links = List.copyOf(links);
    connections = connections == null ? Map.of() : Map.copyOf(connections);
    publicUrl = publicUrl == null || publicUrl.isBlank() ? null : address(publicUrl.strip());
    require("calroute.links", links, publicUrl);
    for (Map.Entry<String, Map<String, OfConnection>> provider : connections.entrySet()) {
      for (Map.Entry<String, OfConnection> one : provider.getValue().entrySet()) {
        if (one.getValue() != null && one.getValue().links() != null) {
          require(
              "calroute.connections." + provider.getKey() + "." + one.getKey() + ".links",
              one.getValue().links(),
              publicUrl);
        }
      }
    }
  }

  /** The ways for one connection, the first that applies counts. */
  public List<Way> of(String provider, String connection) {
    OfConnection own = connections.getOrDefault(provider, Map.of()).get(connection);
    return own == null || own.links() == null ? links : own.links();
  }

  /** Where clients of a connection find its meetings; empty when they are not to. */
  public Optional<String> redirectsAt(String provider, String connection) {
    return of(provider, connection).contains(Way.REDIRECT)
        ? Optional.of(publicUrl)
        : Optional.empty();
  }

  /**
   * Whether the clients of a connection are invited.
   *
   * @param ownLink whether the provider has a link of its own, which its mails carry
   */
  public boolean invites(String provider, String connection, boolean ownLink) {
    List<Way> ways = of(provider, connection);
    int invite = ways.indexOf(Way.INVITE);
    int adopt = ways.indexOf(Way.ADOPT);
    return invite >= 0 && !(ownLink && adopt >= 0 && adopt < invite);
  }

  private static void require(String key, List<Way> ways, String publicUrl) {
    if (ways.isEmpty()) {
      throw new IllegalArgumentException(
          key + " names nothing; write adopt for the provider's own links");
    }
    if (Set.copyOf(ways).size() < ways.size()) {
      throw new IllegalArgumentException(key + " names a way twice; write each once");
    }
    int invite = ways.indexOf(Way.INVITE);
    if (invite >= 0 && ways.subList(0, invite).stream().anyMatch(way -> way != Way.ADOPT)) {
      throw new IllegalArgumentException(
          key
              + " names invite behind a way that always applies; write it before redirect and write");
    }
    if (ways.contains(Way.REDIRECT) && publicUrl == null) {
      throw new IllegalArgumentException(
          key
              + " names redirect, which needs calroute.public-url: the address at which clients"
              + " reach the port of callbacks, such as https://calroute.example.org");
    }
  }

  private static String address(String text) {
    try {
      URI uri = new URI(text);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if (Set.of("http", "https").contains(scheme)
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return text.replaceFirst("/+$", "");
      }
    } catch (URISyntaxException e) {
      // Told below, with what to write.
    }
    throw new IllegalArgumentException(
        "calroute.public-url: '"
            + text
            + "' is no address that clients can open; write one such as"
            + " https://calroute.example.org, without a query");
  }
}
