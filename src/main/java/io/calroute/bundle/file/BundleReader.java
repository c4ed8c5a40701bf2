package io.calroute.bundle.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Reads the files that operators edit. What counts is their content, wherever symbolic links lead:
 * a mounted ConfigMap is swapped by a link. A file is read again only when its date, size or place
 * on the disk has changed since, or when it was changed so lately that its date proves nothing. For
 * use by one thread.
 */
public final class BundleReader {

  /** Clocks of file systems tick slowly; some count only whole seconds. */
  private static final Duration DATE_PROVES_NOTHING = Duration.ofSeconds(3);

  private record Stamp(Instant changed, long size, Object place) {}

  private record Known(Stamp stamp, Instant readAt, String text) {}

  private final Path routes;
  private final Path kamelets;
  private final Path mappings;
  private final Path config;
  private Map<String, Known> known = new HashMap<>();
  private Bundle last = Bundle.EMPTY;

  public BundleReader(Path routes, Path kamelets, Path mappings, Path config) {
    this.routes = routes;
    this.kamelets = kamelets;
    this.mappings = mappings;
    this.config = config;
  }

  /**
   * Reads all files.
   *
   * @return the same object as the time before when nothing differs
   * @throws IOException when a directory or a file cannot be read, which may pass: files come and
   *     go while they are listed
   */
  public Bundle read() throws IOException {
    return read(true);
  }

  /**
   * Reads all files but secrets, which not everybody may read who looks at the rest.
   *
   * @throws IOException when a directory or a file cannot be read
   */
  public Bundle readWithoutSecrets() throws IOException {
    return read(false);
  }

  private Bundle read(boolean secretsToo) throws IOException {
    Map<String, Known> next = new HashMap<>();
    look(routes, Bundle.ROUTES, name -> name.endsWith(Bundle.ROUTE_SUFFIX), next);
    if (Files.isDirectory(kamelets)) {
      look(kamelets, Bundle.KAMELETS, name -> name.endsWith(Bundle.KAMELET_SUFFIX), next);
    }
    look(
        mappings,
        Bundle.MAPPINGS,
        name -> name.endsWith(Bundle.MAPPING_SUFFIX) || name.endsWith(".schema.json"),
        next);
    for (Path below : directories(mappings)) {
      String suffix = below.endsWith("lib") ? Bundle.MAPPING_SUFFIX : ".json";
      look(below, Bundle.MAPPINGS + below.getFileName() + "/", name -> name.endsWith(suffix), next);
    }
    if (Files.isDirectory(config)) {
      look(
          config,
          Bundle.CONFIG,
          name -> name.startsWith("application") && name.endsWith(".yaml"),
          next);
      Path secrets = config.resolve("secrets");
      if (secretsToo && Files.isDirectory(secrets)) {
        look(secrets, Bundle.SECRETS, name -> true, next);
      }
    }
    if (!hasTheSame(next)) {
      SortedMap<String, String> files = new TreeMap<>();
      next.forEach((name, file) -> files.put(name, shown(name, file.text())));
      last = new Bundle(files, last);
    }
    known = next;
    return last;
  }

  /** Equal texts are the same objects, which makes this cheap. */
  private boolean hasTheSame(Map<String, Known> next) {
    return next.keySet().equals(known.keySet())
        && next.entrySet().stream()
            .allMatch(file -> file.getValue().text() == known.get(file.getKey()).text());
  }

  private static String shown(String name, String text) {
    return name.startsWith(Bundle.SECRETS) ? DigestUtils.sha256Hex(text) : text;
  }

  private void look(
      Path directory, String prefix, Predicate<String> wanted, Map<String, Known> next)
      throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (wanted.test(name) && isVisible(name)) {
          BasicFileAttributes now = attributes(file);
          if (now != null && now.isRegularFile()) {
            next.put(prefix + name, read(file, now, known.get(prefix + name)));
          }
        }
      }
    }
  }

  /** Null for what is gone by now. */
  private static BasicFileAttributes attributes(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class);
    } catch (IOException gone) {
      return null;
    }
  }

  private static Known read(Path file, BasicFileAttributes now, Known before) throws IOException {
    Stamp stamp = new Stamp(now.lastModifiedTime().toInstant(), now.size(), now.fileKey());
    if (before != null
        && before.stamp().equals(stamp)
        && !before.readAt().isBefore(stamp.changed().plus(DATE_PROVES_NOTHING))) {
      return before;
    }
    Instant readAt = Instant.now();
    String text = Files.readString(file, StandardCharsets.UTF_8);
    // The same object where it can be, so that comparing two bundles costs next to nothing.
    return new Known(
        stamp, readAt, before != null && before.text().equals(text) ? before.text() : text);
  }

  private static List<Path> directories(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> isVisible(file.getFileName().toString()) && Files.isDirectory(file))
          .toList();
    }
  }

  /** Editors keep their unfinished work in hidden files and in copies with a tilde. */
  private static boolean isVisible(String name) {
    return !name.startsWith(".") && !name.startsWith("#");
  }
}
