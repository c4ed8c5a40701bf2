package io.calroute.operations.provider;

import io.calroute.callback.connection.LiveConnections;
import io.calroute.mapping.Mappings;
import io.calroute.operations.provider.ConnectionProbe.Finding;
import io.calroute.operations.provider.ConnectionProbe.Level;
import io.calroute.operations.web.ApiProblem;
import io.calroute.provider.asking.ProviderRoutes;
import io.calroute.provider.asking.ProviderRoutes.Verb;
import io.calroute.provider.asking.ProviderStaff;
import io.calroute.provider.reading.ReconcileSettings;
import io.calroute.provider.request.ProviderFault;
import io.calroute.provider.webhook.WebhookStore;
import io.calroute.provider.webhook.Webhooks;
import io.calroute.provider.webhook.Webhooks.Webhook;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Tries a connection, and has its provider call it back. */
@RestController
public final class ConnectApi {

  private static final Duration BACK = Duration.ofDays(1);
  private static final Duration NEXT_LOOK = Duration.ofDays(1);

  /**
   * What was found and done.
   *
   * @param address where the provider is to call; null when calroute.public-url does not say
   * @param byHand whether the webhook has to be entered at the provider by hand
   */
  public record ConnectView(
      String provider, String connection, String address, boolean byHand, List<Finding> findings) {}

  private final LiveConnections connections;
  private final ProviderRoutes providers;
  private final ProviderStaff staff;
  private final Mappings mappings;
  private final Webhooks webhooks;
  private final WebhookStore store;
  private final ReconcileSettings settings;
  private final Clock clock;

  ConnectApi(
      LiveConnections connections,
      ProviderRoutes providers,
      ProviderStaff staff,
      Mappings mappings,
      Webhooks webhooks,
      WebhookStore store,
      ReconcileSettings settings,
      Clock clock) {
    this.connections = connections;
    this.providers = providers;
    this.staff = staff;
    this.mappings = mappings;
    this.webhooks = webhooks;
    this.store = store;
    this.settings = settings;
    this.clock = clock;
  }

  @PostMapping("/api/connect")
  public ConnectView connect(
      @RequestParam(required = false) String provider,
      @RequestParam(required = false) String connection,
      @RequestParam(required = false) String remove) {
    AskedConnection asked = AskedConnection.of(connections, provider, connection);
    boolean byHand = !providers.hasRoute(asked.provider(), Verb.WATCH);
    boolean removes = remove != null && !remove.equals("false");
    ConnectionProbe probe = new ConnectionProbe(providers, staff, mappings, asked);
    if (removes && byHand) {
      throw ApiProblem.conflict(
          "no-watch",
          "There is no route watch-%s: remove the webhook at the provider by hand."
              .formatted(asked.provider()));
    }
    if (asked.connection().api() == null) {
      if (removes) {
        asked.requireApi();
      }
      probe.find(
          "api",
          Level.NOTE,
          "calroute.connections.%s.%s.api is not set, so nothing is asked of the provider."
              .formatted(asked.provider(), asked.name()));
    } else if (!removes) {
      Instant now = clock.instant();
      probe.run(now.minus(BACK), now.plus(settings.horizon()));
    }
    if (asked.connection().api() != null && !byHand && !probe.isRefused()) {
      try {
        look(asked, probe, removes);
      } catch (ProviderFault fault) {
        probe.fault("webhook", fault);
      }
    }
    return new ConnectView(
        asked.provider(),
        asked.name(),
        webhooks.address(asked.provider(), asked.name()).orElse(null),
        byHand || asked.connection().api() == null,
        probe.findings());
  }

  private void look(AskedConnection asked, ConnectionProbe probe, boolean removes) {
    String provider = asked.provider();
    String name = asked.name();
    if (webhooks.address(provider, name).isEmpty()) {
      probe.find(
          "webhook",
          Level.PROBLEM,
          "calroute.public-url is not set, so nobody knows which address the provider is to call.");
      return;
    }
    String address = webhooks.address(provider, name).orElseThrow();
    List<Webhook> own = webhooks.list(provider, name);
    if (removes) {
      own.forEach(one -> webhooks.remove(provider, name, one));
      probe.find("webhook", Level.OK, "Webhooks to " + address + " removed: " + own.size() + ".");
      own = webhooks.list(provider, name);
    } else if (own.isEmpty()) {
      webhooks.create(provider, name);
      own = webhooks.list(provider, name);
      probe.find(
          "webhook",
          own.isEmpty() ? Level.PROBLEM : Level.OK,
          own.isEmpty()
              ? "A webhook to " + address + " was made, and is not in the provider's list."
              : "A webhook to " + address + " was missing, and is made now.");
    } else {
      boolean enabled = own.stream().anyMatch(Webhook::enabled);
      probe.find(
          "webhook",
          enabled ? Level.OK : Level.PROBLEM,
          enabled
              ? "The provider calls " + address + "."
              : "The webhook to "
                  + address
                  + " is switched off at the provider. Switch it on there, or remove it by --remove"
                  + " and connect again.");
    }
    Instant now = clock.instant();
    store.found(
        provider,
        name,
        new WebhookStore.Standing(!own.isEmpty(), own.stream().anyMatch(Webhook::enabled), now),
        now.plus(NEXT_LOOK));
  }
}
