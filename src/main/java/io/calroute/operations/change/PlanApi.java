package io.calroute.operations.change;

import io.calroute.operations.web.Paging;
import io.calroute.sync.dryrun.Plan;
import io.calroute.sync.dryrun.Plans;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What is to be done in which calendar. */
@RestController
public final class PlanApi {

  private final Plans plans;

  PlanApi(Plans plans) {
    this.plans = plans;
  }

  @GetMapping("/api/plan")
  public Plan plan(
      @RequestParam(required = false) String calendar,
      @RequestParam(required = false) String provider,
      @RequestParam(required = false) String limit,
      @RequestParam(required = false) String after) {
    Paging paging = Paging.of(limit, after);
    return plans.plan(
        new Plans.Filter(Paging.given(calendar), Paging.given(provider)),
        paging.limit(),
        paging.after());
  }
}
