package io.calroute.bundle.outline;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.bundle.file.YamlDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a file of routes, or a kamelet, is made of.
 *
 * @param routes its routes; for a kamelet its template, as one route
 * @param configurations ids of the route configurations in it, with their lines; empty for one that
 *     has none and counts for all routes
 * @param uses everything in it that names something outside, in the order of the file
 */
public record FileOutline(
    YamlDocument document,
    List<RouteOutline> routes,
    Map<String, Integer> configurations,
    List<Use> uses) {

  private static final int END = Integer.MAX_VALUE;

  /** Steps that hand the message to an endpoint and take what comes back. */
  private static final Set<String> ENDPOINTS = Set.of("to", "toD");

  private static final Set<String> OTHER_ENDPOINTS = Set.of("wireTap", "enrich", "pollEnrich");

  private static final Set<String> BEANS = Set.of("bean", "process");

  public enum Kind {
    /** A {@code direct:} endpoint that is sent to; its name alone. */
    DIRECT,
    KAMELET,
    /** A Camel component, by the scheme of an endpoint. */
    COMPONENT,
    BEAN,
    MAPPING,
    SCHEMA
  }

  /**
   * Something outside that a file names.
   *
   * @param member method of the bean, or null
   * @param parameters of the kamelet; the empty set otherwise
   */
  public record Use(Kind kind, String name, String member, Set<String> parameters, int line) {}

  public static FileOutline of(YamlDocument document) {
    Reader reader = new Reader(document);
    if (document.tree().isArray()) {
      reader.readRoutes();
    } else {
      reader.readKamelet();
    }
    return new FileOutline(document, reader.routes, reader.configurations, reader.uses);
  }

  private static final class Reader {
    private final YamlDocument document;
    private final List<RouteOutline> routes = new ArrayList<>();
    private final Map<String, Integer> configurations = new HashMap<>();
    private final List<Use> uses = new ArrayList<>();

    Reader(YamlDocument document) {
      this.document = document;
    }

    void readKamelet() {
      readRoute(document.tree().at("/spec/template"), "/spec/template", null, END);
    }

    void readRoutes() {
      JsonNode items = document.tree();
      for (int i = 0; i < items.size(); i++) {
        String place = "/" + i;
        int last = i + 1 < items.size() ? document.line("/" + (i + 1)) - 1 : END;
        JsonNode item = items.get(i);
        if (item.has("route")) {
          JsonNode route = item.get("route");
          readRoute(route, place + "/route", route.path("id").asText(null), last);
        } else if (item.has("from")) {
          readRoute(item, place, item.at("/from/id").asText(null), last);
        } else {
          JsonNode configuration = item.path("routeConfiguration");
          if (item.has("routeConfiguration")) {
            configurations.put(
                configuration.path("id").asText(""), document.line(place + "/routeConfiguration"));
          }
          walk(item, place);
        }
      }
    }

    private void readRoute(JsonNode route, String place, String id, int last) {
      int before = uses.size();
      walk(route.path("from").path("steps"), place + "/from/steps");
      walk(route.path("steps"), place + "/steps");
      Set<String> calls = new HashSet<>();
      Set<String> kamelets = new HashSet<>();
      for (Use use : uses.subList(before, uses.size())) {
        if (use.kind() == Kind.DIRECT) {
          calls.add("direct:" + use.name());
        } else if (use.kind() == Kind.KAMELET) {
          kamelets.add(use.name());
        }
      }
      JsonNode from = route.path("from");
      String consumes = Address.of(from);
      if (consumes != null) {
        component(
            consumes, document.line(from.isTextual() ? place + "/from" : place + "/from/uri"));
      }
      routes.add(
          new RouteOutline(
              document.file(),
              id,
              document.line(place),
              last,
              route.path("routeConfigurationId").asText(null),
              consumes,
              calls,
              kamelets));
    }

    private void walk(JsonNode node, String place) {
      if (node.isArray()) {
        for (int i = 0; i < node.size(); i++) {
          walk(node.get(i), place + "/" + i);
        }
        return;
      }
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        JsonNode value = member.getValue();
        String below = place + "/" + member.getKey();
        switch (member.getKey()) {
          case "parameters" -> {
            continue;
          }
          default -> {
            if (ENDPOINTS.contains(member.getKey()) || OTHER_ENDPOINTS.contains(member.getKey())) {
              endpoint(value, below);
            } else if (BEANS.contains(member.getKey()) || member.getKey().equals("method")) {
              bean(value, below);
            }
          }
        }
        walk(value, below);
      }
    }

    private void endpoint(JsonNode value, String place) {
      String address = Address.of(value);
      if (address == null) {
        return;
      }
      int line = document.line(value.isTextual() ? place : place + "/uri");
      component(address, line);
      int colon = address.indexOf(':');
      String name = colon < 0 ? "" : address.substring(colon + 1);
      if (address.startsWith("mapping:") && !name.contains("{")) {
        uses.add(new Use(Kind.MAPPING, name, null, Set.of(), line));
      } else if (address.startsWith("schema:") && !name.contains("{")) {
        uses.add(new Use(Kind.SCHEMA, name, null, Set.of(), line));
      } else if (address.startsWith("direct:")) {
        int made = name.indexOf("${");
        uses.add(
            new Use(
                Kind.DIRECT,
                made < 0 ? name : name.substring(0, made) + "*",
                null,
                Set.of(),
                line));
      } else if (address.startsWith("kamelet:") && !name.contains("${")) {
        Set<String> given = new HashSet<>();
        value.path("parameters").fieldNames().forEachRemaining(given::add);
        String uri = value.isTextual() ? value.textValue() : value.path("uri").asText();
        if (uri.indexOf('?') >= 0) {
          for (String pair : uri.substring(uri.indexOf('?') + 1).split("&")) {
            given.add(pair.split("=", 2)[0]);
          }
        }
        String template = name.split("/", 2)[0];
        if (value.at("/parameters/templateId").asText().equals(template)) {
          // Kaoto repeats it there.
          given.remove("templateId");
        }
        if (!name.equals("source") && !name.equals("sink")) {
          uses.add(new Use(Kind.KAMELET, template, null, given, line));
        }
      }
    }

    private void component(String address, int line) {
      String scheme = address.split(":", 2)[0];
      if (!scheme.contains("{")) {
        uses.add(new Use(Kind.COMPONENT, scheme, null, Set.of(), line));
      }
    }

    private void bean(JsonNode value, String place) {
      JsonNode ref = value.path("ref");
      if (ref.isTextual() && !ref.textValue().contains("{")) {
        String method = value.path("method").asText(null);
        uses.add(
            new Use(
                Kind.BEAN,
                ref.textValue(),
                method == null ? null : method.split("\\(", 2)[0].strip(),
                Set.of(),
                document.line(place + "/ref")));
      }
    }
  }
}
