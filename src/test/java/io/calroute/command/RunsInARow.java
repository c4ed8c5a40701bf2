package io.calroute.command;

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The jar's {@code Main} in one process, again and again: what begins and ends by itself costs a
 * tenth of a process of its own.
 */
final class RunsInARow {

  private RunsInARow() {}

  /**
   * Takes the words of one run from each line of standard input, with tabs between them, and
   * answers with its exit code; what a run prints goes into files.
   *
   * @param files for standard output and standard error
   */
  public static void main(String[] files) throws IOException {
    PrintStream answers = System.out;
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      try (PrintStream out = new PrintStream(new FileOutputStream(files[0]), true);
          PrintStream err = new PrintStream(new FileOutputStream(files[1]), true)) {
        System.setOut(out);
        System.setErr(err);
        answers.println(Main.run(line.split("\t")).map(Object::toString).orElse("It goes on"));
      }
    }
    // Whatever a run has left behind, the process ends.
    System.exit(0);
  }
}
