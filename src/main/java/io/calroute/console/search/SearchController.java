package io.calroute.console.search;

import io.calroute.appointment.AppointmentKey;
import io.calroute.console.page.Addresses;
import io.calroute.operations.appointment.AppointmentLookup;
import io.calroute.operations.appointment.FoundAppointment;
import io.calroute.operations.appointment.SyncState;
import io.calroute.operations.verdict.WhySearch;
import io.calroute.operations.web.Page;
import io.calroute.operations.web.Paging;
import io.calroute.verdict.Why;
import io.calroute.verdict.decision.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Looks for appointments. */
@Controller
final class SearchController {

  private final WhySearch search;
  private final Why why;
  private final AppointmentLookup lookup;
  private final TroubleLookup troubles;
  private final DayLookup days;

  SearchController(
      WhySearch search, Why why, AppointmentLookup lookup, TroubleLookup troubles, DayLookup days) {
    this.search = search;
    this.why = why;
    this.lookup = lookup;
    this.troubles = troubles;
    this.days = days;
  }

  @GetMapping("/search")
  String page(
      @RequestParam(required = false) String q,
      @RequestParam(required = false) String state,
      @RequestParam(required = false) String failure,
      @RequestParam(required = false) String drift,
      @RequestParam(required = false) String after,
      Model model) {
    String words = Paging.given(q);
    Page<Verdict> found = found(words, state, failure, drift, Paging.of(null, after));
    model.addAttribute("q", words);
    model.addAttribute("state", Paging.given(state));
    model.addAttribute("states", SyncState.values());
    model.addAttribute("failure", Paging.given(failure));
    model.addAttribute("drift", Paging.given(drift));
    model.addAttribute("asked", found != null);
    if (found != null) {
      model.addAttribute("results", results(found.items()));
      model.addAttribute("next", found.next());
    }
    return "search/search";
  }

  /** Null when nothing is asked. */
  private Page<Verdict> found(
      String words, String state, String failure, String drift, Paging paging) {
    SyncState inState = SyncState.of(state);
    if (Paging.given(failure) != null) {
      return verdicts(troubles.failed(Paging.given(failure), paging));
    }
    if (Paging.given(drift) != null) {
      return verdicts(troubles.drifted(Paging.given(drift), paging));
    }
    if (words != null && inState == null) {
      Question question = Question.of(words);
      if (question.day() != null) {
        return verdicts(new Page<>(days.on(question.day(), question.words()), null));
      }
    }
    return words == null && inState == null ? null : search.page(words, inState, paging);
  }

  private Page<Verdict> verdicts(Page<Long> appointments) {
    return appointments.map(why::ofAppointments);
  }

  private List<Result> results(List<Verdict> verdicts) {
    Map<AppointmentKey, FoundAppointment> known =
        lookup
            .all(verdicts.stream().map(SearchController::key).filter(Objects::nonNull).toList())
            .stream()
            .collect(Collectors.toMap(one -> one.appointment().key(), Function.identity()));
    return verdicts.stream()
        .map(
            one -> {
              FoundAppointment found = key(one) == null ? null : known.get(key(one));
              return Result.of(one, found, found == null ? callback(one) : Addresses.of(key(one)));
            })
        .toList();
  }

  private static String callback(Verdict verdict) {
    return verdict.callback() == null ? null : Addresses.ofCallback(verdict.callback());
  }

  private static AppointmentKey key(Verdict verdict) {
    Verdict.Subject of = verdict.appointment();
    return of == null ? null : new AppointmentKey(of.provider(), of.connection(), of.id());
  }
}
