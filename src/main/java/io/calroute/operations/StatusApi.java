package io.calroute.operations;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.calroute.bundle.BundleState;
import io.calroute.bundle.LiveBundle;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How Calroute stands. */
@RestController
final class StatusApi {

  /**
   * The answer.
   *
   * @param status in numbers
   * @param bundle the files that operators edit
   */
  record StatusView(@JsonUnwrapped CurrentStatus status, BundleState bundle) {}

  private final StatusReading status;
  private final LiveBundle bundle;

  StatusApi(StatusReading status, LiveBundle bundle) {
    this.status = status;
    this.bundle = bundle;
  }

  @GetMapping("/api/status")
  StatusView status() {
    return new StatusView(status.now(), bundle.state());
  }
}
