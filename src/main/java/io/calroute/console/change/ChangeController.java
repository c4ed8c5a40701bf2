package io.calroute.console.change;

import io.calroute.appointment.directory.DirectoryEntry;
import io.calroute.appointment.directory.DirectoryStore;
import io.calroute.operations.change.DirectoryApi;
import io.calroute.operations.change.PlanApi;
import io.calroute.sync.dryrun.Plan;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The plan, and the directory that is held back. */
@Controller
final class ChangeController {

  private final PlanApi plans;
  private static final int ENTRIES_SHOWN = 1000;

  private final DirectoryApi directory;
  private final DirectoryStore store;

  ChangeController(PlanApi plans, DirectoryApi directory, DirectoryStore store) {
    this.plans = plans;
    this.directory = directory;
    this.store = store;
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
    List<DirectoryEntry> entries =
        store.inForce().map(one -> one.directory().entries()).orElse(List.of());
    model.addAttribute("entries", entries.subList(0, Math.min(ENTRIES_SHOWN, entries.size())));
    model.addAttribute("more", Math.max(0, entries.size() - ENTRIES_SHOWN));
    return "change/directory";
  }
}
