package io.calroute.appointment;

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
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/**
 * The directory as it is now: the entries of the configuration, then those of a file that is read
 * again whenever it has changed. A file that can't be used changes nothing. Safe for concurrent
 * use.
 */
public final class LiveDirectory implements Supplier<Directory> {

  private static final Logger LOG = LoggerFactory.getLogger(LiveDirectory.class);
  private static final Bindable<List<DirectoryEntry>> ENTRIES =
      Bindable.listOf(DirectoryEntry.class);

  private List<DirectoryEntry> configured;
  private final Path file;
  private byte[] seen;
  private volatile Directory current;
  private volatile String problem;

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
   * @param entries entries that come first
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

  /** Why the newest version of the file is not in use; empty when it is. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /**
   * Looks at the file again. Its content counts, not its date: a mounted ConfigMap is swapped by
   * symbolic links.
   *
   * @return true when there is a new directory
   */
  public synchronized boolean refresh() {
    byte[] now = read();
    if (Arrays.equals(now, seen)) {
      return false;
    }
    seen = now;
    try {
      current = parse(now);
      problem = null;
      LOG.info("The directory has changed: {} entries", current.size());
      return true;
    } catch (IllegalArgumentException e) {
      problem = e.getMessage();
      LOG.error("The directory stays as it was: {}", problem);
      return false;
    }
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
      List<DirectoryEntry> inFile = entries(yaml);
      requireUsable(inFile);
      entries.addAll(inFile);
    }
    return new Directory(entries);
  }

  /** Checked by themselves, so that the message counts the entries as the file does. */
  private void requireUsable(List<DirectoryEntry> inFile) {
    try {
      new Directory(inFile);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private List<DirectoryEntry> entries(byte[] yaml) {
    try {
      List<PropertySource<?>> sources =
          new YamlPropertySourceLoader().load(file.toString(), new ByteArrayResource(yaml));
      Binder binder = new Binder(ConfigurationPropertySources.from(sources));
      return binder
          .bind("calroute.directory", ENTRIES)
          .orElseGet(() -> binder.bind("directory", ENTRIES).orElseGet(List::of));
    } catch (BindException e) {
      throw new IllegalArgumentException(
          file + ": " + e.getName() + " can't be understood; see docs/configuration.md", e);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          file + " is no YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          e);
    }
  }
}
