package io.calroute.mapping;

import static java.util.Collections.emptySortedSet;
import static java.util.Collections.unmodifiableSortedSet;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Where mappings, what they import and their golden cases are read from. Names are paths below the
 * mappings directory with slashes, such as {@code orders.jslt}, {@code lib/times.jslt} and {@code
 * orders/moved.in.json}.
 */
public interface MappingFiles {

  /** Reads a file. */
  String read(String name) throws IOException;

  /**
   * Names of the files in one directory.
   *
   * @param directory below the mappings directory; empty for that itself
   * @return without those in directories further down
   * @throws IOException when it cannot be read; a directory that is not there has no files
   */
  SortedSet<String> in(String directory) throws IOException;

  /** Files on disk, read each time. */
  static MappingFiles of(Path directory) {
    Path root = directory.toAbsolutePath().normalize();
    return new MappingFiles() {
      @Override
      public String read(String name) throws IOException {
        return Files.readString(root.resolve(name));
      }

      @Override
      public SortedSet<String> in(String below) throws IOException {
        SortedSet<String> names = new TreeSet<>();
        Path place = root.resolve(below);
        if (Files.isDirectory(place) || below.isEmpty()) {
          try (Stream<Path> files = Files.list(place)) {
            files
                .filter(Files::isRegularFile)
                .forEach(
                    file -> names.add((below.isEmpty() ? "" : below + "/") + file.getFileName()));
          }
        }
        return names;
      }
    };
  }

  /** Files in memory. */
  static MappingFiles of(Map<String, String> texts) {
    Map<String, String> all = Map.copyOf(texts);
    Map<String, SortedSet<String>> names =
        all.keySet().stream()
            .collect(groupingBy(MappingFiles::directory, toCollection(TreeSet::new)));
    return new MappingFiles() {
      @Override
      public String read(String name) throws IOException {
        String text = all.get(name);
        if (text == null) {
          throw new IOException("There is no " + name);
        }
        return text;
      }

      @Override
      public SortedSet<String> in(String below) {
        return unmodifiableSortedSet(names.getOrDefault(below, emptySortedSet()));
      }
    };
  }

  private static String directory(String name) {
    int end = name.lastIndexOf('/');
    return end < 0 ? "" : name.substring(0, end);
  }

  /** These files with another text for one of them. */
  default MappingFiles with(String name, String text) {
    return reading(one -> one.equals(name) ? text : read(one));
  }

  /** These files, telling which are read, and what is in them. */
  default MappingFiles heard(BiConsumer<String, String> told) {
    return reading(
        one -> {
          String text = read(one);
          told.accept(one, text);
          return text;
        });
  }

  interface Reading {
    String read(String name) throws IOException;
  }

  private MappingFiles reading(Reading texts) {
    MappingFiles others = this;
    return new MappingFiles() {
      @Override
      public String read(String name) throws IOException {
        return texts.read(name);
      }

      @Override
      public SortedSet<String> in(String directory) throws IOException {
        return others.in(directory);
      }
    };
  }
}
