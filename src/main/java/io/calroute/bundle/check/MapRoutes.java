package io.calroute.bundle.check;

import io.calroute.bundle.contract.Contracts;
import io.calroute.bundle.file.Bundle;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.SimpleRegistry;
import org.springframework.core.env.Environment;

/**
 * The route that maps a provider's callbacks, running by itself, with those that it can hand over
 * to. Its steps do what they say.
 *
 * @param camel where it runs; what {@code mapping:} and {@code schema:} use is still to be given
 * @param remarks files that could not be read, and whether the provider has no such route
 */
public record MapRoutes(CamelContext camel, List<String> remarks) implements AutoCloseable {

  /** Routes that wait for somebody else than a route. */
  private static final List<String> OTHERS =
      List.of(Contracts.RECEIVES, Contracts.MAPS, Contracts.WRITES, "direct:on-event");

  /**
   * Starts the route.
   *
   * @param environment what placeholders in routes mean
   */
  public static MapRoutes start(Bundle bundle, String provider, Environment environment)
      throws Exception {
    ScratchContext camel = new ScratchContext("map", new SimpleRegistry(), environment);
    try {
      List<String> remarks = new ArrayList<>();
      for (String directory : List.of(Bundle.KAMELETS, Bundle.ROUTES)) {
        for (String name : bundle.names(directory)) {
          try {
            camel.load(name, bundle.text(name));
          } catch (Exception unreadable) {
            remarks.add(name + " can't be read; check tells why.");
          }
        }
      }
      String input = Contracts.MAPS + provider;
      Model model = camel.getCamelContextExtension().getContextPlugin(Model.class);
      boolean known = false;
      for (RouteDefinition route : List.copyOf(model.getRouteDefinitions())) {
        String from = route.getEndpointUrl();
        known |= from.equals(input);
        if (!from.equals(input)
            && (!from.startsWith("direct:") || OTHERS.stream().anyMatch(from::startsWith))) {
          model.removeRouteDefinition(route);
        }
      }
      if (!known) {
        remarks.add("there is no route map-" + provider + " yet; the mapping alone is applied.");
        camel.addRoutes(
            new RouteBuilder() {
              @Override
              public void configure() {
                from(input).to("mapping:" + provider);
              }
            });
      }
      camel.start();
      return new MapRoutes(camel, remarks);
    } catch (Exception failure) {
      camel.stop();
      throw failure;
    }
  }

  @Override
  public void close() {
    camel.stop();
  }
}
