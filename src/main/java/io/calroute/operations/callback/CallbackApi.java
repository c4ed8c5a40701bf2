package io.calroute.operations.callback;

import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Outcome;
import io.calroute.operations.web.ApiProblem;
import io.calroute.operations.web.Page;
import io.calroute.operations.web.Paging;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The journal: what came in, what became of it, and applying it again. */
@RestController
public final class CallbackApi {

  private final JournalLookup lookup;
  private final Journal journal;

  CallbackApi(JournalLookup lookup, Journal journal) {
    this.lookup = lookup;
    this.journal = journal;
  }

  @GetMapping("/api/callbacks")
  Page<CallbackView> page(
      @RequestParam(required = false) String outcome,
      @RequestParam(required = false) String provider,
      @RequestParam(required = false) String connection,
      @RequestParam(required = false) String reason,
      @RequestParam(required = false) String q,
      @RequestParam(required = false) String limit,
      @RequestParam(required = false) String after) {
    return lookup.page(
        CallbackFilter.of(outcome, provider, connection, reason, q), Paging.of(limit, after));
  }

  @GetMapping("/api/callbacks/{id}")
  public CallbackView find(@PathVariable String id) {
    return lookup.find(number(id)).orElseThrow(() -> unknown(id));
  }

  @PostMapping("/api/callbacks/{id}/replay")
  @ResponseStatus(HttpStatus.ACCEPTED)
  public Map<String, String> replay(@PathVariable String id) {
    if (!journal.replay(number(id))) {
      throw unknown(id);
    }
    return Map.of("status", "accepted");
  }

  @PostMapping("/api/callbacks/replay")
  @ResponseStatus(HttpStatus.ACCEPTED)
  public Map<String, Integer> replayAll(
      @RequestParam String outcome,
      @RequestParam(required = false) String provider,
      @RequestParam(required = false) String connection,
      @RequestParam(required = false) String reason) {
    CallbackFilter filter = CallbackFilter.of(outcome, provider, connection, reason, null);
    if (!filter.isReplayable()) {
      throw ApiProblem.badParameter(
          "outcome must be failed, ignored, stale or unchanged; replay others by their id.");
    }
    Outcome.Kind kind = Outcome.Kind.valueOf(filter.outcome().toUpperCase(Locale.ROOT));
    return Map.of(
        "replayed",
        journal.replay(kind, filter.provider(), filter.connection(), filter.reason(), null));
  }

  private static long number(String id) {
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw unknown(id);
    }
  }

  private static ApiProblem unknown(String id) {
    return ApiProblem.notFound(
        "unknown-callback", "The journal holds no callback " + id + ", or its body was erased.");
  }
}
