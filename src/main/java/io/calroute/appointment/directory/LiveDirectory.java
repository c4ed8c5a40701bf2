package io.calroute.appointment.directory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.stereotype.Component;

/**
 * The directory as it is now: the entries of the configuration, then those of a file that is read
 * again whenever it has changed. A file that can't be used changes nothing. Safe for concurrent
 * use.
 */
@Component
@EnableConfigurationProperties(DirectoryProperties.class)
public final class LiveDirectory implements Supplier<Directory> {

  private static final Logger LOG = LoggerFactory.getLogger(LiveDirectory.class);
  private static final String LIST = "calroute.directory";
  private static final String GONE =
      "The file is gone; bring it back, or save it with 'directory: []'";
  private static final String SHORT_LIST = "directory";

  private List<DirectoryEntry> configured;
  private final Path file;
  private byte[] seen;
  private volatile Directory current;
  private volatile String problem;
  private volatile int problemLine;

  @Autowired
  LiveDirectory(DirectoryProperties properties) {
    this(properties.directory(), properties.directoryFile());
  }

  /**
   * Reads the directory for the first time.
   *
   * @param configured entries that come first
   * @param file YAML with a list under {@code calroute.directory} or {@code directory}; it need not
   *     be there
   * @throws IllegalArgumentException when the entries or the file can't be used; the message says
   *     what to mend
   */
  public LiveDirectory(List<DirectoryEntry> configured, Path file) {
    this.configured = List.copyOf(configured);
    this.file = file;
    this.seen = read();
    this.current = parse(seen);
  }

  @Override
  public Directory get() {
    return current;
  }

  /**
   * Puts other entries before those of the file.
   *
   * @throws IllegalArgumentException when they can't be used; nothing has changed then
   */
  public synchronized void configure(List<DirectoryEntry> entries) {
    new Directory(entries);
    if (!entries.equals(configured)) {
      configured = List.copyOf(entries);
      // Bytes that no file has: the next look takes file and entries together.
      seen = null;
    }
  }

  /** Why the newest version of the file is not in use, without its name; empty when it is. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** The line of the file that the problem is in; 0 when nobody knows. */
  public int problemLine() {
    return problemLine;
  }

  /**
   * Looks at the file again. Its content counts, not its date: a mounted ConfigMap is swapped by
   * symbolic links.
   */
  public synchronized boolean refresh() {
    byte[] now = read();
    boolean there = Files.exists(file);
    if (Arrays.equals(now, seen) && !(there && isGone())) {
      return false;
    }
    if (!there && (isGone() || seen != null && seen.length > 0)) {
      tellThatItIsGone();
      return false;
    }
    seen = now;
    try {
      current = parse(now);
      problem = null;
      if (current.size() == 0) {
        LOG.warn("The directory has changed, and has no entry now");
      } else {
        LOG.info("The directory has changed: {} entries", current.size());
      }
      return true;
    } catch (IllegalArgumentException e) {
      DirectoryRefused refused = e.getCause() instanceof DirectoryRefused one ? one : null;
      problemLine = refused == null ? 0 : refused.line();
      problem = refused == null ? e.getMessage() : refused.getMessage();
      LOG.error("The directory stays as it was: {}", e.getMessage());
      return false;
    }
  }

  /** Nobody's events go away because a file was moved. */
  private void tellThatItIsGone() {
    if (!isGone()) {
      problem = GONE;
      problemLine = 0;
      LOG.error("The directory stays as it was: {}: {}", file, problem);
    }
  }

  private boolean isGone() {
    return GONE.equals(problem);
  }

  private byte[] read() {
    try {
      return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    } catch (IOException e) {
      LOG.warn("{} cannot be read now: {}", file, e.getMessage());
      return seen == null ? new byte[0] : seen;
    }
  }

  private Directory parse(byte[] yaml) {
    List<DirectoryEntry> entries = new ArrayList<>(configured);
    if (!new String(yaml, StandardCharsets.UTF_8).isBlank()) {
      entries.addAll(entries(yaml));
    }
    return new Directory(entries);
  }

  private List<DirectoryEntry> entries(byte[] yaml) {
    try {
      List<PropertySource<?>> yamls =
          new YamlPropertySourceLoader().load(file.toString(), new ByteArrayResource(yaml));
      Iterable<ConfigurationPropertySource> sources = ConfigurationPropertySources.from(yamls);
      Binder binder = new Binder(sources);
      String list = yamls.stream().anyMatch(LiveDirectory::hasList) ? LIST : SHORT_LIST;
      DirectoryEntries.requireMatches(new String(yaml, StandardCharsets.UTF_8));
      requireNothingElse(sources, ConfigurationPropertyName.of(list));
      return DirectoryEntries.read(sources, binder, list);
    } catch (IOException | RuntimeException e) {
      DirectoryRefused refused =
          e instanceof DirectoryRefused known ? known : DirectoryRefused.noYaml(e);
      String place = refused.line() > 0 ? file + ":" + refused.line() : file.toString();
      throw new IllegalArgumentException(place + ": " + refused.getMessage(), refused);
    }
  }

  private static boolean hasList(PropertySource<?> yaml) {
    return yaml instanceof EnumerablePropertySource<?> all
        && Arrays.stream(all.getPropertyNames()).anyMatch(name -> name.startsWith(LIST));
  }

  /** What is beside the list was meant to be in it. */
  private static void requireNothingElse(
      Iterable<ConfigurationPropertySource> sources, ConfigurationPropertyName list) {
    for (ConfigurationPropertySource source : sources) {
      if (source instanceof IterableConfigurationPropertySource iterable) {
        iterable.stream()
            .filter(name -> !name.equals(list) && !list.isAncestorOf(name))
            .findFirst()
            .ifPresent(
                name -> {
                  ConfigurationProperty property = source.getConfigurationProperty(name);
                  throw new DirectoryRefused(
                      property == null ? null : property.getOrigin(),
                      name + " is read by nothing; entries are below " + list);
                });
      }
    }
  }
}
