package io.calroute.operations;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.calroute.bundle.BundleState;
import io.calroute.bundle.LiveBundle;
import io.calroute.sync.SyncSettings;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How Calroute stands. */
@RestController
final class StatusApi {

  /**
   * The answer.
   *
   * @param mode {@code apply}, or {@code plan} when no call goes to a calendar
   * @param status in numbers
   * @param bundle the files that operators edit
   */
  record StatusView(String mode, @JsonUnwrapped CurrentStatus status, BundleState bundle) {}

  private final String mode;
  private final StatusReading status;
  private final LiveBundle bundle;

  StatusApi(StatusReading status, LiveBundle bundle, SyncSettings settings) {
    this.mode = settings.sync().mode();
    this.status = status;
    this.bundle = bundle;
  }

  @GetMapping("/api/status")
  StatusView status() {
    return new StatusView(mode, status.now(), bundle.state());
  }
}
