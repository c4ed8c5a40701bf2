package io.calroute.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Unmatched;

/** A command that reads the configuration, and takes keys of it among its words. */
abstract class ConfiguredCommand extends Command {

  /** Belongs into the help of each. */
  static final String HELP = "--key=value is a configuration key, such as --calroute.data-dir=DIR.";

  @Unmatched private final List<String> words = new ArrayList<>();

  /** What is given in the form {@code --key=value}, for Spring to read. */
  final List<String> keys() {
    for (String word : words) {
      if (!word.matches("--[^=]+=.*")) {
        throw unusable("'" + word + "' makes no sense here.");
      }
    }
    return words;
  }
}
