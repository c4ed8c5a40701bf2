package io.calroute.console.callback;

import io.calroute.appointment.AppointmentKey;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.console.page.Addresses;
import io.calroute.operations.callback.CallbackApi;
import io.calroute.operations.callback.CallbackFilter;
import io.calroute.operations.callback.CallbackView;
import io.calroute.operations.callback.JournalLookup;
import io.calroute.operations.verdict.RefusedApi;
import io.calroute.operations.web.ApiProblem;
import io.calroute.operations.web.Page;
import io.calroute.operations.web.Paging;
import io.calroute.sync.dryrun.CallbackAgain;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** Callbacks: all that match, and one. */
@Controller
final class CallbackController {

  private final JournalLookup lookup;
  private final CallbackApi callbacks;
  private final RefusedApi refused;
  private final CallbackAgain again;
  private final LiveConnections connections;

  CallbackController(
      JournalLookup lookup,
      CallbackApi callbacks,
      RefusedApi refused,
      CallbackAgain again,
      LiveConnections connections) {
    this.lookup = lookup;
    this.callbacks = callbacks;
    this.refused = refused;
    this.again = again;
    this.connections = connections;
  }

  @GetMapping("/callbacks")
  String page(
      @ModelAttribute("filter") CallbackFilter asked,
      @RequestParam(required = false) String after,
      Model model) {
    CallbackFilter filter = given(asked);
    Page<CallbackView> page = lookup.page(filter, Paging.of(null, after));
    model.addAttribute("filter", filter);
    model.addAttribute("outcomes", CallbackFilter.OUTCOMES);
    model.addAttribute("known", new TreeMap<>(connections.current().connections()));
    TreeSet<String> names = new TreeSet<>();
    connections.current().connections().values().forEach(one -> names.addAll(one.keySet()));
    model.addAttribute("names", names);
    model.addAttribute("count", lookup.count(filter, false));
    model.addAttribute("callbacks", page.items());
    model.addAttribute("next", page.next());
    model.addAttribute("refused", refused.refused().get("items"));
    return "callback/callbacks";
  }

  /** The number first: how many would be applied again. */
  @GetMapping("/callbacks/replay")
  String ask(@ModelAttribute("filter") CallbackFilter asked, Model model) {
    CallbackFilter filter = given(asked);
    if (!filter.isReplayable()) {
      throw ApiProblem.badParameter(
          "outcome must be failed, ignored, stale or unchanged; replay others one by one.");
    }
    model.addAttribute("filter", filter);
    model.addAttribute("count", lookup.count(filter, true));
    return "callback/replay";
  }

  /**
   * One callback; for another page, only what came.
   *
   * @param raw whether somebody has asked for all of it, and not only for what tells nothing of
   *     people
   */
  @GetMapping("/callbacks/{id}")
  String one(
      @PathVariable String id,
      @RequestParam(defaultValue = "false") boolean raw,
      @RequestHeader(name = "HX-Request", defaultValue = "false") boolean part,
      Model model) {
    CallbackView callback = callbacks.find(id);
    model.addAttribute("callback", callback);
    model.addAttribute("raw", raw);
    model.addAttribute("meaning", Meaning.of(callback));
    model.addAttribute("documents", new Documents(raw));
    if (part) {
      return "callback/came";
    }
    model.addAttribute(
        "appointment",
        callback.appointmentId() == null
            ? null
            : Addresses.of(
                new AppointmentKey(
                    callback.provider(), callback.connection(), callback.appointmentId())));
    model.addAttribute("both", again.of(Long.parseLong(callback.id())).orElse(null));
    return "callback/callback";
  }

  private static CallbackFilter given(CallbackFilter asked) {
    return CallbackFilter.of(
        asked.outcome(), asked.provider(), asked.connection(), asked.reason(), asked.q());
  }
}
