package io.calroute.operations.appointment;

import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.AppointmentStore;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.link.JoinAddresses;
import io.calroute.operations.web.ApiProblem;
import io.calroute.operations.web.Page;
import io.calroute.operations.web.Paging;
import io.calroute.provider.writing.OutboxStore;
import io.calroute.reference.Lane;
import io.calroute.sync.turn.Resync;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Appointments, and what stands for them where. */
@RestController
public final class AppointmentApi {

  private final AppointmentLookup lookup;
  private final Resync resync;
  private final AppointmentStore store;
  private final JoinAddresses addresses;
  private final OutboxStore outbox;
  private final LiveConnections connections;
  private final Clock clock;

  AppointmentApi(
      AppointmentLookup lookup,
      Resync resync,
      AppointmentStore store,
      JoinAddresses addresses,
      OutboxStore outbox,
      LiveConnections connections,
      Clock clock) {
    this.lookup = lookup;
    this.resync = resync;
    this.store = store;
    this.addresses = addresses;
    this.outbox = outbox;
    this.connections = connections;
    this.clock = clock;
  }

  @GetMapping("/api/appointments")
  Page<AppointmentView> page(
      @RequestParam(required = false) String state,
      @RequestParam(required = false) String q,
      @RequestParam(required = false) String limit,
      @RequestParam(required = false) String after) {
    return lookup.page(SyncState.of(state), q, Paging.of(limit, after)).map(this::views);
  }

  @GetMapping("/api/appointments/{provider}/{id}")
  AppointmentView byPath(
      @PathVariable String provider,
      @PathVariable String id,
      @RequestParam(defaultValue = Connections.DEFAULT) String connection) {
    return find(provider, id, connection);
  }

  @GetMapping("/api/appointment")
  public AppointmentView find(
      @RequestParam String provider,
      @RequestParam String id,
      @RequestParam(defaultValue = Connections.DEFAULT) String connection) {
    AppointmentKey key = new AppointmentKey(provider, connection, id);
    return lookup
        .find(key)
        .map(found -> views(List.of(found)).get(0))
        .orElseThrow(() -> unknown(key));
  }

  @PostMapping("/api/appointments/{provider}/{id}/resync")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Accepted resyncByPath(
      @PathVariable String provider,
      @PathVariable String id,
      @RequestParam(defaultValue = Connections.DEFAULT) String connection) {
    return resync(provider, id, connection);
  }

  @PostMapping("/api/appointment/resync")
  @ResponseStatus(HttpStatus.ACCEPTED)
  public Accepted resync(
      @RequestParam String provider,
      @RequestParam String id,
      @RequestParam(defaultValue = Connections.DEFAULT) String connection) {
    AppointmentKey key = new AppointmentKey(provider, connection, id);
    List<Lane> pausing = resync.now(key).orElseThrow(() -> unknown(key));
    outbox.again(key, clock.instant());
    return new Accepted(
        "accepted",
        pausing.stream()
            .map(
                lane ->
                    new Pausing(
                        lane.target().synchronizationKey(), lane.calendar(), lane.pausedUntil()))
            .toList());
  }

  public record Accepted(String status, List<Pausing> pausing) {}

  /**
   * A calendar whose target has asked for a pause.
   *
   * @param calendar calendar id, mailbox or meeting organizer
   * @param pausedUntil when work goes on
   */
  public record Pausing(String target, String calendar, Instant pausedUntil) {}

  @GetMapping("/api/references")
  List<AppointmentView> references(@RequestParam String id) {
    String wanted = id.trim();
    if (wanted.isEmpty()) {
      throw ApiProblem.badParameter("id must be an id or a join URL, in full.");
    }
    return views(lookup.findByAnyId(wanted));
  }

  private List<AppointmentView> views(List<FoundAppointment> all) {
    Map<AppointmentKey, List<OutboxStore.Standing>> written =
        outbox.of(all.stream().map(found -> found.appointment().key()).toList());
    return all.stream()
        .map(
            found ->
                found.view(
                    addresses.of(found.appointment().key(), () -> keyOf(found)).orElse(null),
                    written.getOrDefault(found.appointment().key(), List.of()).stream()
                        .map(AppointmentApi::view)
                        .toList()))
        .toList();
  }

  private static AppointmentView.Written view(OutboxStore.Standing one) {
    return new AppointmentView.Written(
        one.field().word(),
        one.state(),
        one.writtenAt(),
        one.dueAt(),
        one.code() == null ? null : new AppointmentView.Remark(one.code(), one.reason()));
  }

  private byte[] keyOf(FoundAppointment found) {
    return found.joinKey() != null ? found.joinKey() : store.joinKey(found.appointment().id());
  }

  private ApiProblem unknown(AppointmentKey key) {
    if (connections.find(key.provider(), key.connection()).isEmpty()) {
      return ApiProblem.unknownProvider(connections.current().connections().keySet());
    }
    return ApiProblem.notFound(
        "unknown-appointment",
        "No callback about this appointment was applied for connection "
            + key.connection()
            + "; name another one with ?connection=, or look at /api/callbacks.");
  }
}
