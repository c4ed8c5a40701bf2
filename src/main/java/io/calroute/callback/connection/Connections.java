package io.calroute.callback.connection;

import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Every connection that callbacks are accepted for, by provider and name.
 *
 * @param connections provider to connection name to connection; empty when none is configured
 */
@ConfigurationProperties("calroute")
public record Connections(Map<String, Map<String, Connection>> connections) {

  /** Name of the connection when a URL names none. */
  public static final String DEFAULT = "default";

  /** Copies the map; none configured means none accepted. */
  public Connections {
    connections = connections == null ? Map.of() : Map.copyOf(connections);
  }

  /**
   * One connection.
   *
   * @param provider such as {@code acme}
   * @param name such as {@code default}
   * @return the connection, if it is configured
   */
  public Optional<Connection> find(String provider, String name) {
    return Optional.ofNullable(connections.get(provider)).map(named -> named.get(name));
  }

  /**
   * All connections of one provider.
   *
   * @param provider such as {@code acme}
   * @return by name; empty when there is none
   */
  public Map<String, Connection> of(String provider) {
    return connections.getOrDefault(provider, Map.of());
  }
}
