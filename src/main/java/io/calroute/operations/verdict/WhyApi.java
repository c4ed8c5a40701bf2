package io.calroute.operations.verdict;

import io.calroute.operations.appointment.SyncState;
import io.calroute.operations.web.ApiProblem;
import io.calroute.operations.web.Page;
import io.calroute.operations.web.Paging;
import io.calroute.verdict.decision.Verdict;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Why an appointment is, or is not, in the calendar. */
@RestController
final class WhyApi {

  private final WhySearch search;

  WhyApi(WhySearch search) {
    this.search = search;
  }

  @GetMapping("/api/why")
  Page<Verdict> why(
      @RequestParam(required = false) String id,
      @RequestParam(required = false) String q,
      @RequestParam(required = false) String state,
      @RequestParam(required = false) String limit,
      @RequestParam(required = false) String after) {
    String wanted = Paging.given(id);
    String words = Paging.given(q);
    SyncState inState = SyncState.of(state);
    if (wanted == null && words == null && inState == null) {
      throw ApiProblem.badParameter(
          "Send id, an id of any kind in full; or q, an id or beginnings of words; or state.");
    }
    Paging paging = Paging.of(limit, after);
    return wanted == null
        ? search.page(words, inState, paging)
        : new Page<>(search.byId(wanted), null);
  }
}
