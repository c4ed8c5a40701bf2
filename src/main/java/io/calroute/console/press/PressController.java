package io.calroute.console.press;

import io.calroute.callback.connection.Connections;
import io.calroute.console.page.Addresses;
import io.calroute.console.page.Counted;
import io.calroute.console.today.TodayReading;
import io.calroute.operations.appointment.AppointmentApi;
import io.calroute.operations.callback.CallbackApi;
import io.calroute.operations.change.DirectoryApi;
import io.calroute.operations.change.DriftApi;
import io.calroute.operations.provider.BackfillApi;
import io.calroute.operations.provider.ConnectApi;
import io.calroute.operations.verdict.FetchApi;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * Buttons, each a call of the operations API whose address it has without {@code /api}. {@code
 * back} is the page to come back to.
 */
@Controller
final class PressController {

  private final AppointmentApi appointments;
  private final CallbackApi callbacks;
  private final FetchApi fetches;
  private final DirectoryApi directory;
  private final BackfillApi backfills;
  private final ConnectApi connecting;
  private final DriftApi drifts;
  private final TodayReading today;

  PressController(
      AppointmentApi appointments,
      CallbackApi callbacks,
      FetchApi fetches,
      DirectoryApi directory,
      BackfillApi backfills,
      ConnectApi connecting,
      DriftApi drifts,
      TodayReading today) {
    this.appointments = appointments;
    this.callbacks = callbacks;
    this.fetches = fetches;
    this.directory = directory;
    this.backfills = backfills;
    this.connecting = connecting;
    this.drifts = drifts;
    this.today = today;
  }

  @PostMapping("/appointments/{provider}/{id}/resync")
  String resyncByPath(
      @PathVariable String provider,
      @PathVariable String id,
      @RequestParam(defaultValue = Connections.DEFAULT) String connection,
      @RequestParam(required = false) String back,
      RedirectAttributes next) {
    return resync(provider, id, connection, back, next);
  }

  @PostMapping("/appointment/resync")
  String resync(
      @RequestParam String provider,
      @RequestParam String id,
      @RequestParam(defaultValue = Connections.DEFAULT) String connection,
      @RequestParam(required = false) String back,
      RedirectAttributes next) {
    int pausing = appointments.resync(provider, id, connection).pausing().size();
    return done(
        next,
        back,
        "Due now: "
            + id
            + (pausing == 0 ? "." : ". A calendar goes on pausing, as its target has asked for."));
  }

  @PostMapping("/callbacks/{id}/replay")
  String replay(
      @PathVariable String id,
      @RequestParam(required = false) String back,
      RedirectAttributes next) {
    callbacks.replay(id);
    return done(next, back, "To be applied again: callback " + id + ".");
  }

  @PostMapping("/callbacks/replay")
  String replayAll(
      @RequestParam String outcome,
      @RequestParam(required = false) String provider,
      @RequestParam(required = false) String connection,
      @RequestParam(required = false) String reason,
      @RequestParam(required = false) String back,
      RedirectAttributes next) {
    int replayed = callbacks.replayAll(outcome, provider, connection, reason).get("replayed");
    return done(next, back, "To be applied again: " + Counted.of(replayed, "callback") + ".");
  }

  @PostMapping("/sweep")
  String sweep(
      @RequestParam String calendar,
      @RequestParam(required = false) String back,
      RedirectAttributes next) {
    drifts.sweep(calendar, false);
    return done(next, back, "Calroute looks at all of " + calendar + ".");
  }

  @PostMapping("/connect")
  String connect(
      @RequestParam String provider,
      @RequestParam(defaultValue = Connections.DEFAULT) String connection,
      @RequestParam(required = false) String remove,
      @RequestParam(required = false) String back,
      RedirectAttributes next) {
    next.addFlashAttribute("found", connecting.connect(provider, connection, remove));
    return done(next, back, null);
  }

  @PostMapping("/fetch")
  String fetch(
      @RequestParam String provider,
      @RequestParam(defaultValue = Connections.DEFAULT) String connection,
      @RequestParam String id,
      @RequestParam(required = false) String back,
      RedirectAttributes next) {
    fetches.fetch(provider, connection, id);
    return done(next, back, "The provider is asked about " + id + ".");
  }

  @PostMapping("/fetch/withdraw")
  String withdraw(
      @RequestParam String provider,
      @RequestParam(defaultValue = Connections.DEFAULT) String connection,
      @RequestParam String id,
      @RequestParam(required = false) String back,
      RedirectAttributes next) {
    fetches.withdraw(provider, connection, id);
    return done(next, back, "Asked no more: " + id + ".");
  }

  @PostMapping("/directory/confirm")
  String confirm(
      @RequestParam(required = false) String version,
      @RequestParam(required = false) String back,
      RedirectAttributes next) {
    directory.confirm(version);
    return done(next, back, "The directory is in force.");
  }

  @PostMapping("/backfill")
  String begin(
      @RequestParam String provider,
      @RequestParam(defaultValue = Connections.DEFAULT) String connection,
      @RequestParam(required = false) String from,
      @RequestParam(required = false) String to,
      @RequestParam(required = false) String back,
      RedirectAttributes next) {
    backfills.begin(new BackfillApi.Wanted(provider, connection, from, to));
    return done(next, back, "Reading what the provider has; nothing is written yet.");
  }

  @PostMapping("/backfill/{id}/accept")
  String accept(
      @PathVariable String id,
      @RequestParam(required = false) String back,
      RedirectAttributes next) {
    backfills.accept(id);
    return done(next, back, "Accepted: all that is held for the connection is written.");
  }

  @PostMapping("/backfill/{id}/stop")
  String stop(
      @PathVariable String id,
      @RequestParam(required = false) String back,
      RedirectAttributes next) {
    backfills.stop(id);
    return done(next, back, "Stopped. What it holds stays held.");
  }

  private String done(RedirectAttributes next, String back, String said) {
    today.forget();
    next.addFlashAttribute("said", said);
    return Addresses.back(back);
  }
}
