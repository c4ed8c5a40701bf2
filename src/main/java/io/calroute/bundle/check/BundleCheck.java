package io.calroute.bundle.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.bundle.configuration.Configuration;
import io.calroute.bundle.configuration.ConfigurationCheck;
import io.calroute.bundle.contract.Contracts;
import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.file.YamlDocument;
import io.calroute.bundle.outline.Affected;
import io.calroute.bundle.outline.FileOutline;
import io.calroute.bundle.outline.RouteOutline;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.IncompleteConnection;
import io.calroute.destination.Target;
import io.calroute.mapping.MappingFiles;
import io.calroute.mapping.MappingProblem;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.Schema;
import io.calroute.mapping.golden.GoldenCases;
import io.calroute.mapping.golden.GoldenResult;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.support.PatternHelper;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Looks for everything that would keep a bundle from working. Nothing that it looks at is changed
 * or started. Safe for concurrent use.
 */
public final class BundleCheck {

  private static final int CASES_TOLD = 5;

  /** What the message about an incomplete connection names. */
  private static final Pattern CONNECTION =
      Pattern.compile("calroute\\.connections\\.([^.\\s]+)\\.([^.\\s]+)");

  /** Where Camel looks for components. */
  private static final String COMPONENTS = "META-INF/services/org/apache/camel/component/";

  /** What is in the jar by now, with what older versions had in the directory. */
  private static final Set<String> OWN_FILES =
      Set.of(
          "routes/apply-callbacks.camel.yaml",
          "routes/sweep-calendar.camel.yaml",
          "routes/sync-appointments.camel.yaml");

  /** Ids and inputs of the routes in the jar. */
  private static final Set<String> OWN_ROUTES =
      Set.of("sync-reference", "sweep-calendar", "direct:sync-reference", "direct:sweep-calendar");

  /** Where events go, once an installation wants some. */
  private static final String HOOKS = "direct:on-event";

  private static final Set<String> NAMED =
      Set.of("google-event", "office365-event", "teams-meeting");

  private final BeanRepository beans;
  private final Rehearsal rehearsal;
  private final CamelSchema camelSchema = new CamelSchema();
  private final KnownProperties properties = KnownProperties.ofJar();
  private volatile Mappings compiled;

  /**
   * Checks by what is there.
   *
   * @param compiled which serve for a bundle as far as it has the same
   */
  public BundleCheck(BeanRepository beans, Rehearsal rehearsal, Mappings compiled) {
    this.beans = beans;
    this.rehearsal = rehearsal;
    this.compiled = compiled;
  }

  /**
   * What came of a check.
   *
   * @param problems sorted; empty when the bundle would work
   * @param schema of what provider mappings give; null when it is missing or no schema
   */
  public record Result(
      List<BundleProblem> problems,
      Map<String, FileOutline> outlines,
      Mappings mappings,
      Schema schema) {}

  /**
   * Checks a bundle without the golden cases and without Camel's schema, whose work Camel's own
   * loader does with less to say. Quick enough for every start.
   */
  public Result quickly(Bundle bundle, Configuration configuration) {
    return check(bundle, configuration, Set.of(), false);
  }

  /**
   * Checks a bundle.
   *
   * @param changed names of the files that the golden cases and the schema are to look at
   */
  public Result fully(Bundle bundle, Configuration configuration, Collection<String> changed) {
    return check(bundle, configuration, changed, true);
  }

  private Result check(
      Bundle bundle, Configuration configuration, Collection<String> changed, boolean schemaToo) {
    List<BundleProblem> problems = new ArrayList<>(olderFiles(bundle));
    Map<String, FileOutline> outlines = outlines(bundle, problems);
    if (schemaToo) {
      checkShape(outlines, changed, problems);
    }
    if (problems.isEmpty()) {
      checkNames(bundle, outlines, configuration, problems);
    }
    if (problems.isEmpty()) {
      List<String> texts =
          bundle.files().entrySet().stream()
              .filter(file -> outlines.containsKey(file.getKey()))
              .map(Map.Entry::getValue)
              .toList();
      problems.addAll(properties.unknown(configuration.environment(), texts));
    }
    List<BundleProblem> ofMappings = new ArrayList<>();
    Mappings mappings = mappings(bundle);
    Schema schema = checkMappings(bundle, mappings, ofMappings);
    if (problems.isEmpty()) {
      try {
        problems.addAll(
            rehearsal.run(
                bundle,
                outlines,
                configuration,
                new Contracts(
                    outlines.values().stream()
                        .flatMap(outline -> outline.routes().stream())
                        .toList(),
                    configuration.connections(),
                    mappings,
                    ofMappings.isEmpty() ? schema : null,
                    route -> schemaToo ? casesOf(route, changed, outlines) : 1,
                    bundle::text)));
      } catch (IncompleteConnection incomplete) {
        // A damaged kamelet can make a sound connection look incomplete.
        problems.add(
            changed.stream()
                .filter(name -> changed.stream().noneMatch(one -> one.startsWith(Bundle.CONFIG)))
                .filter(outlines::containsKey)
                .findFirst()
                .map(name -> new BundleProblem(name, 0, incomplete.getMessage()))
                .orElseGet(() -> incomplete(bundle, configuration, incomplete)));
      }
    }
    if (!schemaToo && !problems.isEmpty()) {
      List<BundleProblem> shape = new ArrayList<>();
      checkShape(outlines, outlines.keySet(), shape);
      if (!shape.isEmpty()) {
        problems = shape;
      }
    }
    problems.addAll(ofMappings);
    if (schema != null && mappings.problems().isEmpty()) {
      runCases(bundle, changed, new GoldenCases(mappings, schema), problems);
    }
    return new Result(problems.stream().distinct().sorted().toList(), outlines, mappings, schema);
  }

  /** All of them when something has changed that the route is made of; none otherwise. */
  private static int casesOf(
      RouteOutline route, Collection<String> changed, Map<String, FileOutline> outlines) {
    String mapping = Bundle.MAPPINGS + route.consumes().substring(Contracts.MAPS.length());
    boolean concerned =
        changed.stream()
            .anyMatch(
                name ->
                    name.startsWith(Bundle.MAPPINGS + "lib/")
                        || name.endsWith(Schema.APPOINTMENT)
                        || name.startsWith(mapping + ".")
                        || name.startsWith(mapping + "/")
                        || outlines.containsKey(name)
                            && outlines.get(name).routes().stream()
                                .anyMatch(one -> route.calls().contains(one.consumes())));
    return concerned || Affected.files(changed, outlines, outlines).contains(route.file())
        ? Integer.MAX_VALUE
        : 0;
  }

  /** Most edits are of routes: what is compiled serves again while no mapping differs. */
  private Mappings mappings(Bundle bundle) {
    compiled = new Mappings(MappingFiles.of(bundle.mappings()), compiled);
    return compiled;
  }

  /** The line of the connection, where the file writes it as levels. */
  private static BundleProblem incomplete(
      Bundle bundle, Configuration configuration, IncompleteConnection incomplete) {
    String reason = incomplete.getMessage();
    int line = 0;
    String text = bundle.text(Bundle.APPLICATION);
    Matcher named = CONNECTION.matcher(reason);
    if (text != null && named.find()) {
      try {
        line =
            YamlDocument.of(Bundle.APPLICATION, text)
                .line("/calroute/connections/" + named.group(1) + "/" + named.group(2));
      } catch (YamlDocument.Unreadable severalDocuments) {
        line = 0;
      }
    }
    return line > 0
        ? new BundleProblem(Bundle.APPLICATION, line, reason)
        : ConfigurationCheck.problem(
            configuration.environment(), named.reset().find() ? named.group() : "", reason);
  }

  private static Map<String, FileOutline> outlines(Bundle bundle, List<BundleProblem> problems) {
    Map<String, FileOutline> outlines = new TreeMap<>();
    SortedSet<String> names = bundle.names(Bundle.ROUTES);
    names.addAll(bundle.names(Bundle.KAMELETS));
    for (String name : names) {
      try {
        YamlDocument document = YamlDocument.of(name, bundle.text(name));
        boolean routes = name.startsWith(Bundle.ROUTES);
        if (routes && !document.tree().isArray()) {
          problems.add(new BundleProblem(name, 1, "A list of routes is expected: - route: ..."));
        } else if (!routes && !document.tree().isObject()) {
          problems.add(new BundleProblem(name, 1, "A kamelet is expected: apiVersion, kind, ..."));
        } else {
          outlines.put(name, FileOutline.of(document));
        }
      } catch (YamlDocument.Unreadable unreadable) {
        problems.add(unreadable.problem());
      }
    }
    return outlines;
  }

  private void checkShape(
      Map<String, FileOutline> outlines, Collection<String> names, List<BundleProblem> problems) {
    for (String name : names) {
      FileOutline outline = outlines.get(name);
      if (outline != null) {
        problems.addAll(
            name.startsWith(Bundle.ROUTES)
                ? camelSchema.check(outline.document())
                : checkKamelet(outline.document()));
      }
    }
  }

  private List<BundleProblem> checkKamelet(YamlDocument document) {
    JsonNode kamelet = document.tree();
    String file = document.file();
    String name = Bundle.baseName(file);
    if (!"Kamelet".equals(kamelet.path("kind").textValue())) {
      return List.of(new BundleProblem(file, document.line("/kind"), "kind must be Kamelet"));
    }
    if (!name.equals(kamelet.at("/metadata/name").textValue())) {
      return List.of(
          new BundleProblem(
              file, document.line("/metadata/name"), "metadata.name must be " + name));
    }
    if (!kamelet.at("/spec/template/from").isObject()) {
      return List.of(
          new BundleProblem(file, document.line("/spec"), "spec.template.from is missing"));
    }
    return camelSchema.checkTemplate(document, "/spec/template");
  }

  private void checkNames(
      Bundle bundle,
      Map<String, FileOutline> outlines,
      Configuration configuration,
      List<BundleProblem> problems) {
    Map<String, RouteOutline> byId = new HashMap<>();
    Map<String, RouteOutline> byInput = new HashMap<>();
    Map<String, String> configurations = new HashMap<>();
    outlines.forEach(
        (name, outline) -> {
          if (name.startsWith(Bundle.ROUTES)) {
            checkRoutes(outline, byId, byInput, problems);
            checkConfigurations(name, outline, configurations, problems);
          }
        });
    byInput.values().forEach(route -> checkMapRouteOf(route, byInput.keySet(), problems));
    outlines
        .values()
        .forEach(outline -> checkConfigurationNames(outline, configurations.keySet(), problems));
    outlines
        .values()
        .forEach(outline -> checkUses(bundle, outline, outlines, byInput.keySet(), problems));
    problems.addAll(RouteLoops.of(outlines.values()));
    if (!configuration.events().types().isEmpty() && !byInput.containsKey(HOOKS)) {
      problems.add(
          new BundleProblem(
              Bundle.ROUTES, 0, "No route takes " + HOOKS + ", and calroute.events.types is set"));
    }
    for (Target target : Target.values()) {
      if (!byInput.containsKey(Contracts.WRITES + target.key())) {
        problems.add(
            new BundleProblem(
                Bundle.ROUTES,
                0,
                String.format(
                    "No route takes %s%s, where Calroute sends its calls; bring back the file that"
                        + " had it",
                    Contracts.WRITES, target.key())));
      }
    }
    if (!byInput.containsKey(Contracts.DOOR)) {
      problems.add(
          new BundleProblem(Bundle.ROUTES, 0, "No route takes callbacks from " + Contracts.DOOR));
    }
    if (problems.isEmpty()) {
      problems.addAll(
          withoutRoute(configuration.connections(), byInput.keySet(), configuration.environment()));
    }
  }

  /** Connections that no route serves, as far as files can be read and values can be understood. */
  static List<BundleProblem> withoutRoute(Bundle bundle, Environment environment) {
    Set<String> inputs = new TreeSet<>();
    for (FileOutline outline : outlines(bundle, new ArrayList<>()).values()) {
      outline.routes().stream()
          .map(RouteOutline::consumes)
          .filter(input -> input != null)
          .forEach(inputs::add);
    }
    // Of a file that should have such a route, its own problem is told later, which says more.
    bundle.names(Bundle.ROUTES).stream()
        .map(Bundle::baseName)
        .filter(name -> name.startsWith("receive-"))
        .forEach(name -> inputs.add("direct:" + name));
    try {
      return withoutRoute(
          Binder.get(environment).bindOrCreate("calroute", Connections.class), inputs, environment);
    } catch (BindException toldElsewhere) {
      return List.of();
    }
  }

  /** Their callbacks would be answered 404, which providers don't repeat. */
  private static List<BundleProblem> withoutRoute(
      Connections connections, Set<String> inputs, Environment environment) {
    return connections.connections().keySet().stream()
        .filter(provider -> !inputs.contains(Contracts.RECEIVES + provider))
        .filter(provider -> !isSwitchedOff(provider, environment))
        .sorted()
        .map(provider -> withoutRoute(provider, environment))
        .toList();
  }

  /** An operator has put the route aside and wants its callbacks to come again later. */
  private static boolean isSwitchedOff(String provider, Environment environment) {
    Path routes = Path.of(environment.getProperty("calroute.routes-dir", "./routes"));
    return Files.exists(routes.resolve("receive-" + provider + Bundle.ROUTE_SUFFIX + ".off"));
  }

  private static BundleProblem withoutRoute(String provider, Environment environment) {
    String key = "calroute.connections." + provider;
    return ConfigurationCheck.problem(
        environment,
        key,
        String.format(
            "%s: no route takes its callbacks (direct:receive-%2$s); correct the provider's name,"
                + " or write routes/receive-%2$s.camel.yaml",
            key, provider));
  }

  /** Callbacks that nobody can map would be kept, and wait. */
  private static void checkMapRouteOf(
      RouteOutline route, Set<String> inputs, List<BundleProblem> problems) {
    if (route.consumes().startsWith(Contracts.RECEIVES)) {
      String provider = route.consumes().substring(Contracts.RECEIVES.length());
      if (!inputs.contains(Contracts.MAPS + provider)) {
        problems.add(
            route.problem(
                String.format(
                    "No route maps its callbacks; add the route map-%1$s from direct:map-%1$s with"
                        + " the step mapping:%1$s",
                    provider)));
      }
    }
  }

  /** Files of an older version, whose routes are in the jar by now. */
  private static List<BundleProblem> olderFiles(Bundle bundle) {
    List<String> there =
        new TreeSet<>(OWN_FILES).stream().filter(bundle.files()::containsKey).toList();
    return there.isEmpty()
        ? List.of()
        : List.of(
            new BundleProblem(
                Bundle.ROUTES,
                0,
                "Calroute has its own routes in the jar by now; remove "
                    + String.join(", ", there)));
  }

  private static void checkRoutes(
      FileOutline outline,
      Map<String, RouteOutline> byId,
      Map<String, RouteOutline> byInput,
      List<BundleProblem> problems) {
    for (RouteOutline route : outline.routes()) {
      if (route.id() == null) {
        problems.add(route.problem("The route has no id"));
        continue;
      }
      if (OWN_ROUTES.contains(route.id())
          || route.consumes() != null && OWN_ROUTES.contains(route.consumes())) {
        problems.add(route.problem("The jar has a route of this id or input; take others"));
        continue;
      }
      RouteOutline same = byId.putIfAbsent(route.id(), route);
      if (same != null) {
        problems.add(
            route.problem(
                "Route id '%s' is also in %s:%d; ids must differ"
                    .formatted(route.id(), same.file(), same.line())));
      }
      RouteOutline rival =
          route.consumes() == null ? null : byInput.putIfAbsent(route.consumes(), route);
      if (rival != null && same == null) {
        problems.add(
            route.problem("Route '" + rival.id() + "' takes " + route.consumes() + " already"));
      }
    }
  }

  private static void checkConfigurations(
      String name,
      FileOutline outline,
      Map<String, String> configurations,
      List<BundleProblem> problems) {
    outline
        .configurations()
        .forEach(
            (id, line) -> {
              String same = configurations.putIfAbsent(id, name);
              if (same != null) {
                problems.add(
                    new BundleProblem(
                        name, line, "Route configuration '" + id + "' is also in " + same));
              }
            });
  }

  private static void checkConfigurationNames(
      FileOutline outline, Set<String> configurations, List<BundleProblem> problems) {
    for (RouteOutline route : outline.routes()) {
      if (route.configuration() != null
          && configurations.stream()
              .noneMatch(id -> PatternHelper.matchPatterns(id, route.configuration().split(",")))) {
        problems.add(
            route.problem("There is no route configuration '" + route.configuration() + "'"));
      }
    }
  }

  private void checkUses(
      Bundle bundle,
      FileOutline outline,
      Map<String, FileOutline> outlines,
      Set<String> inputs,
      List<BundleProblem> problems) {
    String file = outline.document().file();
    for (FileOutline.Use use : outline.uses()) {
      String reason =
          switch (use.kind()) {
            case DIRECT ->
                use.name().endsWith("*")
                        || use.name().contains("{{")
                        || inputs.contains("direct:" + use.name())
                    ? null
                    : "No route takes direct:" + use.name();
            case COMPONENT -> component(use);
            case BEAN -> bean(use);
            case KAMELET -> kamelet(use, bundle, outlines);
            case MAPPING -> mapping(use, bundle);
            case SCHEMA -> schema(use);
          };
      if (reason != null) {
        problems.add(new BundleProblem(file, use.line(), reason));
      }
    }
  }

  private String component(FileOutline.Use use) {
    return getClass().getClassLoader().getResource(COMPONENTS + use.name()) != null
            || beans.lookupByName(use.name() + "-component") != null
        ? null
        : "There is no component '"
            + use.name()
            + "'; correct it, or put the jar that has it into lib/ (docs/editing-routes.md)";
  }

  private String bean(FileOutline.Use use) {
    Object bean = beans.lookupByName(use.name());
    if (bean == null) {
      return "There is no bean '" + use.name() + "'";
    }
    boolean known =
        use.member() == null
            || Arrays.stream(bean.getClass().getMethods())
                .map(Method::getName)
                .anyMatch(use.member()::equals);
    return known ? null : "The bean '" + use.name() + "' has no method " + use.member();
  }

  private static String mapping(FileOutline.Use use, Bundle bundle) {
    String file = Bundle.MAPPINGS + use.name() + Bundle.MAPPING_SUFFIX;
    return bundle.text(file) == null
        ? "There is no mapping " + use.name() + "; it would be in " + file
        : null;
  }

  private static String schema(FileOutline.Use use) {
    return Schema.APPOINTMENT.equals(use.name() + ".schema.json")
        ? null
        : "There is no schema " + use.name() + "; there is appointment";
  }

  private static String kamelet(
      FileOutline.Use use, Bundle bundle, Map<String, FileOutline> outlines) {
    String name = Bundle.KAMELETS + use.name() + Bundle.KAMELET_SUFFIX;
    if (bundle.text(name) == null) {
      return "There is no kamelet " + use.name() + "; it would be in " + name;
    }
    FileOutline outline = outlines.get(name);
    if (outline == null) {
      return null;
    }
    JsonNode definition = outline.document().tree().at("/spec/definition");
    for (String given : new TreeSet<>(use.parameters())) {
      if (!definition.path("properties").has(given)) {
        return "The kamelet %s has no property %s; it has %s in %s"
            .formatted(use.name(), given, properties(definition), name);
      }
    }
    for (JsonNode required : definition.path("required")) {
      String property = required.asText();
      if (!use.parameters().contains(property)
          && !definition.path("properties").path(property).has("default")) {
        return "The kamelet %s needs the property %s, as %s says"
            .formatted(use.name(), property, name);
      }
    }
    return null;
  }

  private static String properties(JsonNode definition) {
    List<String> names = new ArrayList<>();
    definition.path("properties").fieldNames().forEachRemaining(names::add);
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static Schema checkMappings(
      Bundle bundle, Mappings mappings, List<BundleProblem> problems) {
    for (MappingProblem problem : mappings.problems()) {
      String reason =
          problem.column() > 0
              ? problem.reason() + " (column " + problem.column() + ")"
              : problem.reason();
      problems.add(new BundleProblem(Bundle.MAPPINGS + problem.file(), problem.line(), reason));
    }
    for (String named : new TreeSet<>(NAMED)) {
      String name = Bundle.MAPPINGS + named + Bundle.MAPPING_SUFFIX;
      if (bundle.text(name) == null) {
        problems.add(new BundleProblem(name, 0, "The file is missing; events are made with it"));
      }
    }
    String name = Bundle.MAPPINGS + Schema.APPOINTMENT;
    if (bundle.text(name) == null) {
      problems.add(
          new BundleProblem(name, 0, "The file is missing; appointments are checked by it"));
      return null;
    }
    try {
      return new Schema(bundle.text(name));
    } catch (RuntimeException wrong) {
      String reason = wrong.getCause() == null ? wrong.getMessage() : wrong.getCause().getMessage();
      problems.add(new BundleProblem(name, 0, reason));
      return null;
    }
  }

  /** Cases of the mappings that have changed, or whose cases, library or schema has. */
  private static void runCases(
      Bundle bundle, Collection<String> changed, GoldenCases cases, List<BundleProblem> problems) {
    SortedSet<String> concerned = new TreeSet<>();
    for (String name : changed) {
      if (name.startsWith(Bundle.MAPPINGS + "lib/") || name.endsWith(Schema.APPOINTMENT)) {
        concerned.addAll(mappingNames(bundle));
      } else if (name.startsWith(Bundle.MAPPINGS)) {
        concerned.add(Bundle.baseName(name.substring(Bundle.MAPPINGS.length()).split("/")[0]));
      }
    }
    concerned.retainAll(mappingNames(bundle));
    for (String mapping : concerned) {
      List<GoldenResult> failed =
          cases.run(mapping).stream().filter(result -> !result.passed()).toList();
      for (GoldenResult result : failed.subList(0, Math.min(CASES_TOLD, failed.size()))) {
        problems.add(
            new BundleProblem(
                Bundle.MAPPINGS + result.file(),
                result.line(),
                "Golden case of %s.jslt fails at %s"
                    .formatted(mapping, result.differences().get(0))));
      }
      if (failed.size() > CASES_TOLD) {
        problems.add(
            new BundleProblem(
                Bundle.MAPPINGS + mapping + Bundle.MAPPING_SUFFIX,
                0,
                String.format(
                    "%d more golden cases fail; 'golden %s' tells them all, and with --accept takes"
                        + " what comes out as right",
                    failed.size() - CASES_TOLD, mapping)));
      }
    }
  }

  private static SortedSet<String> mappingNames(Bundle bundle) {
    SortedSet<String> names = new TreeSet<>();
    for (String name : bundle.names(Bundle.MAPPINGS)) {
      if (name.endsWith(Bundle.MAPPING_SUFFIX)
          && name.lastIndexOf('/') < Bundle.MAPPINGS.length()) {
        names.add(Bundle.baseName(name));
      }
    }
    return names;
  }
}
