package io.calroute.console.runbook;

import io.calroute.operations.web.ApiProblem;
import io.calroute.verdict.decision.Cause;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** What a cause means, who acts, and what to press. */
@Controller
final class RunbookController {

  private final Runbook runbook;

  RunbookController(Runbook runbook) {
    this.runbook = runbook;
  }

  @GetMapping("/runbook")
  String causes(Model model) {
    model.addAttribute("causes", Cause.values());
    return "runbook/causes";
  }

  @GetMapping("/runbook/{cause}")
  String page(@PathVariable String cause, Model model) {
    model.addAttribute("cause", cause);
    model.addAttribute(
        "blocks",
        runbook
            .section(cause)
            .orElseThrow(
                () -> ApiProblem.notFound("unknown-cause", "The runbook has no such cause.")));
    return "runbook/runbook";
  }
}
