package io.calroute.operations.verdict;

import io.calroute.operations.appointment.AppointmentLookup;
import io.calroute.operations.appointment.SyncState;
import io.calroute.operations.web.ApiProblem;
import io.calroute.operations.web.Page;
import io.calroute.operations.web.Paging;
import io.calroute.verdict.Why;
import io.calroute.verdict.decision.Verdict;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Why an appointment is, or is not, in the calendar. */
@RestController
final class WhyApi {

  private static final int LONGEST = 2000;

  private final Why why;
  private final AppointmentLookup lookup;

  WhyApi(Why why, AppointmentLookup lookup) {
    this.why = why;
    this.lookup = lookup;
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
    if (wanted != null && wanted.length() > LONGEST || words != null && words.length() > LONGEST) {
      throw ApiProblem.badParameter("An id or a text has 2000 characters at most.");
    }
    Paging paging = Paging.of(limit, after);
    if (wanted != null) {
      return new Page<>(why.of(wanted), null);
    }
    if (inState != null) {
      return found(inState, words, paging);
    }
    boolean firstPage = paging.after() == Long.MAX_VALUE;
    List<Verdict> byId = firstPage ? why.of(words) : List.of();
    Page<Verdict> byWords = found(null, words, paging);
    if (byId.stream().noneMatch(Verdict::isKnown)) {
      return firstPage && byWords.items().isEmpty() ? new Page<>(byId, null) : byWords;
    }
    // A callback that was not applied may name a client who has appointments, too.
    Set<Verdict> all = new LinkedHashSet<>(byId);
    all.addAll(byWords.items());
    return new Page<>(List.copyOf(all), byWords.next());
  }

  private Page<Verdict> found(SyncState state, String words, Paging paging) {
    return lookup
        .page(state, words, paging)
        .map(some -> why.ofAppointments(some.stream().map(one -> one.appointment().id()).toList()));
  }
}
