package io.calroute.provider.request;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long what a killed process was about waits until somebody else takes it up.
 *
 * @param lease longer than a provider may take to answer one question, with what has to be looked
 *     up for it
 */
@ConfigurationProperties("calroute.provider")
public record ProviderLease(@DefaultValue("3m") Duration lease) {

  /** Refuses what would have two ask the same at once. */
  public ProviderLease {
    if (lease.isZero() || lease.isNegative()) {
      throw new IllegalArgumentException("calroute.provider.lease must be longer than nothing");
    }
  }

  /** The same for a single call. */
  public Duration ofCall() {
    return lease.dividedBy(2);
  }
}
