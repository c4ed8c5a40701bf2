package io.calroute.operations.provider;

import io.calroute.callback.connection.Connection;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.operations.web.ApiProblem;
import io.calroute.operations.web.Paging;
import io.calroute.provider.asking.ProviderRoutes;
import io.calroute.provider.asking.ProviderRoutes.Verb;

/**
 * The connection that a call is about.
 *
 * @param provider such as {@code acme}
 * @param name such as {@code default}
 */
record AskedConnection(String provider, String name, Connection connection) {

  /**
   * Finds it.
   *
   * @param name null for {@code default}
   * @throws ApiProblem when there is none
   */
  static AskedConnection of(LiveConnections connections, String provider, String name) {
    if (Paging.given(provider) == null) {
      throw ApiProblem.badParameter("provider is missing, such as acme.");
    }
    String named = Paging.given(name) == null ? Connections.DEFAULT : name.trim();
    return connections
        .find(provider.trim(), named)
        .map(known -> new AskedConnection(provider.trim(), named, known))
        .orElseThrow(
            () -> ApiProblem.unknownProvider(connections.current().connections().keySet()));
  }

  /**
   * Makes sure that the provider can be asked.
   *
   * @param instead what to do where it has no route
   * @throws ApiProblem when it can't
   */
  AskedConnection requireRoute(ProviderRoutes providers, Verb verb, String instead) {
    if (!providers.hasRoute(provider, verb)) {
      throw ApiProblem.conflict(
          "no-" + verb.word(),
          "There is no route %s-%s: %s".formatted(verb.word(), provider, instead));
    }
    return requireApi();
  }

  /**
   * Makes sure that it says how its provider is asked.
   *
   * @throws ApiProblem when it doesn't
   */
  AskedConnection requireApi() {
    if (connection.api() == null) {
      throw ApiProblem.conflict(
          "no-api",
          "calroute.connections.%s.%s.api is not set, so the provider can't be asked."
              .formatted(provider, name));
    }
    return this;
  }
}
