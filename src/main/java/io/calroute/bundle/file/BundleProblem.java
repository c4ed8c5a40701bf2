package io.calroute.bundle.file;

import java.util.Comparator;

/**
 * Why a file is not taken into use.
 *
 * @param file such as {@code routes/front-door.camel.yaml}
 * @param line from 1; 0 when the problem has no place in the text
 * @param reason one line
 */
public record BundleProblem(String file, int line, String reason)
    implements Comparable<BundleProblem> {

  private static final int LONGEST_REASON = 500;

  /** Keeps the reason to one line of bearable length. */
  public BundleProblem {
    String flat = reason == null ? "unknown" : reason.replaceAll("\\s+", " ").strip();
    reason = flat.length() <= LONGEST_REASON ? flat : flat.substring(0, LONGEST_REASON) + "...";
  }

  @Override
  public int compareTo(BundleProblem other) {
    return Comparator.comparing(BundleProblem::file)
        .thenComparingInt(BundleProblem::line)
        .thenComparing(BundleProblem::reason)
        .compare(this, other);
  }

  /** The file and, when there is one, the line: {@code file:line}. */
  public String place() {
    return line > 0 ? file + ":" + line : file;
  }

  /** The form that editors and CI make clickable: {@code file:line: reason}. */
  @Override
  public String toString() {
    return place() + ": " + reason;
  }
}
