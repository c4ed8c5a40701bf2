package io.calroute.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * What came of a command line.
 *
 * @param exitCode of the process
 * @param text all that was printed
 */
record CommandLine(int exitCode, String text) {

  /** Runs one, as the jar does. */
  static CommandLine run(String... words) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    int exitCode = Commands.run(List.of(words), out, out).orElseThrow();
    return new CommandLine(exitCode, bytes.toString(StandardCharsets.UTF_8));
  }

  /** Copies the directories that operators edit from the working directory. */
  static void copyBundle(Path home) throws IOException {
    for (String directory : List.of("routes", "kamelets", "mappings", "config")) {
      try (Stream<Path> all = Files.walk(Path.of(directory))) {
        for (Path one : (Iterable<Path>) all::iterator) {
          Path place = home.resolve(one.toString());
          if (Files.isDirectory(one)) {
            Files.createDirectories(place);
          } else {
            Files.copy(one, place, StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    }
  }
}
