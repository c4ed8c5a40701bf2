package io.calroute.console.change;

import io.calroute.operations.change.DirectoryApi;
import io.calroute.operations.change.PlanApi;
import io.calroute.sync.dryrun.Plan;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The plan, and the directory that is held back. */
@Controller
final class ChangeController {

  private final PlanApi plans;
  private final DirectoryApi directory;

  ChangeController(PlanApi plans, DirectoryApi directory) {
    this.plans = plans;
    this.directory = directory;
  }

  @GetMapping("/plan")
  String plan(
      @RequestParam(required = false) String calendar,
      @RequestParam(required = false) String provider,
      @RequestParam(required = false) String after,
      Model model) {
    Plan plan = plans.plan(calendar, provider, null, after);
    model.addAttribute("plan", plan);
    model.addAttribute("calendar", calendar);
    model.addAttribute("provider", provider);
    return "change/plan";
  }

  @GetMapping("/directory")
  String directory(Model model) {
    model.addAttribute("directory", directory.directory());
    return "change/directory";
  }
}
