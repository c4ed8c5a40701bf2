package io.calroute.callback;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Makes the reason of a refused start the last thing in the log, instead of a stack trace. */
public final class IncompleteConnectionAnalyzer
    extends AbstractFailureAnalyzer<IncompleteConnection> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, IncompleteConnection cause) {
    return new FailureAnalysis(
        cause.getMessage(),
        "Correct the connection in config/application.yaml, or remove it, and start again.",
        cause);
  }
}
