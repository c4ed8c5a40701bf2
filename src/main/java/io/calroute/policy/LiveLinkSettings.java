package io.calroute.policy;

import java.util.function.Supplier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * How links reach clients at this moment. Can be replaced while Calroute runs. Safe for concurrent
 * use.
 */
@Component
@EnableConfigurationProperties(LinkSettings.class)
public final class LiveLinkSettings implements Supplier<LinkSettings> {

  private volatile LinkSettings current;

  public LiveLinkSettings(LinkSettings first) {
    this.current = first;
  }

  @Override
  public LinkSettings get() {
    return current;
  }

  /** Decides by others from now on. */
  public void replaceBy(LinkSettings next) {
    current = next;
  }
}
