package io.calroute.callback.port;

import io.calroute.callback.door.DoorKeeper;
import io.calroute.callback.journal.Journal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.StatefulService;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;

/** Whether a callback could be taken now. Safe for concurrent use. */
public final class Intake {

  private static final String FRONT_DOOR = "/callbacks";

  private final Supplier<CamelContext> camel;
  private final CallbackServer server;
  private final DoorKeeper keeper;
  private final Journal journal;

  public Intake(
      Supplier<CamelContext> camel, CallbackServer server, DoorKeeper keeper, Journal journal) {
    this.camel = camel;
    this.server = server;
    this.keeper = keeper;
    this.journal = journal;
  }

  /** Where this machine reaches the port of callbacks; empty while it is not open. */
  public Optional<InetSocketAddress> address() {
    if (!server.isListening()) {
      return Optional.empty();
    }
    try {
      InetAddress bound = InetAddress.getByName(server.getHost());
      return Optional.of(
          new InetSocketAddress(
              bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound,
              server.getPort()));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** Whether a route takes callbacks, and somebody writes them down. */
  public boolean isOpen() {
    return camel.get().isStarted() && journal.isWriting() && (keeper.isClosed() || hasFrontDoor());
  }

  private boolean hasFrontDoor() {
    return camel.get().getRoutes().stream()
        .anyMatch(
            route ->
                route.getEndpoint() instanceof PlatformHttpEndpoint endpoint
                    && endpoint.getPath().equals(FRONT_DOOR)
                    && route.getConsumer() instanceof StatefulService consumer
                    && consumer.isStarted());
  }
}
