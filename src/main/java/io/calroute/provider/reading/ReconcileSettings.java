package io.calroute.provider.reading;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often providers are read, and how far.
 *
 * @param fast how often what is near, or what has changed, is read
 * @param slow how often everything is read
 * @param horizon how far everything reaches into the future
 * @param lookback how far a reading reaches back before the one before it began
 */
@ConfigurationProperties("calroute.reconcile")
public record ReconcileSettings(
    @DefaultValue("15m") Duration fast,
    @DefaultValue("24h") Duration slow,
    @DefaultValue("90d") Duration horizon,
    @DefaultValue("30m") Duration lookback) {

  /** Refuses what would read without end. */
  public ReconcileSettings {
    requirePositive("fast", fast);
    requirePositive("slow", slow);
    requirePositive("horizon", horizon);
    if (lookback.isNegative()) {
      throw new IllegalArgumentException("calroute.reconcile.lookback must not be negative");
    }
  }

  private static void requirePositive(String member, Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException(
          "calroute.reconcile." + member + " must be longer than nothing");
    }
  }
}
