package io.calroute.policy;

import java.util.function.Supplier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * What is written into bookings at this moment. Can be replaced while Calroute runs. Safe for
 * concurrent use.
 */
@Component
@EnableConfigurationProperties(WriteBackSettings.class)
public final class LiveWriteBackSettings implements Supplier<WriteBackSettings> {

  private volatile WriteBackSettings current;

  public LiveWriteBackSettings(WriteBackSettings first) {
    this.current = first;
  }

  @Override
  public WriteBackSettings get() {
    return current;
  }

  /** Decides by others from now on. */
  public void replaceBy(WriteBackSettings next) {
    current = next;
  }
}
