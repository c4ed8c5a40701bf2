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
  private Map<Path, Known> known = new HashMap<>();
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
   * @return the same object as the time before when no file had to be read anew
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
    Map<Path, Known> next = new HashMap<>();
    SortedMap<String, String> files = new TreeMap<>();
    for (Path file : list(routes, Bundle.ROUTE_SUFFIX)) {
      files.put(Bundle.ROUTES + file.getFileName(), text(file, next));
    }
    if (Files.isDirectory(kamelets)) {
      for (Path file : list(kamelets, Bundle.KAMELET_SUFFIX)) {
        files.put(Bundle.KAMELETS + file.getFileName(), text(file, next));
      }
    }
    for (Path file : list(mappings, Bundle.MAPPING_SUFFIX)) {
      files.put(Bundle.MAPPINGS + file.getFileName(), text(file, next));
    }
    for (Path file : list(mappings, ".schema.json")) {
      files.put(Bundle.MAPPINGS + file.getFileName(), text(file, next));
    }
    for (Path below : directories(mappings)) {
      boolean library = below.endsWith("lib");
      for (Path file : list(below, library ? Bundle.MAPPING_SUFFIX : ".json")) {
        files.put(
            Bundle.MAPPINGS + below.getFileName() + "/" + file.getFileName(), text(file, next));
      }
    }
    if (Files.isDirectory(config)) {
      for (Path file : list(config, ".yaml")) {
        if (file.getFileName().toString().startsWith("application")) {
          files.put(Bundle.CONFIG + file.getFileName(), text(file, next));
        }
      }
      Path secrets = config.resolve("secrets");
      if (secretsToo && Files.isDirectory(secrets)) {
        for (Path file : list(secrets, "")) {
          files.put(Bundle.SECRETS + file.getFileName(), DigestUtils.sha256Hex(text(file, next)));
        }
      }
    }
    // Equal values are the same objects, which makes this cheap.
    if (!next.equals(known)) {
      last = new Bundle(files, last);
      known = next;
    }
    return last;
  }

  private String text(Path file, Map<Path, Known> next) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    Stamp stamp = new Stamp(now.lastModifiedTime().toInstant(), now.size(), now.fileKey());
    Known before = known.get(file);
    if (before == null
        || !before.stamp().equals(stamp)
        || before.readAt().isBefore(stamp.changed().plus(DATE_PROVES_NOTHING))) {
      Instant readAt = Instant.now();
      String text = Files.readString(file, StandardCharsets.UTF_8);
      // The same object where it can be, so that comparing two bundles costs next to nothing.
      before =
          new Known(
              stamp, readAt, before != null && before.text().equals(text) ? before.text() : text);
    }
    next.put(file, before);
    return before.text();
  }

  /** Editors keep their unfinished work in hidden files and in copies with a tilde. */
  private static List<Path> list(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(suffix))
          .filter(file -> isVisible(file) && Files.isRegularFile(file))
          .toList();
    }
  }

  private static List<Path> directories(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> isVisible(file) && Files.isDirectory(file)).toList();
    }
  }

  private static boolean isVisible(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith(".") && !name.startsWith("#");
  }
}
