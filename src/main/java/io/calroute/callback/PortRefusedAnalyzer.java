package io.calroute.callback;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Makes the reason of a refused start the last thing in the log, instead of a stack trace. */
public final class PortRefusedAnalyzer extends AbstractFailureAnalyzer<PortRefused> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, PortRefused cause) {
    return new FailureAnalysis(
        cause.getMessage(),
        "End what uses the port, or set calroute.callbacks.port in config/application.yaml to"
            + " another one, and start again.",
        cause);
  }
}
