package io.calroute.command;

import java.io.PrintStream;
import java.util.List;

/** One command of the jar. */
public interface Command {

  /** Exit code: everything is well. */
  int OK = 0;

  /** Exit code: it ran, and found something wrong. */
  int FOUND_PROBLEMS = 1;

  /** Exit code: it could not run, because the words after it make no sense or something fails. */
  int UNUSABLE = 2;

  /** The word that calls it, such as {@code check}. */
  String name();

  /** The words that may follow it, such as {@code [--fix] [directory]}. */
  String arguments();

  /** What it does, in one line. */
  String purpose();

  /** What more there is to know, for its own help; some lines, empty for nothing. */
  default String details() {
    return "";
  }

  /**
   * Runs it.
   *
   * @param arguments the words after the command's name
   * @param out where the result goes
   * @param err where everything else goes
   * @return the process's exit code
   */
  int run(List<String> arguments, PrintStream out, PrintStream err);
}
