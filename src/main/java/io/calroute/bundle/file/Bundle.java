package io.calroute.bundle.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;

/** The files that operators edit, as they are at one moment. Immutable. */
public final class Bundle {

  public static final String ROUTES = "routes/";
  public static final String KAMELETS = "kamelets/";
  public static final String MAPPINGS = "mappings/";
  public static final String CONFIG = "config/";
  public static final String APPLICATION = CONFIG + "application.yaml";
  public static final String SECRETS = CONFIG + "secrets/";
  public static final String ROUTE_SUFFIX = ".camel.yaml";
  public static final String KAMELET_SUFFIX = ".kamelet.yaml";
  public static final String MAPPING_SUFFIX = ".jslt";

  static final Bundle EMPTY = new Bundle(new TreeMap<>());

  private static final int VERSION_LENGTH = 12;

  private final SortedMap<String, String> files;

  /** By text, of those that somebody has asked for: most are the same in the next bundle. */
  private final Map<String, byte[]> digests = new ConcurrentHashMap<>();

  /** Asked for again and again. */
  private volatile String version;

  /**
   * Takes files.
   *
   * @param files text by name; a name is {@code routes/}, {@code kamelets/}, {@code mappings/} or
   *     {@code config/} and the path below, with slashes; a secret has its digest instead of its
   *     text
   */
  public Bundle(SortedMap<String, String> files) {
    this.files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /**
   * Takes files.
   *
   * @param before a bundle that has most of them
   */
  Bundle(SortedMap<String, String> files, Bundle before) {
    this(files);
    digests.putAll(before.digests);
    digests.keySet().retainAll(new HashSet<>(files.values()));
  }

  /** Texts by name. */
  public SortedMap<String, String> files() {
    return files;
  }

  /** Names of the files that begin with something, such as {@code routes/}. */
  public SortedSet<String> names(String prefix) {
    return files.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Text of a file; null when there is none of this name. */
  public String text(String name) {
    return files.get(name);
  }

  /** Names of the files that are new, gone or different in another bundle. */
  public SortedSet<String> changes(Bundle other) {
    if (other == this) {
      return new TreeSet<>();
    }
    SortedSet<String> changed = new TreeSet<>();
    files.forEach(
        (name, text) -> {
          if (!text.equals(other.files.get(name))) {
            changed.add(name);
          }
        });
    other.files.keySet().stream().filter(name -> !files.containsKey(name)).forEach(changed::add);
    return changed;
  }

  /** This bundle, with some files as another one has them. */
  public Bundle with(Bundle other, Collection<String> names) {
    SortedMap<String, String> mixed = new TreeMap<>(files);
    for (String name : names) {
      String text = other.files.get(name);
      if (text == null) {
        mixed.remove(name);
      } else {
        mixed.put(name, text);
      }
    }
    return new Bundle(mixed, this);
  }

  /** Texts of the mappings by their path below {@code mappings/}. */
  public Map<String, String> mappings() {
    return names(MAPPINGS).stream()
        .collect(Collectors.toMap(name -> name.substring(MAPPINGS.length()), files::get));
  }

  /** The same for the same contents, and for no others. Secrets do not count: it is shown. */
  public String version() {
    if (version == null) {
      version = version(name -> !name.startsWith(SECRETS));
    }
    return version;
  }

  /** The same for the same contents of some of the files, and for no others. */
  public String version(Predicate<String> names) {
    MessageDigest all = DigestUtils.getSha256Digest();
    files.forEach(
        (name, text) -> {
          if (names.test(name)) {
            all.update((name + '\0').getBytes(StandardCharsets.UTF_8));
            all.update(digests.computeIfAbsent(text, DigestUtils::sha256));
          }
        });
    return HexFormat.of().formatHex(all.digest()).substring(0, VERSION_LENGTH);
  }

  @Override
  public boolean equals(Object other) {
    return other == this || other instanceof Bundle bundle && files.equals(bundle.files);
  }

  @Override
  public int hashCode() {
    return files.hashCode();
  }

  /** Names only: a configuration may hold what nobody is to see. */
  @Override
  public String toString() {
    return "Bundle" + files.keySet();
  }

  /** Name of the kamelet, mapping or route file without directory and suffix. */
  public static String baseName(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    int dot = file.indexOf('.');
    return dot < 0 ? file : file.substring(0, dot);
  }
}
