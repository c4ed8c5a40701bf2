package io.calroute.bundle.file;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown when Calroute can't start with the files that it finds. */
public final class BundleRefused extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient List<BundleProblem> problems;

  public BundleRefused(List<BundleProblem> problems) {
    super(problems.stream().map(BundleProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<BundleProblem> problems() {
    return problems;
  }
}
