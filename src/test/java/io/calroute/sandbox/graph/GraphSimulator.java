package io.calroute.sandbox.graph;

import io.calroute.sandbox.SimulatedCalendar;
import io.calroute.sandbox.graph.mailbox.MailboxView;
import io.calroute.sandbox.provider.Mail;
import io.calroute.sandbox.server.Faults;
import io.calroute.sandbox.server.RequestLog;
import io.calroute.sandbox.server.SimulatorServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Microsoft Graph v1.0 and its token endpoint on a local port. Mailboxes come into being when they
 * are first used.
 *
 * <p>Left out: $batch, subscriptions, recurrence, attachments, and pages of delta.
 */
public final class GraphSimulator implements AutoCloseable {

  private final GraphTarget target;
  private final SimulatorServer server;

  private GraphSimulator(GraphTarget target, Clock clock, int port) {
    this.target = target;
    server = new SimulatorServer(target, clock, port, target);
  }

  /**
   * Starts a simulator.
   *
   * @param clock for limits, tokens and time stamps
   * @param port TCP port; 0 for any free one
   */
  public static GraphSimulator start(Clock clock, int port) {
    return new GraphSimulator(new GraphTarget(clock), clock, port);
  }

  /**
   * Starts a simulator whose events and meetings survive it, however it ends.
   *
   * @param clock for limits, tokens and time stamps
   * @param port TCP port; 0 for any free one
   * @param file where they are kept; made when it is not there
   */
  public static GraphSimulator start(Clock clock, int port, Path file) {
    GraphTarget target = new GraphTarget(clock);
    target.keepIn(file);
    return new GraphSimulator(target, clock, port);
  }

  /** Root URL without a version and without a slash at the end. */
  public String graphUrl() {
    String root = server.rootUrl();
    return root.substring(0, root.length() - 1);
  }

  /** URL that gives out tokens. */
  public String tokenUrl() {
    return server.rootUrl() + tenant() + "/oauth2/v2.0/token";
  }

  /** Directory (tenant) id. */
  public String tenant() {
    return ClientCredentials.TENANT;
  }

  /** Application (client) id. */
  public String clientId() {
    return ClientCredentials.CLIENT;
  }

  /** Client secret. */
  public String clientSecret() {
    return ClientCredentials.SECRET;
  }

  /**
   * One mailbox.
   *
   * @param user address or object id
   */
  public MailboxView mailbox(String user) {
    return new MailboxView(server, target, user);
  }

  /** All mailboxes used so far, with their events. */
  public List<SimulatedCalendar> mailboxes() {
    return server.exclusively(target::calendars);
  }

  /** Switches for what Microsoft does not document, and limits. */
  public Settings settings() {
    return target.settings;
  }

  /** What was asked so far. */
  public RequestLog requests() {
    return server.requests();
  }

  /** The faults that are on. */
  public Faults faults() {
    return server.faults();
  }

  /** The messages to guests, oldest first. */
  public List<Mail> mails() {
    return server.exclusively(target.mails::mails);
  }

  /**
   * Makes every call take some time.
   *
   * @param duration real time
   */
  public void latency(Duration duration) {
    server.latency(duration);
  }

  /**
   * Sets how long tokens live that are issued from now on.
   *
   * @param duration by the simulator's clock
   */
  public void tokenLifetime(Duration duration) {
    server.exclusively(
        () -> {
          target.credentials.lifetime(duration);
          return null;
        });
  }

  /** Makes every token issued so far answer 401. */
  public void expireTokens() {
    server.exclusively(
        () -> {
          target.credentials.expireAll();
          return null;
        });
  }

  @Override
  public void close() {
    server.close();
    target.close();
  }
}
