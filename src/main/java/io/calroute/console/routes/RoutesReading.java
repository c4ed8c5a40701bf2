package io.calroute.console.routes;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.springframework.stereotype.Component;

/**
 * Reads the running routes from Camel, and their counts from its meters; nothing is asked of the
 * store. Safe for concurrent use.
 */
@Component
final class RoutesReading {

  private static final String TAG = "routeId";

  private final CamelContext camel;
  private final MeterRegistry meters;
  private final RouteFailures failures;

  RoutesReading(CamelContext camel, MeterRegistry meters, RouteFailures failures) {
    this.camel = camel;
    this.meters = meters;
    this.failures = failures;
  }

  /** The routes by file, without those that kamelets are made into. */
  Map<String, List<RouteView>> byFile() {
    Map<String, String> inputs = new HashMap<>();
    List<RouteDefinition> definitions = new ArrayList<>();
    for (RouteDefinition one :
        camel.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions()) {
      Route running = camel.getRoute(one.getRouteId());
      if (running != null && !running.isCreatedByKamelet()) {
        definitions.add(one);
        inputs.put(plain(one.getInput().getEndpointUri()), one.getRouteId());
      }
    }
    Map<String, List<RouteView>> byFile = new TreeMap<>();
    for (RouteDefinition one : definitions) {
      byFile.computeIfAbsent(file(one), any -> new ArrayList<>()).add(view(one, inputs));
    }
    return byFile;
  }

  private RouteView view(RouteDefinition route, Map<String, String> inputs) {
    String id = route.getRouteId();
    Timer time = meters.find("camel.route.policy").tag(TAG, id).timer();
    return new RouteView(
        id,
        route.getDescription(),
        plain(route.getInput().getEndpointUri()),
        steps(route.getOutputs(), inputs),
        count("camel.exchanges.total", id),
        count("camel.exchanges.failed", id),
        camel.getInflightRepository().size(id),
        time == null || time.count() == 0 ? null : (long) time.mean(TimeUnit.MILLISECONDS),
        failures.of(id));
  }

  private List<RouteView.Step> steps(
      List<ProcessorDefinition<?>> outputs, Map<String, String> inputs) {
    return outputs.stream()
        .map(
            one ->
                new RouteView.Step(
                    one.getId(),
                    one.getShortName(),
                    one.getDescription(),
                    one instanceof EndpointRequiredDefinition called
                        ? inputs.get(plain(called.getEndpointUri()))
                        : null,
                    steps(one.getOutputs(), inputs)))
        .toList();
  }

  private long count(String name, String route) {
    Meter meter = meters.find(name).tag(TAG, route).meter();
    if (meter instanceof FunctionCounter counter) {
      return (long) counter.count();
    }
    double sum = 0;
    for (Measurement one : meter == null ? List.<Measurement>of() : meter.measure()) {
      sum += one.getValue();
    }
    return (long) sum;
  }

  /** Without options, which may name a secret. */
  private static String plain(String uri) {
    return uri == null ? "" : uri.split("\\?", 2)[0].replace("://", ":");
  }

  private static String file(RouteDefinition route) {
    Resource resource = route.getResource();
    String location = resource == null ? "" : resource.getLocation();
    String name = location.substring(location.lastIndexOf('/') + 1);
    return (location.startsWith("file:") ? "routes/" : "in the jar: ") + name;
  }
}
