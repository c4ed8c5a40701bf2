package io.calroute.console.connection;

import io.calroute.console.page.Addresses;
import io.calroute.operations.provider.BackfillApi;
import io.calroute.operations.provider.BackfillView;
import io.calroute.operations.provider.ConnectApi;
import io.calroute.operations.provider.ConnectApi.ConnectView;
import io.calroute.operations.provider.ConnectionApi;
import io.calroute.operations.web.Paging;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Connections: how all do, and one with its backfills. */
@Controller
final class ConnectionController {

  private static final Set<String> OPEN = Set.of("listing", "planned", "writing");

  private final ConnectionApi connections;
  private final ConnectApi connecting;
  private final BackfillApi backfills;

  ConnectionController(ConnectionApi connections, ConnectApi connecting, BackfillApi backfills) {
    this.connections = connections;
    this.connecting = connecting;
    this.backfills = backfills;
  }

  @GetMapping("/connections")
  String all(Model model) {
    model.addAttribute("connections", connections.all().get("items"));
    return "connection/connections";
  }

  @GetMapping("/connections/{provider}/{connection}")
  String one(@PathVariable String provider, @PathVariable String connection, Model model) {
    model.addAttribute("one", connections.find(provider, connection));
    return withBackfills(provider, connection, model);
  }

  /** The part that changes while a backfill goes on. */
  @GetMapping("/connections/{provider}/{connection}/backfills")
  String part(@PathVariable String provider, @PathVariable String connection, Model model) {
    return one(provider, connection, model) + " :: backfills";
  }

  /** Tries it, and makes the webhook where it is missing, or removes it. */
  @PostMapping("/connections/{provider}/{connection}/connect")
  String connect(
      @PathVariable String provider,
      @PathVariable String connection,
      @RequestParam(required = false) String remove,
      RedirectAttributes next) {
    ConnectView found = connecting.connect(provider, connection, remove);
    next.addFlashAttribute("found", found);
    return "redirect:" + address(provider, connection);
  }

  @PostMapping("/connections/{provider}/{connection}/backfill")
  String begin(
      @PathVariable String provider,
      @PathVariable String connection,
      @RequestParam(required = false) String from,
      @RequestParam(required = false) String to,
      RedirectAttributes next) {
    backfills.begin(
        new BackfillApi.Wanted(provider, connection, Paging.given(from), Paging.given(to)));
    next.addFlashAttribute("said", "Reading what the provider has; nothing is written yet.");
    return "redirect:" + address(provider, connection);
  }

  /** The number first: what accepting or stopping it does. */
  @GetMapping("/backfill/{id}/{what:accept|stop}")
  String ask(@PathVariable String id, @PathVariable String what, Model model) {
    BackfillView run = backfills.find(id);
    model.addAttribute("run", run);
    model.addAttribute("what", what);
    model.addAttribute("back", address(run.provider(), run.connection()));
    return "connection/sure";
  }

  @PostMapping("/backfill/{id}/stop")
  String stop(
      @PathVariable String id,
      @RequestParam(required = false) String back,
      RedirectAttributes next) {
    backfills.stop(id);
    next.addFlashAttribute("said", "Stopped. What it holds stays held.");
    return Addresses.back(back);
  }

  private String withBackfills(String provider, String connection, Model model) {
    List<BackfillView> runs = backfills.of(provider, connection);
    model.addAttribute("address", address(provider, connection));
    model.addAttribute("open", runs.stream().filter(run -> OPEN.contains(run.state())).toList());
    model.addAttribute("past", runs.stream().filter(run -> !OPEN.contains(run.state())).toList());
    model.addAttribute(
        "running", runs.stream().anyMatch(run -> OPEN.contains(run.state()) && !isPlanned(run)));
    return "connection/connection";
  }

  private static boolean isPlanned(BackfillView run) {
    return run.state().equals("planned");
  }

  private static String address(String provider, String connection) {
    return "/connections/" + Addresses.segment(provider) + "/" + Addresses.segment(connection);
  }
}
