package io.calroute.bundle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The files that operators edit, as they are at one moment.
 *
 * @param files text by name; a name is {@code routes/}, {@code kamelets/} or {@code mappings/} and
 *     the path below, with slashes
 */
public record Bundle(SortedMap<String, String> files) {

  static final String ROUTES = "routes/";
  static final String KAMELETS = "kamelets/";
  static final String MAPPINGS = "mappings/";
  static final String ROUTE_SUFFIX = ".camel.yaml";
  static final String KAMELET_SUFFIX = ".kamelet.yaml";
  static final String MAPPING_SUFFIX = ".jslt";

  /** No files. */
  static final Bundle EMPTY = new Bundle(new TreeMap<>());

  private static final int VERSION_LENGTH = 12;

  /** Copies the map. */
  public Bundle {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** Names of the files that begin with something, such as {@code routes/}. */
  SortedSet<String> names(String prefix) {
    return files.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Text of a file; null when there is none of this name. */
  String text(String name) {
    return files.get(name);
  }

  /** Names of the files that are new, gone or different in another bundle. */
  SortedSet<String> changes(Bundle other) {
    SortedSet<String> changed = new TreeSet<>(files.keySet());
    changed.addAll(other.files.keySet());
    changed.removeIf(
        name ->
            files.containsKey(name)
                && other.files.containsKey(name)
                && files.get(name).equals(other.files.get(name)));
    return changed;
  }

  /** This bundle, with some files as another one has them. */
  Bundle with(Bundle other, Collection<String> names) {
    SortedMap<String, String> mixed = new TreeMap<>(files);
    for (String name : names) {
      String text = other.files.get(name);
      if (text == null) {
        mixed.remove(name);
      } else {
        mixed.put(name, text);
      }
    }
    return new Bundle(mixed);
  }

  /** Texts of the mappings by their path below {@code mappings/}. */
  Map<String, String> mappings() {
    return names(MAPPINGS).stream()
        .collect(Collectors.toMap(name -> name.substring(MAPPINGS.length()), files::get));
  }

  /** The same for the same contents, and for no others. */
  public String version() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.forEach(
          (name, text) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
          });
      return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** Name of the kamelet, mapping or route file without directory and suffix. */
  static String baseName(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    int dot = file.indexOf('.');
    return dot < 0 ? file : file.substring(0, dot);
  }
}
