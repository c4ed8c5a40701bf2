package io.calroute.bundle.configuration;

import io.calroute.appointment.directory.LiveDirectory;
import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.event.Events;
import io.calroute.policy.LiveLinkSettings;
import io.calroute.policy.LiveSettings;
import io.calroute.policy.LiveWriteBackSettings;
import io.calroute.routing.DirectoryInForce;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.stereotype.Component;

/** The configuration in use, and how another one takes its place. For use by one thread. */
@Component
public final class LiveConfiguration {

  private static final String DIRECTORY = Bundle.CONFIG + "directory.yaml";

  private final ConfigurableEnvironment environment;
  private final LiveConnections connections;
  private final LiveSettings settings;
  private final LiveLinkSettings links;
  private final LiveWriteBackSettings writeBack;
  private final LiveDirectory directory;
  private final DirectoryInForce inForce;
  private final Events events;
  private Configuration first;
  private Configuration current;

  public LiveConfiguration(
      ConfigurableEnvironment environment,
      LiveConnections connections,
      LiveSettings settings,
      LiveLinkSettings links,
      LiveWriteBackSettings writeBack,
      LiveDirectory directory,
      DirectoryInForce inForce,
      Events events) {
    this.environment = environment;
    this.connections = connections;
    this.settings = settings;
    this.links = links;
    this.writeBack = writeBack;
    this.directory = directory;
    this.inForce = inForce;
    this.events = events;
  }

  /**
   * Learns what the application has started with.
   *
   * @throws Configuration.Unusable when the files have changed since, and can't be understood
   */
  public void begin() throws Configuration.Unusable {
    Set<String> names = Configuration.read(environment, Set.of()).fileNames();
    current = Configuration.read(environment, names);
    first = current;
  }

  public Configuration current() {
    return current;
  }

  public Configuration first() {
    return first;
  }

  /** Why the directory that files say is not in force; empty when it is. */
  public List<BundleProblem> directoryProblems() {
    Stream<BundleProblem> held =
        inForce.problems().stream().map(reason -> new BundleProblem(DIRECTORY, 0, reason));
    return Stream.concat(directoryRefused().stream(), held).toList();
  }

  /** Why the directory's file can't be used; empty when it can. */
  public Optional<BundleProblem> directoryRefused() {
    return directory
        .problem()
        .map(reason -> new BundleProblem(DIRECTORY, directory.problemLine(), reason));
  }

  /** Reads the files as they are now; takes nothing into use. */
  public Configuration read() throws Configuration.Unusable {
    return Configuration.read(environment, current.fileNames());
  }

  /** Lets placeholders see a configuration. */
  public void show(Configuration next) {
    MutablePropertySources sources = environment.getPropertySources();
    Set<String> names = next.fileNames();
    List<PropertySource<?>> files = next.files();
    for (int i = files.size() - 1; i >= 0; i--) {
      String name = files.get(i).getName();
      if (sources.contains(name)) {
        sources.replace(name, files.get(i));
      } else if (i + 1 < files.size()) {
        sources.addBefore(files.get(i + 1).getName(), files.get(i));
      } else {
        sources.addLast(files.get(i));
      }
    }
    sources.stream()
        .map(PropertySource::getName)
        .filter(name -> current.fileNames().contains(name) && !names.contains(name))
        .toList()
        .forEach(sources::remove);
  }

  public void take(Configuration next) {
    current = next;
    settings.replacePolicyBy(next.settings());
    links.replaceBy(next.links());
    writeBack.replaceBy(next.writeBack());
    directory.configure(next.directory());
    connections.replaceBy(next.connections());
    events.configure(next.events());
  }
}
