package io.calroute.operations.verdict;

import io.calroute.operations.appointment.AppointmentLookup;
import io.calroute.operations.appointment.SyncState;
import io.calroute.operations.web.ApiProblem;
import io.calroute.operations.web.Page;
import io.calroute.operations.web.Paging;
import io.calroute.verdict.Why;
import io.calroute.verdict.decision.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Finds verdicts for people, who know an id, a part of a name, or a state. */
@Component
public final class WhySearch {

  private static final int LONGEST = 2000;

  private final Why why;
  private final AppointmentLookup lookup;

  WhySearch(Why why, AppointmentLookup lookup) {
    this.why = why;
    this.lookup = lookup;
  }

  /**
   * The verdicts on an id of any kind.
   *
   * @param id in full, case-sensitive
   * @return at least one: that nothing is known is a verdict, too
   */
  public List<Verdict> byId(String id) {
    return why.of(bounded(id));
  }

  /**
   * A page of verdicts.
   *
   * @param words an id of any kind in full, or beginnings of words; null for all in a state
   * @param state only those; null for any, where words are given
   * @return at least one where words are given and no state: that nothing is known is a verdict,
   *     too
   */
  public Page<Verdict> page(String words, SyncState state, Paging paging) {
    String wanted = words == null ? null : bounded(words);
    if (state != null) {
      return found(state, wanted, paging);
    }
    boolean firstPage = paging.after() == Long.MAX_VALUE;
    List<Verdict> byId = firstPage ? why.of(wanted) : List.of();
    Page<Verdict> byWords = found(null, wanted, paging);
    if (byId.stream().noneMatch(Verdict::isKnown)) {
      return firstPage && byWords.items().isEmpty() ? new Page<>(byId, null) : byWords;
    }
    // A callback that was not applied may name a client who has appointments, too. Both readings
    // are of moments of their own, so that verdicts on the same one may differ by a second.
    Set<Verdict.Subject> told =
        byId.stream().map(Verdict::appointment).collect(Collectors.toCollection(HashSet::new));
    List<Verdict> all = new ArrayList<>(byId);
    byWords.items().stream().filter(one -> told.add(one.appointment())).forEach(all::add);
    return new Page<>(all, byWords.next());
  }

  private Page<Verdict> found(SyncState state, String words, Paging paging) {
    return lookup
        .page(state, words, paging)
        .map(some -> why.ofAppointments(some.stream().map(one -> one.appointment().id()).toList()));
  }

  private static String bounded(String text) {
    if (text.length() > LONGEST) {
      throw ApiProblem.badParameter("An id or a text has 2000 characters at most.");
    }
    return text;
  }
}
