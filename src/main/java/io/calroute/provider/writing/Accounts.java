package io.calroute.provider.writing;

import io.calroute.callback.connection.LiveConnections;
import io.calroute.policy.LinkSettings;
import io.calroute.policy.WriteBackSettings;
import io.calroute.provider.asking.ProviderRoutes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Says into whose bookings something is to be written at this moment. Safe for concurrent use. */
final class Accounts {

  private final LiveConnections connections;
  private final ProviderRoutes providers;
  private final Supplier<WriteBackSettings> writeBack;
  private final Supplier<LinkSettings> links;

  Accounts(
      LiveConnections connections,
      ProviderRoutes providers,
      Supplier<WriteBackSettings> writeBack,
      Supplier<LinkSettings> links) {
    this.connections = connections;
    this.providers = providers;
    this.writeBack = writeBack;
    this.links = links;
  }

  /** Those of which the configuration says so. */
  List<Account> configured() {
    List<Account> configured = new ArrayList<>();
    connections
        .current()
        .connections()
        .forEach(
            (provider, named) ->
                named.forEach(
                    (connection, one) -> {
                      if (one.api() != null
                          && (ids(provider, connection) || links(provider, connection))) {
                        configured.add(new Account(provider, connection));
                      }
                    }));
    return configured;
  }

  /**
   * Those of them whose provider can be written to. A route that is being replaced is not there.
   */
  List<Account> able() {
    return configured().stream()
        .filter(
            one ->
                providers.hasRoute(one.provider(), ProviderRoutes.Verb.WRITE)
                    && providers.hasRoute(one.provider(), ProviderRoutes.Verb.GET))
        .toList();
  }

  /** Whether ids are written. */
  boolean ids(String provider, String connection) {
    return writeBack.get().ids(provider, connection);
  }

  /** Whether links are written. */
  boolean links(String provider, String connection) {
    return links.get().of(provider, connection).contains(LinkSettings.Way.WRITE);
  }

  /** Whether the link that is written is one of Calroute's: of two ways, the first one counts. */
  boolean linksAreRedirected(String provider, String connection) {
    List<LinkSettings.Way> ways = links.get().of(provider, connection);
    int redirect = ways.indexOf(LinkSettings.Way.REDIRECT);
    return redirect >= 0 && redirect < ways.indexOf(LinkSettings.Way.WRITE);
  }
}
