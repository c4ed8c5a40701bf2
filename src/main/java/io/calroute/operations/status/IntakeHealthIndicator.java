package io.calroute.operations.status;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Whether a callback that came now could be taken. Safe for concurrent use. */
public final class IntakeHealthIndicator implements HealthIndicator {

  private static final int PATIENCE_MILLIS = 500;

  private final BooleanSupplier isOpen;
  private final Supplier<Optional<InetSocketAddress>> address;

  /**
   * An indicator.
   *
   * @param isOpen whether a route takes callbacks and somebody writes them down
   * @param address where the port is reached; empty while it is not open
   */
  public IntakeHealthIndicator(
      BooleanSupplier isOpen, Supplier<Optional<InetSocketAddress>> address) {
    this.isOpen = isOpen;
    this.address = address;
  }

  @Override
  public Health health() {
    Optional<InetSocketAddress> port = address.get();
    if (port.isEmpty() || !isOpen.getAsBoolean()) {
      return Health.down().build();
    }
    try (Socket socket = new Socket()) {
      socket.connect(port.get(), PATIENCE_MILLIS);
      return Health.up().build();
    } catch (IOException e) {
      return Health.down().build();
    }
  }
}
