package io.calroute.operations.audit;

import io.calroute.access.audit.AuditRow;
import io.calroute.access.audit.AuditStore;
import io.calroute.operations.web.Page;
import io.calroute.operations.web.Paging;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who has changed what, or was refused it. */
@RestController
public final class AuditApi {

  private final AuditStore audit;

  AuditApi(AuditStore audit) {
    this.audit = audit;
  }

  @GetMapping("/api/audit")
  public Page<AuditRow> list(
      @RequestParam(required = false) String who,
      @RequestParam(required = false) String limit,
      @RequestParam(required = false) String after) {
    Paging paging = Paging.of(limit, after);
    return paging.page(
        audit.latest(Paging.given(who), paging.rows(), paging.after()),
        row -> Long.parseLong(row.id()));
  }
}
