package io.calroute.bundle.swap;

import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.outline.Affected;
import io.calroute.bundle.outline.FileOutline;
import io.calroute.bundle.outline.RouteOutline;
import io.calroute.callback.door.DoorKeeper;
import io.calroute.callback.door.IntakeGate;
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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.Route;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts new routes in the place of running ones. A route first takes no more messages: callbacks
 * wait behind the front door, or before it when the door itself is replaced. What is under way ends
 * on the old route; then the new one takes over. For use by one thread.
 */
public final class RouteSwap {

  private static final Logger LOG = LoggerFactory.getLogger(RouteSwap.class);
  private static final long LOOK_MILLIS = 5;

  /** A message between a sender's decision and the route's own count is in neither. */
  private static final int QUIET_LOOKS = 3;

  /** The ends of a kamelet's own route, which come and go with it. */
  private static final Pattern END = Pattern.compile("kamelet:(//)?(source|sink)\\b.*");

  private final CamelContext camel;
  private final IntakeGate gate;
  private final DoorKeeper keeper;
  private final Duration intakePatience;
  private final Duration patience;

  /**
   * A swap.
   *
   * @param gate where callbacks wait meanwhile
   * @param keeper who lets them wait outside when the front door itself is replaced
   * @param intakePatience how long callbacks under way may take before the swap is put off
   * @param patience how long anything else may take before its route is stopped all the same
   */
  public RouteSwap(
      CamelContext camel,
      IntakeGate gate,
      DoorKeeper keeper,
      Duration intakePatience,
      Duration patience) {
    this.camel = camel;
    this.gate = gate;
    this.keeper = keeper;
    this.intakePatience = intakePatience;
    this.patience = patience;
  }

  /** Thrown when providers would have to wait too long for a route to be replaced. */
  public static final class Busy extends Exception {
    private static final long serialVersionUID = 1;

    Busy() {
      super("callbacks under way take long");
    }
  }

  public record State(Bundle bundle, Map<String, FileOutline> outlines) {}

  /**
   * Goes over from one state to another. When that fails, the first one is restored.
   *
   * @param touched names of files that are to be built anew although they have not changed
   * @throws Busy when nothing was done because a provider would have had to wait too long
   */
  public void swap(State before, State after, Collection<String> touched) throws Exception {
    SortedSet<String> changed = before.bundle().changes(after.bundle());
    changed.addAll(touched);
    SortedSet<String> files = Affected.files(changed, before.outlines(), after.outlines());
    SortedSet<String> kamelets = new TreeSet<>(changed);
    kamelets.removeIf(name -> !name.startsWith(Bundle.KAMELETS));
    if (files.isEmpty() && kamelets.isEmpty()) {
      return;
    }
    List<SortedSet<String>> groups =
        kamelets.isEmpty()
            ? Affected.groups(files, List.of(before.outlines(), after.outlines()))
            : List.of(files);
    List<SortedSet<String>> done = new ArrayList<>();
    try {
      for (SortedSet<String> group : groups) {
        replace(before, after, group, kamelets);
        done.add(group);
      }
    } catch (Exception wrong) {
      for (SortedSet<String> group : done) {
        replace(after, before, group, kamelets);
      }
      throw wrong;
    }
  }

  private void replace(
      State before, State after, SortedSet<String> files, Collection<String> kamelets)
      throws Exception {
    Set<String> awaited = Affected.awaited(before.outlines().values());
    List<RouteOutline> leaving = Affected.stopOrder(routes(before, files));
    List<RouteOutline> outside =
        leaving.stream().filter(route -> awaited.contains(route.id())).toList();
    List<RouteOutline> inside =
        leaving.stream().filter(route -> !awaited.contains(route.id())).toList();
    // What providers do not wait for may take long; the door stays open for them meanwhile.
    quiet(inside, patience);
    try {
      replace(before, after, files, kamelets, outside);
    } catch (Busy busy) {
      for (RouteOutline outline : inside) {
        Route route = camel.getRoute(outline.id());
        if (route != null) {
          ServiceHelper.resumeService(route.getConsumer());
        }
      }
      throw busy;
    }
  }

  /** With what nobody waits for at rest already. */
  private void replace(
      State before,
      State after,
      SortedSet<String> files,
      Collection<String> kamelets,
      List<RouteOutline> awaited)
      throws Exception {
    boolean door = awaited.stream().anyMatch(RouteSwap::isDoor);
    boolean intake = !awaited.isEmpty();
    if (door && !keeper.close(intakePatience)) {
      throw new Busy();
    }
    try {
      if (intake && !gate.close(intakePatience)) {
        throw new Busy();
      }
      try {
        quiet(awaited, intakePatience);
        build(before, after, files, kamelets);
      } catch (Exception wrong) {
        // Before anybody is let in again.
        LOG.warn("The new routes could not be built; the last good ones come back", wrong);
        build(after, before, files, kamelets);
        throw wrong;
      } finally {
        if (intake) {
          gate.open();
        }
      }
    } finally {
      if (door) {
        keeper.open();
      }
    }
  }

  private static boolean isDoor(RouteOutline route) {
    return route.consumes() != null && route.consumes().startsWith("platform-http");
  }

  // ---------------------------------------------------------------- stopping

  private void quiet(List<RouteOutline> leaving, Duration limit) throws InterruptedException {
    for (RouteOutline outline : leaving) {
      Route route = camel.getRoute(outline.id());
      if (route != null) {
        ServiceHelper.suspendService(route.getConsumer());
        if (!isQuietWithin(outline.id(), limit)) {
          LOG.warn("The route {} is replaced although something is under way on it", outline.id());
        }
      }
    }
  }

  private boolean isQuietWithin(String route, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    int quiet = 0;
    while (quiet < QUIET_LOOKS) {
      quiet = camel.getInflightRepository().size(route) == 0 ? quiet + 1 : 0;
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

  private void build(State gone, State wanted, SortedSet<String> files, Collection<String> kamelets)
      throws Exception {
    remove(gone, files, kamelets);
    remove(wanted, files, kamelets);
    add(wanted, files, kamelets);
  }

  private void remove(State state, Collection<String> files, Collection<String> kamelets)
      throws Exception {
    Model model = model();
    for (RouteOutline outline : Affected.stopOrder(routes(state, files))) {
      RouteDefinition definition = model.getRouteDefinition(outline.id());
      if (definition != null) {
        remove(model, definition);
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

  /** Out of the context first: the model would stop the route once more, and wait once more. */
  private void remove(Model model, RouteDefinition definition) throws Exception {
    String id = definition.getRouteId();
    camel.getRouteController().stopRoute(id, 1, TimeUnit.SECONDS);
    camel.removeRoute(id);
    model.removeRouteDefinition(definition);
  }

  /**
   * Removes the routes that kamelets have become and that no route uses any more. Routes that use a
   * kamelet with the same parameters share one.
   */
  private void removeOrphans(Model model) throws Exception {
    boolean more = true;
    while (more) {
      Set<KameletEndpoint> used = usedKamelets(model);
      for (Endpoint endpoint : List.copyOf(camel.getEndpoints())) {
        if (endpoint instanceof KameletEndpoint kamelet
            && !END.matcher(endpoint.getEndpointUri()).matches()
            && !used.contains(kamelet)) {
          camel.removeEndpoint(endpoint);
        }
      }
      Set<String> routes =
          used.stream().map(KameletEndpoint::getRouteId).collect(Collectors.toSet());
      more = false;
      for (Route route : List.copyOf(camel.getRoutes())) {
        if (route.isCreatedByKamelet() && !routes.contains(route.getRouteId())) {
          remove(model, model.getRouteDefinition(route.getRouteId()));
          more = true;
        }
      }
    }
  }

  private Set<KameletEndpoint> usedKamelets(Model model) {
    Set<KameletEndpoint> used = new HashSet<>();
    for (RouteDefinition route : List.copyOf(model.getRouteDefinitions())) {
      for (ToDefinition to :
          ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class)) {
        String uri = to.getEndpointUri();
        if (uri != null && uri.startsWith("kamelet:") && !END.matcher(uri).matches()) {
          Endpoint endpoint = camel.hasEndpoint(camel.resolvePropertyPlaceholders(uri));
          if (endpoint instanceof KameletEndpoint kamelet) {
            used.add(kamelet);
          }
        }
      }
    }
    return used;
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
    List<RoutesBuilder> builders = built(resources);
    for (RoutesBuilder builder : builders) {
      if (builder instanceof RouteConfigurationsBuilder configurations) {
        configurations.addRouteConfigurationsToCamelContext(camel);
      }
    }
    for (RoutesBuilder builder : builders) {
      camel.addRoutes(builder);
    }
  }

  /**
   * Reads files while the context has no error handler, as at the start: a builder that finds one
   * takes it for its own, and then the one that a route configuration brings does not count.
   */
  private List<RoutesBuilder> built(List<Resource> resources) throws Exception {
    ExtendedCamelContext context = camel.getCamelContextExtension();
    ErrorHandlerFactory common = context.getErrorHandlerFactory();
    context.setErrorHandlerFactory(null);
    try {
      List<RoutesBuilder> builders =
          List.copyOf(PluginHelper.getRoutesLoader(camel).findRoutesBuilders(resources));
      for (RoutesBuilder builder : builders) {
        if (builder instanceof RouteBuilder routes) {
          routes.configureRoutes(camel);
        }
      }
      return builders;
    } finally {
      context.setErrorHandlerFactory(common);
    }
  }

  private Model model() {
    return camel.getCamelContextExtension().getContextPlugin(Model.class);
  }
}
