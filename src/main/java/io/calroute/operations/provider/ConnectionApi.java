package io.calroute.operations.provider;

import io.calroute.callback.connection.LiveConnections;
import io.calroute.operations.appointment.AppointmentView;
import io.calroute.operations.web.ApiProblem;
import io.calroute.provider.asking.ProviderRoutes;
import io.calroute.provider.asking.ProviderRoutes.Verb;
import io.calroute.provider.reading.ConnectionStore;
import io.calroute.provider.webhook.WebhookStore;
import io.calroute.provider.writing.OutboxStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How connections do. */
@RestController
public final class ConnectionApi {

  private static final ConnectionStore.Health UNHEARD =
      new ConnectionStore.Health(null, null, 0, 0, null, null, null, 0, null, null);

  private final LiveConnections connections;
  private final ProviderRoutes providers;
  private final ConnectionStore standings;
  private final OutboxStore outbox;
  private final WebhookStore webhooks;

  ConnectionApi(
      LiveConnections connections,
      ProviderRoutes providers,
      ConnectionStore standings,
      OutboxStore outbox,
      WebhookStore webhooks) {
    this.connections = connections;
    this.providers = providers;
    this.standings = standings;
    this.outbox = outbox;
    this.webhooks = webhooks;
  }

  @GetMapping("/api/connections")
  public Map<String, List<ConnectionView>> all() {
    List<ConnectionView> all = new ArrayList<>();
    new TreeMap<>(connections.current().connections())
        .forEach(
            (provider, named) ->
                named.keySet().stream()
                    .sorted()
                    .forEach(connection -> all.add(view(provider, connection))));
    return Map.of("items", all);
  }

  /**
   * One of them.
   *
   * @throws ApiProblem when nobody has configured it
   */
  public ConnectionView find(String provider, String connection) {
    AskedConnection asked = AskedConnection.of(connections, provider, connection);
    return view(asked.provider(), asked.name());
  }

  private ConnectionView view(String provider, String connection) {
    ConnectionStore.Health health = standings.health(provider, connection).orElse(UNHEARD);
    OutboxStore.Count writes = outbox.count(provider, connection);
    return new ConnectionView(
        provider,
        connection,
        health.lastCallback(),
        health.silentSince(),
        health.longestSilence(),
        health.missedFound(),
        health.lastFast(),
        health.lastSlow(),
        health.backfilledAt(),
        health.asked(),
        Stream.of(Verb.values())
            .filter(verb -> providers.can(provider, connection, verb))
            .map(Verb::word)
            .toList(),
        new ConnectionView.Writes(writes.waiting(), writes.failed()),
        webhooks.standing(provider, connection).orElse(null),
        health.code() == null
            ? null
            : new AppointmentView.Remark(health.code(), health.sentence()));
  }
}
