package io.calroute.sandbox;

import io.calroute.sandbox.contract.RequestContract;
import io.calroute.sandbox.google.GoogleCalendarSimulator;
import io.calroute.sandbox.graph.GraphSimulator;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SimulatedProvider;
import io.calroute.store.SharedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An installation of Calroute with everything around it simulated: Google Calendar, Microsoft 365,
 * and a small directory of staff. Calroute itself can be stopped and started; the rest stays.
 */
public final class Installation implements AutoCloseable {

  private static final String GOOGLE_STATE = "google-calendars.jsonl";
  private static final String GRAPH_STATE = "mailboxes.jsonl";

  private static final int PLENTY = 1_000_000_000;

  private final Path home;
  private final GoogleCalendarSimulator google;
  private final GraphSimulator graph;
  private final Map<String, Object> properties = new LinkedHashMap<>();
  private boolean embedded;

  /**
   * An installation with nothing in its calendars.
   *
   * @param home where files are kept
   * @param googlePort 0 for any
   * @param graphPort 0 for any
   */
  public Installation(Path home, int googlePort, int graphPort) {
    this(
        home,
        GoogleCalendarSimulator.start(Clock.systemUTC(), googlePort),
        GraphSimulator.start(Clock.systemUTC(), graphPort));
  }

  /**
   * An installation whose calendars survive it, however it ends.
   *
   * @param home where files are kept
   * @param googlePort 0 for any
   * @param graphPort 0 for any
   */
  public static Installation lasting(Path home, int googlePort, int graphPort) {
    return new Installation(
            home,
            GoogleCalendarSimulator.start(
                Clock.systemUTC(), googlePort, home.resolve(GOOGLE_STATE)),
            GraphSimulator.start(Clock.systemUTC(), graphPort, home.resolve(GRAPH_STATE)))
        .withEmbeddedStore();
  }

  /**
   * Makes the calendars of a {@link #lasting} installation empty at its next start.
   *
   * @param home where its files are kept
   * @throws IOException when they cannot be removed
   */
  public static void forgetCalendars(Path home) throws IOException {
    Files.deleteIfExists(home.resolve(GOOGLE_STATE));
    Files.deleteIfExists(home.resolve(GRAPH_STATE));
  }

  private Installation(Path home, GoogleCalendarSimulator google, GraphSimulator graph) {
    this.home = home;
    this.google = google;
    this.graph = graph;
    google.requests().check(RequestContract.google());
    graph.requests().check(RequestContract.graph());
    properties.put("calroute.google.root-url", google.rootUrl());
    properties.put("calroute.google.credentials-file", google.serviceAccountKeyFile(home));
    properties.put("calroute.microsoft365.graph-url", graph.graphUrl());
    properties.put("calroute.microsoft365.token-url", graph.tokenUrl());
    properties.put("calroute.microsoft365.tenant-id", graph.tenant());
    properties.put("calroute.microsoft365.client-id", graph.clientId());
    properties.put("calroute.microsoft365.client-secret", graph.clientSecret());
    for (Provider provider : Provider.values()) {
      String key = "calroute.connections." + provider.word() + ".default";
      properties.put(key + ".secret", provider.secret());
      properties.put(key + ".time-zone", "Europe/Paris");
    }
    properties.put("calroute.directory-file", emptyDirectory());
    staff("prov_anna00000001", "google", "anna@example.com");
    staff("prov_ben000000001", "google", "ben@example.com");
    staff("prov_carla0000001", "office365", "carla@example.org");
    staff("prov_dave00000001", "office365", "dave@example.org");
    staff("881", "google", "anna@example.com");
    staff("882", "google", "ben@example.com");
    staff("883", "office365", "carla@example.org");
    staff("884", "office365", "dave@example.org");
    domain("example.com", "google");
    domain("example.org", "office365");
  }

  /** Adds a staff member to the directory. */
  public Installation staff(String id, String target, String calendar) {
    String entry = nextEntry();
    properties.put(entry + ".match.staff-id", id);
    properties.put(entry + ".target", target);
    properties.put(entry + ".calendar", calendar);
    return this;
  }

  /** Adds everybody with an address of some domain to the directory. */
  public Installation domain(String domain, String target) {
    String entry = nextEntry();
    properties.put(entry + ".match.email-domain", domain);
    properties.put(entry + ".target", target);
    return this;
  }

  /** Adds whoever no earlier entry fits at one provider's first account, with one calendar. */
  public Installation everybodyElse(Provider provider, String target, String calendar) {
    String entry = nextEntry();
    properties.put(entry + ".match.provider", provider.word());
    properties.put(entry + ".match.connection", "default");
    properties.put(entry + ".target", target);
    properties.put(entry + ".calendar", calendar);
    return this;
  }

  /** Lets Calroute run its own PostgreSQL in {@code data}, as it does when nobody gives it one. */
  public Installation withEmbeddedStore() {
    embedded = true;
    return this;
  }

  /** For tests of many events in few calendars that are not about quotas. */
  public Installation withoutQuotas() {
    google.quota(PLENTY, PLENTY);
    google.burst(PLENTY, Duration.ofSeconds(1));
    properties.put("calroute.google.quota.project", PLENTY);
    properties.put("calroute.google.quota.user", PLENTY);
    return this;
  }

  /** Sets a property of Calroute. */
  public Installation with(String key, Object value) {
    properties.put(key, value);
    return this;
  }

  /** Lets the default connection of a provider ask that provider's API, where it has one. */
  public Installation asking(SimulatedProvider provider) {
    String key = "calroute.connections." + provider.provider().word() + ".default.";
    provider.connection().forEach((name, value) -> properties.put(key + name, value));
    return this;
  }

  /** Takes all properties that begin with something out again. */
  public Installation without(String prefix) {
    properties.keySet().removeIf(key -> key.startsWith(prefix));
    return this;
  }

  /**
   * Starts Calroute, with a database of its own in the PostgreSQL that tests share unless told
   * otherwise.
   */
  public RunningCalroute run() {
    if (embedded) {
      lendBinaries();
    } else {
      properties.putIfAbsent("spring.datasource.url", SharedServer.databaseOf(home));
      // Few tests edit files, and looking for that costs more than all else that Calroute does
      // meanwhile.
      properties.putIfAbsent("calroute.bundle.poll", "5s");
    }
    return RunningCalroute.start(home.resolve("data"), properties);
  }

  private void lendBinaries() {
    try {
      SharedServer.lendBinaries(home.resolve("data"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path emptyDirectory() {
    try {
      if (!Files.exists(directoryFile())) {
        Files.writeString(directoryFile(), "");
      }
      return directoryFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The directory's file; empty at first. */
  public Path directoryFile() {
    return home.resolve("directory.yaml");
  }

  /** Configuration of Calroute. */
  public Map<String, Object> properties() {
    return Map.copyOf(properties);
  }

  /** Google Calendar. */
  public GoogleCalendarSimulator google() {
    return google;
  }

  /** Has Calroute make clients guests of their appointments' events. */
  public Installation inviting() {
    google.requests().check(RequestContract.google().inviting());
    graph.requests().check(RequestContract.graph().inviting());
    return with("calroute.links", "invite");
  }

  /** Microsoft 365. */
  public GraphSimulator graph() {
    return graph;
  }

  private String nextEntry() {
    long entries = properties.keySet().stream().filter(key -> key.endsWith(".target")).count();
    return "calroute.directory[" + entries + "]";
  }

  /** Stops the simulators, and fails when Calroute has sent them what it may not send. */
  @Override
  public void close() {
    google.close();
    graph.close();
    List<String> problems = new ArrayList<>(google.requests().problems());
    problems.addAll(graph.requests().problems());
    if (!problems.isEmpty()) {
      throw new AssertionError("Calroute has sent what it may not send: " + problems);
    }
  }
}
