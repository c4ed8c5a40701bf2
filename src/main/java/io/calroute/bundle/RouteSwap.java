package io.calroute.bundle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts new routes in the place of running ones. A route first takes no more messages: senders wait
 * at its {@code direct:} endpoint. What is under way ends on the old route; then the new one takes
 * over. For use by one thread.
 */
final class RouteSwap {

  private static final Logger LOG = LoggerFactory.getLogger(RouteSwap.class);
  private static final long LOOK_MILLIS = 5;

  /** A message between a sender's decision and the route's own count is in neither. */
  private static final int QUIET_LOOKS = 3;

  private static final String SOURCE = "kamelet://source";

  private final Supplier<CamelContext> camel;
  private final Duration awaitedPatience;
  private final Duration patience;

  /**
   * A swap.
   *
   * @param camel the context in use
   * @param awaitedPatience how long what is under way may take on a route that a provider waits
   *     for, before the swap is put off
   * @param patience the same for other routes, before they are stopped all the same
   */
  RouteSwap(Supplier<CamelContext> camel, Duration awaitedPatience, Duration patience) {
    this.camel = camel;
    this.awaitedPatience = awaitedPatience;
    this.patience = patience;
  }

  /** Thrown when a route that a provider waits for is too busy to be replaced now. */
  static final class Busy extends Exception {
    private static final long serialVersionUID = 1;

    Busy(String route) {
      super("The route " + route + " is busy");
    }
  }

  /**
   * One state of the routes.
   *
   * @param bundle all files
   * @param outlines of its files of routes and kamelets
   */
  record State(Bundle bundle, Map<String, FileOutline> outlines) {}

  /**
   * Goes over from one state to another. When that fails, the first one is restored.
   *
   * @throws Busy when nothing was done because a provider would have had to wait too long
   * @throws Exception why the new routes could not be built
   */
  void swap(State before, State after) throws Exception {
    SortedSet<String> changed = before.bundle().changes(after.bundle());
    SortedSet<String> files = Affected.files(changed, before.outlines(), after.outlines());
    SortedSet<String> kamelets = new TreeSet<>(changed);
    kamelets.removeIf(name -> !name.startsWith(Bundle.KAMELETS));
    if (files.isEmpty() && kamelets.isEmpty()) {
      return;
    }
    quiet(before, files);
    try {
      remove(before, files, kamelets);
      add(after, files, kamelets);
    } catch (Exception wrong) {
      LOG.error("The new routes could not be built; the last good ones come back", wrong);
      remove(after, files, kamelets);
      remove(before, files, kamelets);
      add(before, files, kamelets);
      throw wrong;
    }
  }

  // ---------------------------------------------------------------- stopping

  private void quiet(State state, Collection<String> files) throws Exception {
    Set<String> awaited = Affected.awaited(state.outlines().values());
    List<Route> suspended = new ArrayList<>();
    for (RouteOutline outline : Affected.stopOrder(routes(state, files))) {
      Route route = camel.get().getRoute(outline.id());
      if (route == null) {
        continue;
      }
      ServiceHelper.suspendService(route.getConsumer());
      suspended.add(route);
      boolean isAwaited = awaited.contains(outline.id());
      if (!isQuietWithin(outline.id(), isAwaited ? awaitedPatience : patience)) {
        if (isAwaited) {
          suspended.forEach(one -> ServiceHelper.resumeService(one.getConsumer()));
          throw new Busy(outline.id());
        }
        LOG.warn("The route {} is replaced although something is under way on it", outline.id());
      }
    }
  }

  private boolean isQuietWithin(String route, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    int quiet = 0;
    while (quiet < QUIET_LOOKS) {
      quiet = camel.get().getInflightRepository().size(route) == 0 ? quiet + 1 : 0;
      if (quiet == 0 && System.nanoTime() - end > 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return true;
  }

  private static List<RouteOutline> routes(State state, Collection<String> files) {
    List<RouteOutline> routes = new ArrayList<>();
    for (String file : files) {
      if (state.outlines().containsKey(file)) {
        routes.addAll(state.outlines().get(file).routes());
      }
    }
    return routes;
  }

  // ---------------------------------------------------------------- building

  private void remove(State state, Collection<String> files, Collection<String> kamelets)
      throws Exception {
    Model model = model();
    for (RouteOutline outline : Affected.stopOrder(routes(state, files))) {
      RouteDefinition definition = model.getRouteDefinition(outline.id());
      if (definition != null) {
        camel.get().getRouteController().stopRoute(outline.id(), 1, TimeUnit.SECONDS);
        model.removeRouteDefinition(definition);
      }
    }
    removeOrphans(model);
    for (String kamelet : kamelets) {
      RouteTemplateDefinition template = model.getRouteTemplateDefinition(Bundle.baseName(kamelet));
      if (template != null) {
        model.removeRouteTemplateDefinition(template);
      }
    }
    for (String file : files) {
      FileOutline outline = state.outlines().get(file);
      if (outline != null) {
        for (String id : outline.configurations().keySet()) {
          RouteConfigurationDefinition configuration = model.getRouteConfigurationDefinition(id);
          if (configuration != null) {
            model.removeRouteConfiguration(configuration);
          }
        }
      }
    }
  }

  /**
   * Removes the routes that kamelets have become and that no route uses any more. Routes that use a
   * kamelet with the same parameters share one.
   */
  private void removeOrphans(Model model) throws Exception {
    boolean more = true;
    while (more) {
      Set<String> used = new HashSet<>();
      for (Endpoint endpoint : camel.get().getEndpoints()) {
        if (endpoint instanceof KameletEndpoint kamelet
            && !endpoint.getEndpointUri().startsWith(SOURCE)) {
          used.add(kamelet.getRouteId());
        }
      }
      more = false;
      for (Route route : List.copyOf(camel.get().getRoutes())) {
        if (route.isCreatedByKamelet() && !used.contains(route.getRouteId())) {
          camel.get().getRouteController().stopRoute(route.getRouteId(), 1, TimeUnit.SECONDS);
          model.removeRouteDefinition(model.getRouteDefinition(route.getRouteId()));
          more = true;
        }
      }
    }
  }

  private void add(State state, Collection<String> files, Collection<String> kamelets)
      throws Exception {
    List<Resource> resources = new ArrayList<>();
    for (Collection<String> names : List.of(kamelets, files)) {
      for (String name : names) {
        String text = state.bundle().text(name);
        if (text != null) {
          resources.add(ResourceHelper.fromString("file:" + name, text));
        }
      }
    }
    PluginHelper.getRoutesLoader(camel.get()).loadRoutes(resources);
  }

  private Model model() {
    return camel.get().getCamelContextExtension().getContextPlugin(Model.class);
  }
}
