package io.calroute.sync;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;

/** Makes the reason of a refused start the last thing in the log, instead of a stack trace. */
public final class UnknownModeAnalyzer extends AbstractFailureAnalyzer<UnknownMode>
    implements Ordered {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, UnknownMode cause) {
    return new FailureAnalysis(
        cause.getMessage(), "Correct calroute.sync.mode and start again.", cause);
  }

  /** Before Spring's own, which would tell only that something could not be bound. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }
}
