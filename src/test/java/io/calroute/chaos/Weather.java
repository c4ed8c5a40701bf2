package io.calroute.chaos;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.graph.Settings;
import io.calroute.sandbox.provider.api.AskedProvider;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.FaultRule;
import io.calroute.sandbox.server.Faults;
import io.calroute.sandbox.server.Operation;
import java.time.Duration;
import java.util.List;

/** The faults of a run. */
final class Weather {

  /** How long a request may go about before it lands. */
  static final Duration LATEST_LANDING = Duration.ofMillis(1500);

  /** After that nothing of ours can land any more. */
  static final Duration SETTLE = Duration.ofSeconds(4);

  private static final List<FaultRule> BOTH =
      List.of(
          FaultRule.of(Effect.commitThenDropConnection()).probability(0.05),
          FaultRule.of(Effect.commitThen(503)).probability(0.03),
          FaultRule.of(Effect.dropBefore()).probability(0.03),
          FaultRule.of(Effect.delayThenApplyAfterNewer(LATEST_LANDING)).probability(0.06),
          FaultRule.of(Effect.status(500)).probability(0.02),
          FaultRule.of(Effect.status(503).retryAfter("0.3")).probability(0.02),
          FaultRule.of(Effect.status(429).retryAfter("0.2")).probability(0.02),
          FaultRule.of(Effect.delay(Duration.ofMillis(300))).probability(0.03),
          FaultRule.of(Effect.notFoundAfterCreate(Duration.ofSeconds(1)), Operation.INSERT)
              .probability(0.1),
          FaultRule.of(Effect.status(503), Operation.TOKEN).probability(0.2));

  private static final Duration LONG_PAGE = Duration.ofMillis(1200);

  /** What happens to questions. Credentials are never refused: that is for people to mend. */
  private static final List<FaultRule> ASKED =
      List.of(
          FaultRule.of(Effect.delay(Duration.ofMillis(300)), Operation.LIST).probability(0.5),
          FaultRule.of(Effect.dropBefore(), Operation.LIST).probability(0.05),
          FaultRule.of(Effect.status(503), Operation.LIST).probability(0.05),
          FaultRule.of(Effect.status(500), Operation.GET).probability(0.01),
          FaultRule.of(Effect.commitThenDropConnection(), Operation.GET).probability(0.01));

  private Weather() {}

  /** Switches the faults on, and one reading each of what is not documented. */
  static void begin(Installation installation, long seed) {
    storm(installation.google().faults(), seed);
    storm(installation.graph().faults(), ~seed);
    installation
        .google()
        .faults()
        .add(FaultRule.of(Effect.status(403, "rateLimitExceeded")).probability(0.005));
    Settings settings = installation.graph().settings();
    settings.conditionalPatch(seed % 2 == 0);
    settings.afterDelete(Settings.Replay.values()[Math.floorMod(seed / 2, 3)]);
  }

  private static void storm(Faults faults, long seed) {
    faults.seed(seed);
    BOTH.forEach(faults::add);
  }

  /** Lists take so long that the first kill comes before their end. */
  static void begin(Bookers bookers, long seed) {
    for (AskedProvider<?, ?> one : bookers.all()) {
      one.faults().seed(seed);
      one.faults().add(FaultRule.of(Effect.delay(LONG_PAGE), Operation.LIST));
    }
  }

  /** From now on, providers are slow and fail when they are asked. */
  static void storm(Bookers bookers) {
    for (AskedProvider<?, ?> one : bookers.all()) {
      one.faults().clear();
      ASKED.forEach(one.faults()::add);
    }
  }

  /** Switches the faults off. */
  static void end(Installation installation, Bookers bookers) {
    bookers.all().forEach(one -> one.faults().clear());
    installation.google().faults().clear();
    installation.graph().faults().clear();
  }
}
