package io.calroute.operations.verdict;

import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.operations.web.ApiProblem;
import io.calroute.provider.asking.AskStore;
import io.calroute.provider.asking.ProviderRoutes;
import java.time.Clock;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Asks a provider about one appointment because somebody says so. */
@RestController
public final class FetchApi {

  private static final int LONGEST = 255;

  private final LiveConnections connections;
  private final ProviderRoutes providers;
  private final AskStore asks;
  private final Clock clock;

  FetchApi(LiveConnections connections, ProviderRoutes providers, AskStore asks, Clock clock) {
    this.connections = connections;
    this.providers = providers;
    this.asks = asks;
    this.clock = clock;
  }

  @PostMapping("/api/fetch")
  @ResponseStatus(HttpStatus.ACCEPTED)
  public Map<String, String> fetch(
      @RequestParam String provider,
      @RequestParam(defaultValue = Connections.DEFAULT) String connection,
      @RequestParam String id) {
    String wanted = id.strip();
    if (wanted.isEmpty() || wanted.length() > LONGEST) {
      throw ApiProblem.badParameter("id must be the provider's id of an appointment.");
    }
    if (connections.find(provider, connection).isEmpty()) {
      throw ApiProblem.unknownProvider(connections.current().connections().keySet());
    }
    if (!providers.canGet(provider, connection)) {
      throw ApiProblem.conflict(
          "no-api",
          "This provider can't be asked about an appointment, or the connection has no api; have"
              + " the provider send it again.");
    }
    asks.addNow(provider, connection, wanted, clock.instant());
    return Map.of("status", "accepted");
  }

  /** Asks no more about an id that is not the provider's. */
  @PostMapping("/api/fetch/withdraw")
  public Map<String, String> withdraw(
      @RequestParam String provider,
      @RequestParam(defaultValue = Connections.DEFAULT) String connection,
      @RequestParam String id) {
    if (!asks.withdraw(provider, connection, id.strip())) {
      throw ApiProblem.notFound(
          "nothing-to-withdraw",
          "Nobody has this provider asked about such an id, or an appointment of this id is known"
              + " and is looked after.");
    }
    return Map.of("status", "withdrawn");
  }
}
