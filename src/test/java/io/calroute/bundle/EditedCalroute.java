package io.calroute.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.file.BundleReader;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A running Calroute whose routes, kamelets and mappings are copies that a test may edit. */
public final class EditedCalroute implements AutoCloseable {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration OFTEN = Duration.ofMillis(50);

  private static final List<String> DIRECTORIES =
      List.of("routes", "kamelets", "mappings", "config");

  private static final Pattern ROUTE =
      Pattern.compile(
          "(?m)^- route:\\n    id: (\\S+)(?:\\n    description: .*(?:\\n      .*)*(\\n    precondition:))?");

  private final Path home;
  private final Installation installation;
  private final Map<Path, String> originals = new HashMap<>();
  private final BundleReader reader;
  private RunningCalroute calroute;

  private EditedCalroute(Path home, Installation installation) {
    this.home = home;
    this.installation = installation;
    this.reader =
        new BundleReader(
            home.resolve("routes"),
            home.resolve("kamelets"),
            home.resolve("mappings"),
            home.resolve("config"));
  }

  /**
   * Copies the files of the working directory and starts Calroute with them.
   *
   * @param home where everything is kept
   * @param properties on top of those of the installation
   */
  public static EditedCalroute start(Path home, Map<String, Object> properties) {
    EditedCalroute edited = prepare(home, properties);
    edited.run();
    return edited;
  }

  /** The same, without starting Calroute yet. */
  public static EditedCalroute prepare(Path home, Map<String, Object> properties) {
    for (String directory : DIRECTORIES) {
      copy(Path.of(directory), home.resolve(directory));
    }
    Installation installation = new Installation(home, 0, 0);
    installation
        .with("calroute.callbacks.route-wait-millis", 30_000)
        .with("calroute.routes-dir", home.resolve("routes"));
    installation.with("calroute.kamelets-dir", home.resolve("kamelets"));
    installation.with("calroute.mappings-dir", home.resolve("mappings"));
    installation.with("calroute.config-dir", home.resolve("config"));
    installation.with("spring.config.additional-location", "optional:file:" + home + "/config/");
    installation.with("calroute.bundle.poll", "100ms");
    installation.without("calroute.connections.").without("calroute.directory[");
    installation.with("calroute.directory-file", home.resolve("config/directory.yaml"));
    installation.with("calroute.sync.directory-poll", "60ms");
    properties.forEach(installation::with);
    EditedCalroute edited = new EditedCalroute(home, installation);
    edited.configureConnections();
    edited.configureDirectory();
    edited.remember();
    return edited;
  }

  /** Starts Calroute. */
  public void run() {
    calroute = installation.run();
  }

  /** Calroute. */
  public RunningCalroute calroute() {
    return calroute;
  }

  /** What is around it. */
  public Installation installation() {
    return installation;
  }

  /** A file, such as {@code routes/front-door.camel.yaml}. */
  public Path file(String name) {
    return home.resolve(name);
  }

  /** Its text. */
  public String text(String name) {
    try {
      return Files.readString(file(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Saves a file at once. */
  public void save(String name, String text) {
    try {
      Files.createDirectories(file(name).getParent());
      Files.writeString(file(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Edits a file. */
  public void edit(String name, UnaryOperator<String> change) {
    String before = text(name);
    String after = change.apply(before);
    assertThat(after).as("an edit of " + name + " changes it").isNotEqualTo(before);
    save(name, after);
  }

  /** Replaces a piece of text that must be there. */
  public void edit(String name, String piece, String other) {
    assertThat(text(name)).contains(piece);
    edit(name, text -> text.replace(piece, other));
  }

  /** Deletes a file. */
  public void delete(String name) {
    try {
      Files.delete(file(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts all files back as they were. */
  public void restore() {
    try {
      for (Map.Entry<Path, String> original : originals.entrySet()) {
        Path file = original.getKey();
        if (!Files.exists(file) || !Files.readString(file).equals(original.getValue())) {
          Files.createDirectories(file.getParent());
          Files.writeString(file, original.getValue());
        }
      }
      for (Path file : files()) {
        if (!originals.containsKey(file)) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connections as docs/editing-routes.md has them: each secret is a file of its own. */
  private void configureConnections() {
    StringBuilder connections = new StringBuilder("calroute:\n\n  connections:\n");
    for (Provider provider : Provider.values()) {
      String secret = provider.word() + "-secret";
      save("config/secrets/" + secret, provider.secret() + "\n");
      connections.append("    ").append(provider.word()).append(":\n      default:\n");
      connections.append("        secret: ${").append(secret).append("}\n");
      connections.append("        time-zone: Europe/Paris\n");
    }
    edit(
        "config/application.yaml",
        text ->
            text.replaceFirst(
                "(?m)^calroute:\n", Matcher.quoteReplacement(connections.toString())));
  }

  private void configureDirectory() {
    save(
        "config/directory.yaml",
        """
        # Staff of the sandbox.
        calroute:
          directory:
            - match: {staffId: prov_anna00000001}
              target: google
              calendar: anna@example.com
            - match: {staffId: prov_ben000000001}
              target: google
              calendar: ben@example.com
            - match: {staffId: prov_carla0000001}
              target: office365
              calendar: carla@example.org
            - match: {staffId: "882"}
              target: google
              calendar: ben@example.com
            - match: {emailDomain: example.com}
              target: google
            - match: {emailDomain: example.org}
              target: office365
        """);
  }

  private void remember() {
    for (Path file : files()) {
      originals.put(file, text(home.relativize(file).toString()));
    }
  }

  /** Names of all files, such as {@code routes/front-door.camel.yaml}. */
  public List<String> names() {
    return files().stream().map(file -> home.relativize(file).toString()).toList();
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (String directory : DIRECTORIES) {
      try (Stream<Path> all = Files.walk(home.resolve(directory))) {
        all.filter(Files::isRegularFile).forEach(files::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }

  /** What the operations API says of the files. */
  public JsonNode bundle() {
    return calroute.get("/api/status").path("bundle");
  }

  /** Waits until what is on disk is in use. */
  public void awaitInUse() {
    Bundle saved = disk();
    String version = saved.version();
    await("in use")
        .atMost(SOON)
        .pollInterval(OFTEN)
        .untilAsserted(
            () -> {
              assertThat(calroute.bean(LiveBundle.class).serves(saved)).isTrue();
              assertThat(bundle().path("problems")).isEmpty();
              assertThat(bundle().path("version").textValue()).isEqualTo(version);
            });
  }

  /** Waits until a problem is told, and gives all of them. */
  public JsonNode awaitProblem(String file, int line, String words) {
    await("problem")
        .atMost(SOON)
        .pollInterval(OFTEN)
        .untilAsserted(
            () ->
                assertThat(bundle().path("problems"))
                    .anySatisfy(
                        problem -> {
                          assertThat(problem.path("file").textValue()).isEqualTo(file);
                          assertThat(problem.path("line").intValue()).isEqualTo(line);
                          assertThat(problem.path("reason").textValue()).contains(words);
                        }));
    return bundle().path("problems");
  }

  /** Version of what is on disk. */
  public String onDisk() {
    return disk().version();
  }

  private synchronized Bundle disk() {
    try {
      return reader.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ids of the routes in the files. */
  public List<String> routeIds() {
    try (Stream<Path> files = Files.list(home.resolve("routes"))) {
      List<String> ids = new ArrayList<>();
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.toString().endsWith(".camel.yaml")) {
          Matcher route = ROUTE.matcher(Files.readString(file));
          while (route.find()) {
            // One with a precondition is not there as it is tried here.
            if (route.group(2) == null) {
              ids.add(route.group(1));
            }
          }
        }
      }
      return ids;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Line of a text in a file, from 1. */
  public int line(String name, String words) {
    String text = text(name);
    assertThat(text).contains(words);
    return (int) text.substring(0, text.indexOf(words)).lines().count()
        + (text.substring(0, text.indexOf(words)).endsWith("\n") ? 1 : 0);
  }

  /** Sends a booking and gives the answer's status. */
  public int send(SavvyCalBooking booking, String type) {
    return calroute
        .postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", booking.callback(type))
        .statusCode();
  }

  @Override
  public void close() {
    if (calroute != null) {
      calroute.close();
    }
    installation.close();
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : (Iterable<Path>) all::iterator) {
        Path place = to.resolve(from.relativize(one).toString());
        if (Files.isDirectory(one)) {
          Files.createDirectories(place);
        } else {
          // With its date: what was changed long ago is not read again and again.
          Files.copy(
              one, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
