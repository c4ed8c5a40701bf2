package io.calroute.operations.status;

import io.calroute.bundle.BundleState;
import io.calroute.bundle.LiveBundle;
import io.calroute.bundle.file.BundleProblem;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether the files that operators edit are in use as they are on disk. Always up: a file that is
 * not in use keeps nothing from working, since its last good version is. The reasons are in the
 * status, which is not for everybody. Safe for concurrent use.
 */
@Component
public final class BundleHealthIndicator implements HealthIndicator {

  private final LiveBundle bundle;

  public BundleHealthIndicator(LiveBundle bundle) {
    this.bundle = bundle;
  }

  @Override
  public Health health() {
    BundleState state = bundle.state();
    return Health.up()
        .withDetail("version", state.version())
        .withDetail("since", state.since())
        .withDetail(
            "notInUse", state.problems().stream().map(BundleProblem::place).distinct().toList())
        .build();
  }
}
