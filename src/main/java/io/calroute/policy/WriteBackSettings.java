package io.calroute.policy;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What Calroute writes into bookings at their provider, besides {@link LinkSettings links}.
 *
 * @param writeBack for all connections
 * @param connections by provider and name, those that do otherwise
 */
@ConfigurationProperties("calroute")
public record WriteBackSettings(
    @DefaultValue WriteBack writeBack, Map<String, Map<String, OfConnection>> connections) {

  /**
   * What is written.
   *
   * @param ids whether the ids are, by which Calroute and the calendar know an appointment
   */
  public record WriteBack(@DefaultValue("false") boolean ids) {}

  /**
   * What one connection has of its own.
   *
   * @param writeBackIds null to do as the installation does
   */
  public record OfConnection(Boolean writeBackIds) {}

  /** No connection has anything of its own unless it says so. */
  public WriteBackSettings {
    connections = connections == null ? Map.of() : Map.copyOf(connections);
  }

  /** Whether ids are written into the bookings of a connection. */
  public boolean ids(String provider, String connection) {
    OfConnection own = connections.getOrDefault(provider, Map.of()).get(connection);
    return own == null || own.writeBackIds() == null ? writeBack.ids() : own.writeBackIds();
  }
}
