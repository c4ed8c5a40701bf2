package io.calroute.bundle.configuration;

import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.DirectoryEntries;
import io.calroute.appointment.directory.DirectoryEntry;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.callback.connection.Connections;
import io.calroute.event.EventSettings;
import io.calroute.policy.LinkSettings;
import io.calroute.policy.SyncSettings;
import io.calroute.policy.WriteBackSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.config.ConfigDataEnvironmentUpdateListener;
import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.context.config.ConfigDataResource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * The configuration as its files say it at one moment, below what the command line and the
 * environment say. Read as Spring Boot reads it at a start, without touching the one in use.
 *
 * @param files what comes from files, the most important first
 * @param directory entries of {@code calroute.directory}
 */
public record Configuration(
    ConfigurableEnvironment environment,
    List<PropertySource<?>> files,
    Connections connections,
    SyncSettings settings,
    LinkSettings links,
    WriteBackSettings writeBack,
    List<DirectoryEntry> directory,
    EventSettings events) {

  private static final String ROOT = "calroute";
  private static final String DIRECTORY = "calroute.directory";
  private static final String EVENTS = "calroute.events";

  /**
   * Properties that a running installation takes over, by their uniform names; others wait for the
   * next start.
   */
  private static final List<String> LIVE =
      List.of(
          "calroute.connections.",
          DIRECTORY + "[",
          "calroute.teams.",
          "calroute.tentative",
          "calroute.personal",
          "calroute.drift",
          "calroute.links",
          "calroute.publicurl",
          "calroute.writeback.",
          EVENTS + ".");

  /** Thrown when the files can't be understood. */
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1;
    private final transient BundleProblem problem;

    Unusable(BundleProblem problem) {
      super(problem.toString());
      this.problem = problem;
    }

    public BundleProblem problem() {
      return problem;
    }
  }

  /**
   * Reads the files.
   *
   * @param live the environment in use; it stays as it is
   * @param known names of its parts that come from files
   * @throws Unusable with the first problem
   */
  static Configuration read(ConfigurableEnvironment live, Set<String> known) throws Unusable {
    StandardEnvironment environment = new StandardEnvironment();
    MutablePropertySources sources = environment.getPropertySources();
    sources.stream().map(PropertySource::getName).toList().forEach(sources::remove);
    for (PropertySource<?> source : live.getPropertySources()) {
      if (!known.contains(source.getName())
          && !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source)) {
        sources.addLast(source);
      }
    }
    List<String> names = new ArrayList<>();
    try {
      ConfigDataEnvironmentPostProcessor.applyTo(
          environment,
          null,
          null,
          List.of(),
          new ConfigDataEnvironmentUpdateListener() {
            @Override
            public void onPropertySourceAdded(
                PropertySource<?> source, ConfigDataLocation place, ConfigDataResource resource) {
              names.add(source.getName());
            }
          });
      Binder binder = Binder.get(environment);
      Connections connections = binder.bindOrCreate(ROOT, Connections.class);
      SyncSettings settings = binder.bindOrCreate(ROOT, SyncSettings.class);
      LinkSettings links = binder.bindOrCreate(ROOT, LinkSettings.class);
      WriteBackSettings writeBack = binder.bindOrCreate(ROOT, WriteBackSettings.class);
      List<DirectoryEntry> directory =
          DirectoryEntries.read(ConfigurationPropertySources.get(environment), binder, DIRECTORY);
      new Directory(directory);
      Optional<BundleProblem> emptyMatch =
          ConfigurationCheck.emptyMatches(live).stream().findFirst();
      if (emptyMatch.isPresent()) {
        throw new Unusable(emptyMatch.get());
      }
      List<PropertySource<?>> files = new ArrayList<>();
      sources.stream().filter(source -> names.contains(source.getName())).forEach(files::add);
      EventSettings events = binder.bindOrCreate(EVENTS, EventSettings.class);
      return new Configuration(
          environment, files, connections, settings, links, writeBack, directory, events);
    } catch (RuntimeException wrong) {
      throw new Unusable(
          unreadable(live)
              .orElseGet(() -> ConfigurationCheck.problem((Environment) environment, wrong)));
    }
  }

  /** A configuration that others have read. */
  public static Configuration of(ConfigurableEnvironment environment, Connections connections) {
    SyncSettings settings = Binder.get(environment).bindOrCreate(ROOT, SyncSettings.class);
    LinkSettings links = Binder.get(environment).bindOrCreate(ROOT, LinkSettings.class);
    WriteBackSettings writeBack =
        Binder.get(environment).bindOrCreate(ROOT, WriteBackSettings.class);
    EventSettings events = Binder.get(environment).bindOrCreate(EVENTS, EventSettings.class);
    return new Configuration(
        environment, List.of(), connections, settings, links, writeBack, List.of(), events);
  }

  /** Names of the parts that come from files. */
  Set<String> fileNames() {
    return files.stream().map(PropertySource::getName).collect(Collectors.toSet());
  }

  /** Names of the properties that are new, gone or different in another configuration. */
  public SortedSet<String> changes(Configuration other) {
    SortedMap<String, String> here = values();
    SortedMap<String, String> there = other.values();
    SortedSet<String> changed = new TreeSet<>(here.keySet());
    changed.addAll(there.keySet());
    changed.removeIf(name -> Objects.equals(here.get(name), there.get(name)));
    return changed;
  }

  /**
   * Names of the properties that differ from those of an earlier configuration and that only the
   * next start takes over. A file of a secret counts through what names it.
   *
   * @param started the one that the application started with
   * @param texts of routes and kamelets, which can name properties too
   */
  public SortedSet<String> waiting(Configuration started, Collection<String> texts) {
    SortedMap<String, String> then = started.resolved();
    SortedMap<String, String> now = resolved();
    SortedSet<String> changed = new TreeSet<>(then.keySet());
    changed.addAll(now.keySet());
    changed.removeIf(name -> Objects.equals(then.get(name), now.get(name)));
    return waiting(changed, texts);
  }

  /** What values come to, with what they name put in. */
  private SortedMap<String, String> resolved() {
    SortedMap<String, String> all = values();
    files.stream()
        .filter(ConfigTreePropertySource.class::isInstance)
        .map(ConfigTreePropertySource.class::cast)
        .flatMap(secrets -> Stream.of(secrets.getPropertyNames()))
        .filter(name -> name.indexOf('.') < 0)
        .forEach(all::remove);
    all.replaceAll((name, value) -> environment.resolvePlaceholders(value));
    return all;
  }

  /** Those of some properties that nothing takes over while it runs. */
  static SortedSet<String> waiting(Collection<String> names, Collection<String> texts) {
    return names.stream()
        .filter(name -> LIVE.stream().noneMatch(uniform(name)::startsWith))
        .filter(name -> texts.stream().noneMatch(text -> isNamed(name, text)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether a route or kamelet has a placeholder for a property. */
  public static boolean isNamed(String name, String text) {
    String wanted = uniform(name);
    for (int at = text.indexOf("{{"); at >= 0; at = text.indexOf("{{", at + 2)) {
      int end = text.indexOf("}}", at);
      String inside = end < 0 ? "" : text.substring(at + 2, end).replaceFirst("^\\?", "");
      if (uniform(inside.split(":", 2)[0].strip()).equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  /** Spring takes {@code routeWait} for {@code route-wait}. */
  public static String uniform(String name) {
    return name.replace("-", "").toLowerCase(Locale.ROOT);
  }

  private SortedMap<String, String> values() {
    SortedMap<String, String> values = new TreeMap<>();
    for (PropertySource<?> source : files) {
      if (source instanceof EnumerablePropertySource<?> all) {
        for (String name : all.getPropertyNames()) {
          values.putIfAbsent(name, String.valueOf(all.getProperty(name)));
        }
      }
    }
    return values;
  }

  /** A file that is no YAML, which the failure does not name. */
  private static Optional<BundleProblem> unreadable(ConfigurableEnvironment live) {
    try {
      Path config = Path.of(live.getProperty("calroute.config-dir", "./config"));
      return ConfigurationCheck.syntax(config).stream().findFirst();
    } catch (IOException goneMeanwhile) {
      return Optional.empty();
    }
  }
}
