package io.calroute.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The words after a command, sorted.
 *
 * @param plain those without a leading hyphen, in order
 * @param options those with one, in order
 */
record Words(List<String> plain, List<String> options) {

  /** Sorts words. */
  static Words of(List<String> words) {
    return new Words(
        words.stream().filter(word -> !word.startsWith("-")).toList(),
        new ArrayList<>(words.stream().filter(word -> word.startsWith("-")).toList()));
  }

  /** Whether an option is there; it is taken out. */
  boolean take(String option) {
    return options.removeIf(option::equals);
  }

  /**
   * The value of an option such as {@code --connection=north}; it is taken out.
   *
   * @param name such as {@code --connection}
   * @return the last one's; empty when it is not there
   */
  Optional<String> takeValue(String name) {
    String start = name + "=";
    Optional<String> value =
        options.stream()
            .filter(option -> option.startsWith(start))
            .map(option -> option.substring(start.length()))
            .reduce((one, later) -> later);
    options.removeIf(option -> option.startsWith(start));
    return value;
  }
}
