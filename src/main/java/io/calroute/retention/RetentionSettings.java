package io.calroute.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationStyle;

/**
 * How long things are kept.
 *
 * @param callbacks after their arrival; {@code 0} or {@code never} to remove none
 * @param appointments after their end; {@code 0} or {@code never} to remove none
 */
@ConfigurationProperties("calroute.retention")
public record RetentionSettings(
    @DefaultValue("30d") String callbacks, @DefaultValue("400d") String appointments) {

  /** Providers repeat a delivery for days, and its key must be there then. */
  private static final Duration SHORTEST = Duration.ofDays(3);

  private static final Duration FOR_EVER = Duration.ofDays(365_000);

  /** Refuses what would have old callbacks taken for news. */
  public RetentionSettings {
    Duration kept = duration("callbacks", callbacks);
    if (kept.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "calroute.retention.callbacks is "
              + callbacks
              + "; it must be 3d at least, because providers repeat deliveries for days, or never.");
    }
    if (duration("appointments", appointments).compareTo(kept) < 0) {
      throw new IllegalArgumentException(
          "calroute.retention.appointments is "
              + appointments
              + "; it must not be shorter than calroute.retention.callbacks ("
              + callbacks
              + "), because a callback that is replayed would bring its appointment back.");
    }
  }

  /** How long callbacks are kept after their arrival; hundreds of years when none is removed. */
  public Duration keepCallbacks() {
    return duration("callbacks", callbacks);
  }

  /** How long appointments are kept after their end; hundreds of years when none is removed. */
  public Duration keepAppointments() {
    return duration("appointments", appointments);
  }

  private static Duration duration(String key, String value) {
    if (value.equals("never")) {
      return FOR_EVER;
    }
    try {
      Duration duration = DurationStyle.detectAndParse(value);
      return duration.isZero() ? FOR_EVER : duration;
    } catch (IllegalArgumentException noDuration) {
      throw new IllegalArgumentException(
          "calroute.retention." + key + " is '" + value + "'; write 30d, or never.", noDuration);
    }
  }
}
