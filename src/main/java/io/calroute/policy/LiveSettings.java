package io.calroute.policy;

import java.util.function.Supplier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * What the installation decides about its calendars at this moment. Its policy can be replaced
 * while the work goes on; each decision is made by one state of it. Safe for concurrent use.
 */
@Component
@EnableConfigurationProperties(SyncSettings.class)
public final class LiveSettings implements Supplier<SyncSettings> {

  private volatile SyncSettings current;

  public LiveSettings(SyncSettings first) {
    this.current = first;
  }

  @Override
  public SyncSettings get() {
    return current;
  }

  /**
   * Decides by another policy from now on. What a running installation can't change stays as it
   * was: the tenant, and how the work is done.
   */
  public synchronized void replacePolicyBy(SyncSettings next) {
    current =
        new SyncSettings(
            current.tenant(),
            next.tentative(),
            next.personal(),
            next.drift(),
            next.teams(),
            current.sync());
  }
}
