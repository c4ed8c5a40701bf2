package io.calroute.bundle;

import io.calroute.bundle.file.BundleProblem;
import java.time.Instant;
import java.util.List;

/**
 * How the files that operators edit stand.
 *
 * @param version of what is in use: the same for the same contents, and for no others
 * @param since when it is in use
 * @param changed names of the files that were taken into use then; empty for those of the start
 * @param onDisk version of what was on disk when it was looked at last
 * @param problems why what is on disk is not in use; empty when it is
 * @param restartFor names of properties that were changed in the configuration and that only the
 *     next start takes over; empty when there are none
 */
public record BundleState(
    String version,
    Instant since,
    List<String> changed,
    String onDisk,
    List<BundleProblem> problems,
    List<String> restartFor) {

  public BundleState {
    changed = List.copyOf(changed);
    problems = List.copyOf(problems);
    restartFor = List.copyOf(restartFor);
  }
}
