package io.calroute.bundle;

import java.time.Instant;
import java.util.List;

/**
 * How the files that operators edit stand.
 *
 * @param version of what is in use: the same for the same contents, and for no others
 * @param since when it is in use
 * @param problems why what is on disk is not in use; empty when it is
 */
public record BundleState(String version, Instant since, List<BundleProblem> problems) {

  /** Copies the list. */
  public BundleState {
    problems = List.copyOf(problems);
  }
}
