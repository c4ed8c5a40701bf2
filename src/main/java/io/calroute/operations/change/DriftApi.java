package io.calroute.operations.change;

import io.calroute.operations.web.ApiProblem;
import io.calroute.policy.SyncSettings;
import io.calroute.sync.sweep.SweepStore;
import io.calroute.work.Signal;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What somebody made of events, and how to look for it now. */
@RestController
public final class DriftApi {

  private final DriftLookup drifts;
  private final SweepStore sweeps;
  private final Signal sweepsDue;
  private final boolean planned;

  DriftApi(DriftLookup drifts, SweepStore sweeps, Signal sweepsDue, SyncSettings settings) {
    this.planned = settings.sync().isPlanned();
    this.drifts = drifts;
    this.sweeps = sweeps;
    this.sweepsDue = sweepsDue;
  }

  @GetMapping("/api/drift")
  Map<String, List<DriftLookup.Drift>> drift() {
    return Map.of("items", drifts.all());
  }

  @PostMapping("/api/sweep")
  @ResponseStatus(HttpStatus.ACCEPTED)
  public Map<String, List<String>> sweep(
      @RequestParam(required = false) String calendar,
      @RequestParam(defaultValue = "false") boolean confirm) {
    if (planned) {
      throw ApiProblem.conflict(
          "plan-mode", "In plan mode no calendar is read; set calroute.sync.mode to apply first.");
    }
    List<String> calendars = sweeps.request(calendar, confirm);
    if (calendars.isEmpty()) {
      throw ApiProblem.notFound(
          "unknown-calendar",
          "Nothing has ever stood in such a calendar; look at /api/references.");
    }
    sweepsDue.raise();
    return Map.of("calendars", calendars);
  }
}
