package io.calroute.bundle.contract;

import io.calroute.bundle.contract.RehearsalContext.Broken;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.outline.RouteOutline;
import io.calroute.callback.connection.Connections;
import io.calroute.component.mapping.MappingComponent;
import io.calroute.component.mapping.SchemaComponent;
import io.calroute.destination.Target;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.Schema;
import io.calroute.mapping.SchemaProblem;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.apache.camel.Route;
import org.apache.camel.model.Model;

/**
 * What Calroute relies on in routes that operators edit.
 *
 * @param schema of appointments; null when it is none, and then no appointment is made
 * @param cases how many golden inputs a route gets at most
 * @param files texts of files by their names; null for one that is not there
 */
public record Contracts(
    List<RouteOutline> routes,
    Connections connections,
    Mappings mappings,
    Schema schema,
    ToIntFunction<RouteOutline> cases,
    UnaryOperator<String> files) {

  /** Where the front door begins. */
  public static final String DOOR = DoorContract.ROUTE;

  /** Before the provider, in what a route takes callbacks from. */
  public static final String RECEIVES = ReceiveContract.ROUTE;

  /** Before the provider, in what a route takes callbacks to be mapped from. */
  public static final String MAPS = MapContract.ROUTE;

  /** Before the target, in what a route takes requests from. */
  public static final String WRITES = WriteContract.ROUTE;

  public List<BundleProblem> broken(RehearsalContext context) {
    context
        .camel()
        .getComponent("mapping", MappingComponent.class)
        .transformBy(
            (name, document, exchange) -> MapContract.apply(mappings, name, document, exchange));
    context
        .camel()
        .getComponent("schema", SchemaComponent.class)
        .checkBy(
            (name, document) ->
                schema == null
                    ? List.of()
                    : schema.check(document).stream().map(SchemaProblem::toString).toList());
    List<BundleProblem> problems = broken(context, route -> !isDoor(route));
    return problems.isEmpty() ? broken(context, Contracts::isDoor) : problems;
  }

  private List<BundleProblem> broken(RehearsalContext context, Predicate<RouteOutline> which) {
    return routes.stream()
        .filter(which)
        .flatMap(route -> RehearsalContext.check(route, () -> meet(context, route)).stream())
        .toList();
  }

  private static boolean isDoor(RouteOutline route) {
    return DoorContract.ROUTE.equals(route.consumes());
  }

  private void meet(RehearsalContext context, RouteOutline route) throws Broken {
    String input = String.valueOf(route.consumes());
    RehearsalContext.Contract contract = null;
    if (isDoor(route)) {
      List<String> providers =
          routes.stream()
              .map(one -> String.valueOf(one.consumes()))
              .filter(one -> one.startsWith(ReceiveContract.ROUTE))
              .map(one -> one.substring(ReceiveContract.ROUTE.length()))
              .toList();
      Route door = context.camel().getRoute(route.id());
      contract = new DoorContract(context, door.getEndpoint(), providers, connections);
    } else if (input.startsWith(ReceiveContract.ROUTE)) {
      contract =
          new ReceiveContract(
              context,
              context
                  .camel()
                  .getCamelContextExtension()
                  .getContextPlugin(Model.class)
                  .getRouteDefinition(route.id()),
              input.substring(ReceiveContract.ROUTE.length()),
              connections,
              files);
    } else if (input.startsWith(MapContract.ROUTE)) {
      contract =
          new MapContract(
              context,
              input.substring(MapContract.ROUTE.length()),
              mappings,
              schema,
              schema == null ? 0 : cases.applyAsInt(route));
    } else {
      for (Target target : Target.values()) {
        if (input.equals(WriteContract.ROUTE + target.key())) {
          contract = new WriteContract(context, target);
        }
      }
    }
    if (contract == null) {
      return;
    }
    if (!context.camel().getRouteController().getRouteStatus(route.id()).isStarted()) {
      throw new Broken(null, "does not start by itself; take autoStartup out");
    }
    contract.meet();
  }
}
