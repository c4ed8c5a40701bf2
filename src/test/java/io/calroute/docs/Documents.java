package io.calroute.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The documents of the project. */
final class Documents {

  private static final Path PROJECT = Path.of("");

  private Documents() {}

  /** Every document that is kept under version control. */
  static List<Path> all() {
    try (Stream<Path> top = Files.list(PROJECT);
        Stream<Path> docs = Files.walk(PROJECT.resolve("docs"));
        Stream<Path> mappings = Files.list(PROJECT.resolve("mappings"))) {
      return Stream.of(top, docs, mappings)
          .flatMap(files -> files)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of a document. */
  static String read(Path document) {
    try {
      return Files.readString(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What can stand after {@code #} in a link to a document. */
  static Set<String> anchors(Path document) {
    return withoutCode(read(document))
        .lines()
        .filter(line -> line.matches("#{1,6} .*"))
        .map(line -> line.replaceFirst("^#+ +", ""))
        .map(Documents::anchor)
        .collect(Collectors.toSet());
  }

  /** The text without its fenced blocks. */
  static String withoutCode(String text) {
    return text.replaceAll("(?ms)^```.*?^```$", "");
  }

  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }
}
