package io.calroute.console.press;

import io.calroute.callback.connection.Connections;
import io.calroute.console.page.Addresses;
import io.calroute.console.today.TodayReading;
import io.calroute.operations.appointment.AppointmentApi;
import io.calroute.operations.callback.CallbackApi;
import io.calroute.operations.change.DirectoryApi;
import io.calroute.operations.provider.BackfillApi;
import io.calroute.operations.verdict.FetchApi;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * Buttons of verdicts. Their addresses are those of the API without {@code /api}; {@code back} is
 * the page to come back to.
 */
@Controller
final class PressController {

  private final AppointmentApi appointments;
  private final CallbackApi callbacks;
  private final FetchApi fetches;
  private final DirectoryApi directory;
  private final BackfillApi backfills;
  private final TodayReading today;

  PressController(
      AppointmentApi appointments,
      CallbackApi callbacks,
      FetchApi fetches,
      DirectoryApi directory,
      BackfillApi backfills,
      TodayReading today) {
    this.appointments = appointments;
    this.callbacks = callbacks;
    this.fetches = fetches;
    this.directory = directory;
    this.backfills = backfills;
    this.today = today;
  }

  @PostMapping("/appointments/{provider}/{id}/resync")
  String resync(
      @PathVariable String provider,
      @PathVariable String id,
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

  @PostMapping("/directory/confirm")
  String confirm(
      @RequestParam(required = false) String version,
      @RequestParam(required = false) String back,
      RedirectAttributes next) {
    directory.confirm(version);
    return done(next, back, "The directory is in force.");
  }

  @PostMapping("/backfill/{id}/accept")
  String accept(
      @PathVariable String id,
      @RequestParam(required = false) String back,
      RedirectAttributes next) {
    backfills.accept(id);
    return done(next, back, "Accepted: all that is held for the connection is written.");
  }

  private String done(RedirectAttributes next, String back, String said) {
    today.forget();
    next.addFlashAttribute("said", said);
    return Addresses.back(back);
  }
}
