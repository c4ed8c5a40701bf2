package io.calroute.applying;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How callbacks are mapped.
 *
 * @param mapTimeout how long a {@code map-} route may take for one callback
 * @param mappers how many callbacks of one provider are mapped at once
 */
@ConfigurationProperties("calroute.apply")
public record MappingLimits(
    @DefaultValue("10s") Duration mapTimeout, @DefaultValue("16") int mappers) {

  private static final int BACKGROUND_SHARE = 4;

  /** Refuses what would map nothing. */
  public MappingLimits {
    if (mappers < 1) {
      throw new IllegalArgumentException("calroute.apply.mappers must be 1 or more");
    }
    if (mapTimeout.isZero() || mapTimeout.isNegative()) {
      throw new IllegalArgumentException("calroute.apply.map-timeout must be longer than nothing");
    }
  }

  /** How many callbacks of one provider are mapped at once for remaps and dry runs. */
  int backgroundMappers() {
    return Math.max(1, mappers / BACKGROUND_SHARE);
  }
}
