package io.calroute.sandbox;

import io.calroute.sandbox.google.GoogleCalendarSimulator;
import io.calroute.sandbox.graph.GraphSimulator;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;

/**
 * Starts both simulators, without Calroute, for trying things out by hand.
 *
 * <p>System properties: {@code sandbox.google.port} (9101), {@code sandbox.graph.port} (9102),
 * {@code sandbox.directory} (target/sandbox; the service account key goes there) and {@code
 * sandbox.host} (127.0.0.1; 0.0.0.0 to be reached from elsewhere). The ports can also be given as
 * arguments.
 */
public final class Simulators {

  private static final int GOOGLE_PORT = 9101;
  private static final int GRAPH_PORT = 9102;

  private Simulators() {}

  /**
   * Runs until the process is told to stop.
   *
   * @param arguments ports of Google and Graph, both optional
   * @throws InterruptedException when the wait is interrupted
   */
  public static void main(String[] arguments) throws InterruptedException {
    int googlePort = port(arguments, 0, "sandbox.google.port", GOOGLE_PORT);
    int graphPort = port(arguments, 1, "sandbox.graph.port", GRAPH_PORT);
    Path directory = Path.of(System.getProperty("sandbox.directory", "target/sandbox"));
    try (GoogleCalendarSimulator google =
            GoogleCalendarSimulator.start(Clock.systemUTC(), googlePort);
        GraphSimulator graph = GraphSimulator.start(Clock.systemUTC(), graphPort)) {
      System.out.printf(
          """
          Google Calendar  %s
            root URL         %s
            service account  %s
          Microsoft 365    %s/
            Graph URL        %s
            token URL        %s
            tenant           %s
            client id        %s
            client secret    %s
          """,
          google.rootUrl(),
          google.rootUrl(),
          google.serviceAccountKeyFile(directory),
          graph.graphUrl(),
          graph.graphUrl(),
          graph.tokenUrl(),
          graph.tenant(),
          graph.clientId(),
          graph.clientSecret());
      new CountDownLatch(1).await();
    }
  }

  private static int port(String[] arguments, int position, String property, int usual) {
    return arguments.length > position
        ? Integer.parseInt(arguments[position])
        : Integer.getInteger(property, usual);
  }
}
