package io.calroute.console.appointment;

import io.calroute.appointment.AppointmentKey;
import io.calroute.callback.connection.Connections;
import io.calroute.console.page.Addresses;
import io.calroute.console.runbook.Runbook;
import io.calroute.operations.appointment.AppointmentApi;
import io.calroute.operations.appointment.AppointmentLookup;
import io.calroute.operations.appointment.FoundAppointment;
import io.calroute.operations.web.ApiProblem;
import io.calroute.verdict.Why;
import io.calroute.verdict.decision.Verdict;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of one appointment. */
@Controller
final class AppointmentController {

  private final AppointmentApi api;
  private final AppointmentLookup lookup;
  private final Why why;
  private final Timeline timeline;
  private final WhatIf whatIf;
  private final Runbook runbook;

  AppointmentController(
      AppointmentApi api,
      AppointmentLookup lookup,
      Why why,
      Timeline timeline,
      WhatIf whatIf,
      Runbook runbook) {
    this.api = api;
    this.lookup = lookup;
    this.why = why;
    this.timeline = timeline;
    this.whatIf = whatIf;
    this.runbook = runbook;
  }

  /** Where it was before, and for most ids still is. */
  @GetMapping("/appointments/{provider}/{id}")
  String byPath(
      @PathVariable String provider,
      @PathVariable String id,
      @RequestParam(defaultValue = Connections.DEFAULT) String connection) {
    return "redirect:" + Addresses.of(provider, connection, id);
  }

  @GetMapping("/appointments/{provider}/{id}/what-if")
  String whatIfByPath(
      @PathVariable String provider,
      @PathVariable String id,
      @RequestParam(defaultValue = Connections.DEFAULT) String connection) {
    return "redirect:" + Addresses.ofWhatIf(new AppointmentKey(provider, connection, id));
  }

  @GetMapping("/appointment")
  String page(
      @RequestParam String provider,
      @RequestParam String id,
      @RequestParam(defaultValue = Connections.DEFAULT) String connection,
      Model model) {
    AppointmentKey key = new AppointmentKey(provider, connection, id);
    Optional<FoundAppointment> known = lookup.find(key);
    if (known.isEmpty()) {
      // The search says why there is none.
      return "redirect:/search?q=" + Addresses.segment(id);
    }
    FoundAppointment found = known.get();
    List<Verdict> verdicts = why.ofAppointments(List.of(found.appointment().id()));
    model.addAttribute("one", api.find(provider, id, connection));
    model.addAttribute("client", found.appointment().document().path("client"));
    model.addAttribute("warnings", found.appointment().document().path("warnings"));
    model.addAttribute("verdicts", verdicts);
    model.addAttribute("section", runbook.section(verdicts.get(0).code()).orElse(List.of()));
    model.addAttribute("lines", timeline.of(found, verdicts.get(0).places()));
    model.addAttribute("back", Addresses.of(key));
    model.addAttribute("whatIf", Addresses.ofWhatIf(key));
    model.addAttribute("touched", Touched.name(found.appointment().id()));
    model.addAttribute(
        "resyncs",
        verdicts.stream()
            .flatMap(one -> one.press().stream())
            .noneMatch(press -> press.label().startsWith("Resync")));
    return "appointment/appointment";
  }

  /** What it would be with the mappings on disk. */
  @GetMapping("/appointment/what-if")
  String whatIf(
      @RequestParam String provider,
      @RequestParam String id,
      @RequestParam(defaultValue = Connections.DEFAULT) String connection,
      Model model) {
    AppointmentKey key = new AppointmentKey(provider, connection, id);
    model.addAttribute("answer", whatIf.of(found(key).appointment()));
    model.addAttribute("id", id);
    model.addAttribute("back", Addresses.of(key));
    return "appointment/what-if";
  }

  private FoundAppointment found(AppointmentKey key) {
    return lookup
        .find(key)
        .orElseThrow(
            () ->
                ApiProblem.notFound(
                    "unknown-appointment",
                    "No callback about this appointment was applied; search for it."));
  }
}
