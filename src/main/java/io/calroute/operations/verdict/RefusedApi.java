package io.calroute.operations.verdict;

import io.calroute.callback.door.RefusalStore;
import io.calroute.callback.door.RefusedCallbacks;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Callbacks that the door has refused, by who sent them. */
@RestController
public final class RefusedApi {

  private static final int SHOWN = 500;

  private final RefusalStore refusals;

  RefusedApi(RefusalStore refusals) {
    this.refusals = refusals;
  }

  @GetMapping("/api/callbacks/refused")
  public Map<String, List<RefusedCallbacks>> refused() {
    return Map.of("items", refusals.latest(SHOWN));
  }
}
