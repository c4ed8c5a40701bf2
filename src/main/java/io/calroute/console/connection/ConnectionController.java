package io.calroute.console.connection;

import io.calroute.console.page.Addresses;
import io.calroute.operations.provider.BackfillApi;
import io.calroute.operations.provider.BackfillView;
import io.calroute.operations.provider.ConnectionApi;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Connections: how all do, and one with its backfills. */
@Controller
final class ConnectionController {

  private static final Set<String> OPEN = Set.of("listing", "planned", "writing");

  private final ConnectionApi connections;
  private final BackfillApi backfills;

  ConnectionController(ConnectionApi connections, BackfillApi backfills) {
    this.connections = connections;
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

  /** The number first: what accepting or stopping it does. */
  @GetMapping("/backfill/{id}/{what:accept|stop}")
  String ask(@PathVariable String id, @PathVariable String what, Model model) {
    BackfillView run = backfills.find(id);
    model.addAttribute("run", run);
    model.addAttribute("what", what);
    model.addAttribute("back", address(run.provider(), run.connection()));
    return "connection/sure";
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
