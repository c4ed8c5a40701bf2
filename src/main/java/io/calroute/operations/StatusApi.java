package io.calroute.operations;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How Calroute stands. */
@RestController
final class StatusApi {

  private final StatusReading status;

  StatusApi(StatusReading status) {
    this.status = status;
  }

  @GetMapping("/api/status")
  CurrentStatus status() {
    return status.now();
  }
}
