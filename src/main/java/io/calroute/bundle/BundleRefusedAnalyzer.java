package io.calroute.bundle;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why Calroute does not start, without a stack trace. */
public final class BundleRefusedAnalyzer extends AbstractFailureAnalyzer<BundleRefused> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, BundleRefused refused) {
    return new FailureAnalysis(
        refused.getMessage(),
        "Mend these files and start again. 'java -jar calroute.jar check' tells the same without"
            + " starting.",
        refused);
  }
}
