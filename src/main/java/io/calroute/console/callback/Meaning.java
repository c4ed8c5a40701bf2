package io.calroute.console.callback;

import io.calroute.operations.callback.CallbackView;
import io.calroute.verdict.decision.Cause;

/**
 * What an outcome means for whoever looks.
 *
 * @param cause section of the runbook; null when there is nothing to do
 * @param remedy what to do
 * @param well whether nobody has to do anything
 * @param erased whether its body was taken out because of whom it named
 */
record Meaning(String cause, String remedy, boolean well, boolean erased) {

  private static final String ERASED = "erased";

  static Meaning of(CallbackView callback) {
    if (callback.reason() != null && callback.reason().code().equals(ERASED)) {
      return new Meaning(null, "Nothing to do.", true, true);
    }
    return switch (callback.outcome()) {
      case "failed" -> of(Cause.NOT_MAPPED, false);
      case "ignored" -> of(Cause.IGNORED, true);
      case "stale" -> of(Cause.STALE, true);
      case "pending" -> of(Cause.NOT_YET_APPLIED, true);
      case "applied" -> new Meaning(null, "Its appointment says where it stands.", true, false);
      default -> new Meaning(null, "Nothing to do: it says what was known.", true, false);
    };
  }

  private static Meaning of(Cause cause, boolean well) {
    return new Meaning(cause.code(), cause.remedy(), well, false);
  }
}
