package io.calroute.operations;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Whether the port for callbacks takes connections and its routes run. Safe for concurrent use. */
final class IntakeHealthIndicator implements HealthIndicator {

  private static final int PATIENCE_MILLIS = 500;

  private final Supplier<CamelContext> camel;
  private final String address;
  private final int port;

  IntakeHealthIndicator(Supplier<CamelContext> camel, String address, int port) {
    this.camel = camel;
    this.address = address;
    this.port = port;
  }

  @Override
  public Health health() {
    if (!camel.get().isStarted()) {
      return Health.down().build();
    }
    try (Socket socket = new Socket()) {
      InetAddress bound = InetAddress.getByName(address);
      InetAddress reachable = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
      socket.connect(new InetSocketAddress(reachable, port), PATIENCE_MILLIS);
      return Health.up().build();
    } catch (IOException e) {
      return Health.down().build();
    }
  }
}
