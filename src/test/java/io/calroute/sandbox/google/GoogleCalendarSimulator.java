package io.calroute.sandbox.google;

import io.calroute.sandbox.SimulatedCalendar;
import io.calroute.sandbox.provider.Mail;
import io.calroute.sandbox.server.Faults;
import io.calroute.sandbox.server.RequestLog;
import io.calroute.sandbox.server.SimulatorServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/**
 * Google Calendar v3 on a local port. Calendars come into being when they are first used, and every
 * impersonated user may write to every calendar unless told otherwise here.
 *
 * <p>Left out: batch, import, watch, instances, quickAdd, recurrence and free text search.
 */
public final class GoogleCalendarSimulator implements AutoCloseable {

  private final GoogleTarget target;
  private final SimulatorServer server;

  private GoogleCalendarSimulator(GoogleTarget target, Clock clock, int port) {
    this.target = target;
    server = new SimulatorServer(target, clock, port, target);
  }

  /**
   * Starts a simulator.
   *
   * @param clock for quotas, tokens and time stamps
   * @param port TCP port; 0 for any free one
   */
  public static GoogleCalendarSimulator start(Clock clock, int port) {
    return new GoogleCalendarSimulator(new GoogleTarget(clock), clock, port);
  }

  /**
   * Starts a simulator whose events survive it, however it ends.
   *
   * @param clock for quotas, tokens and time stamps
   * @param port TCP port; 0 for any free one
   * @param file where events are kept; made when it is not there
   */
  public static GoogleCalendarSimulator start(Clock clock, int port, Path file) {
    GoogleTarget target = new GoogleTarget(clock);
    target.keepIn(file);
    return new GoogleCalendarSimulator(target, clock, port);
  }

  /** Root URL for the Google client, such as {@code http://127.0.0.1:1234/}. */
  public String rootUrl() {
    return server.rootUrl();
  }

  /** The service account's own address, which quotas are charged to without a quotaUser. */
  public String serviceAccount() {
    return ServiceAccountTokens.ACCOUNT;
  }

  /**
   * Writes a service account key whose token URI is this simulator's.
   *
   * @param directory where; made when it is not there
   * @return the file
   */
  public Path serviceAccountKeyFile(Path directory) {
    return target.tokens.writeKeyFile(directory, rootUrl() + "token");
  }

  /**
   * One calendar.
   *
   * @param id calendar id
   */
  public GoogleCalendarView calendar(String id) {
    return new GoogleCalendarView(server, target, id);
  }

  /** All calendars used so far, with their live events. */
  public List<SimulatedCalendar> calendars() {
    return server.exclusively(target::calendars);
  }

  /** What was asked so far. */
  public RequestLog requests() {
    return server.requests();
  }

  /** The faults that are on. */
  public Faults faults() {
    return server.faults();
  }

  /** The messages to guests, oldest first; without {@code sendUpdates} there are none. */
  public List<Mail> mails() {
    return server.exclusively(() -> List.copyOf(target.mails));
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
   * Makes a calendar answer 404.
   *
   * @param id calendar id
   */
  public void unknownCalendar(String id) {
    server.exclusively(() -> target.unknown.add(id));
  }

  /**
   * Makes writes to a calendar answer 403.
   *
   * @param id calendar id
   */
  public void readOnly(String id) {
    server.exclusively(() -> target.readOnly.add(id));
  }

  /**
   * Undoes {@link #unknownCalendar(String)} and {@link #readOnly(String)}.
   *
   * @param id calendar id
   */
  public void writable(String id) {
    server.exclusively(() -> target.unknown.remove(id) | target.readOnly.remove(id));
  }

  /**
   * Sets the quotas (guide "Manage quotas": 10,000 and 600, a patch costs 3).
   *
   * @param unitsPerProject units per sliding minute over all calls
   * @param unitsPerUser units per sliding minute and quotaUser
   */
  public void quota(long unitsPerProject, long unitsPerUser) {
    server.exclusively(
        () -> {
          target.projectUnits = unitsPerProject;
          target.userUnits = unitsPerUser;
          return null;
        });
  }

  /**
   * Sets how a call over quota is answered; the guide names both.
   *
   * @param status 403 or 429
   */
  public void quotaStatus(int status) {
    server.exclusively(() -> target.quotaStatus = status);
  }

  /**
   * Limits quick writes to one calendar (guide "Manage quotas", operational limits). No number is
   * documented; 25 in a second by default, which is more than the usual quota of a user allows.
   *
   * @param writes how many writes
   * @param span in which span of time
   */
  public void burst(int writes, Duration span) {
    server.exclusively(
        () -> {
          target.burstWrites = writes;
          target.burstSpan = span;
          target.forgetBursts();
          return null;
        });
  }

  /**
   * Limits requests to one calendar at a time. No number is documented; 5 by default.
   *
   * @param requests how many at a time; one more is answered with 429
   */
  public void concurrency(int requests) {
    server.exclusively(() -> target.concurrency = requests);
  }

  /**
   * Sets how repeated property constraints of a list combine; the documents disagree.
   *
   * @param any true when one match is enough; false, the default, when all must match
   */
  public void anyPropertyMatches(boolean any) {
    server.exclusively(() -> target.anyPropertyMatches = any);
  }

  /**
   * Sets the zone of calendars that are first used from now on.
   *
   * @param zone zone of the calendars; Europe/Paris by default
   */
  public void usualZone(ZoneId zone) {
    server.exclusively(() -> target.usualZone = zone);
  }

  /**
   * Sets how long tokens live that are issued from now on.
   *
   * @param duration by the simulator's clock
   */
  public void tokenLifetime(Duration duration) {
    server.exclusively(
        () -> {
          target.tokens.lifetime(duration);
          return null;
        });
  }

  /** Makes every token issued so far answer 401. */
  public void expireTokens() {
    server.exclusively(
        () -> {
          target.tokens.expireAll();
          return null;
        });
  }

  @Override
  public void close() {
    server.close();
    target.close();
  }
}
