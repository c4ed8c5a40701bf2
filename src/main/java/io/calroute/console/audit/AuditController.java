package io.calroute.console.audit;

import io.calroute.access.audit.AuditRow;
import io.calroute.operations.audit.AuditApi;
import io.calroute.operations.web.Page;
import io.calroute.operations.web.Paging;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who has changed what, or was refused it. For operators alone, which the port's rules see to. */
@Controller
final class AuditController {

  private final AuditApi audit;

  AuditController(AuditApi audit) {
    this.audit = audit;
  }

  @GetMapping("/audit")
  String page(
      @RequestParam(required = false) String who,
      @RequestParam(required = false) String after,
      Model model) {
    Page<AuditRow> page = audit.list(who, null, after);
    model.addAttribute("who", Paging.given(who));
    model.addAttribute("rows", page.items());
    model.addAttribute("next", page.next());
    return "audit/audit";
  }
}
