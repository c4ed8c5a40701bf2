package io.calroute.operations.status;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.calroute.bundle.BundleState;
import io.calroute.bundle.LiveBundle;
import io.calroute.operations.change.RemapView;
import io.calroute.policy.SyncSettings;
import io.calroute.sync.remap.RemapStore;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How Calroute stands. */
@RestController
final class StatusApi {

  /**
   * The answer.
   *
   * @param mode {@code apply}, or {@code plan} when no call goes to a calendar
   */
  record StatusView(
      String mode,
      @JsonUnwrapped CurrentStatus status,
      List<RemapView> remaps,
      BundleState bundle) {}

  private final String mode;
  private final StatusReading status;
  private final RemapStore remaps;
  private final LiveBundle bundle;

  StatusApi(StatusReading status, RemapStore remaps, LiveBundle bundle, SyncSettings settings) {
    this.remaps = remaps;
    this.mode = settings.sync().mode();
    this.status = status;
    this.bundle = bundle;
  }

  @GetMapping("/api/status")
  StatusView status() {
    return new StatusView(
        mode, status.now(), remaps.running().stream().map(RemapView::of).toList(), bundle.state());
  }
}
