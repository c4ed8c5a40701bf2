package io.calroute.mapping.golden;

import java.util.List;

/**
 * What came of one golden case.
 *
 * @param name name of the case
 * @param file of the case, below the mappings directory, that says what should come out; its input
 *     when none does
 * @param line of the first difference in it; 0 for none
 * @param differences one line each, {@code pointer: expected ..., actual ...}; empty when it passed
 */
public record GoldenResult(
    String mapping, String name, String file, int line, List<String> differences) {
  public GoldenResult {
    differences = List.copyOf(differences);
  }

  /** Whether the mapping gave what the case expects. */
  public boolean passed() {
    return differences.isEmpty();
  }

  /** The case and, below it, every difference. */
  @Override
  public String toString() {
    String head = (passed() ? "ok     " : "FAILED ") + mapping + "/" + name;
    return passed() ? head : head + "\n  " + String.join("\n  ", differences);
  }
}
