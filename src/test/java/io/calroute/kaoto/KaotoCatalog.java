package io.calroute.kaoto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.CatalogCamelContext;

/**
 * What Kaoto shows in its dialogs and forms when its {@code catalogUrl} names this catalog: the
 * components that routes can use here, in their versions, those of Calroute among them, with the
 * kamelets of the bundle. Made of what Camel's own jars say of themselves.
 */
final class KaotoCatalog {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String DRAFT = "http://json-schema.org/draft-07/schema#";
  private static final String ITEM = "#/items/definitions/";
  private static final String MODEL = "org.apache.camel.model.";

  /** What Kaoto draws as nodes instead of putting it into a form. */
  private static final Set<String> NODES =
      Set.of("steps", "from", "when", "otherwise", "doCatch", "doFinally", "onFallback");

  /** Parts of steps that Kaoto offers like steps. */
  private static final List<String> CLAUSES = List.of("when", "otherwise", "onFallback");

  /** What Kaoto asks when somebody opens the settings of a kamelet. */
  private static final Map<String, String> OF_KAMELETS =
      Map.of(
          "name", "Name",
          "title", "Title",
          "description", "Description",
          "icon", "Kamelet Icon",
          "supportLevel", "Support Level",
          "catalogVersion", "Catalog Version",
          "provider", "Provider",
          "group", "Group",
          "namespace", "Namespace");

  private final CatalogCamelContext camel;
  private final JsonNode definitions;
  private final Map<String, ObjectNode> models = new TreeMap<>();

  KaotoCatalog(CatalogCamelContext camel) throws IOException {
    this.camel = camel;
    this.definitions = JSON.readTree(resource("schema/camelYamlDsl.json")).at("/items/definitions");
    for (String line :
        resource("META-INF/services/org/apache/camel/model.properties").lines().toList()) {
      String json = line.startsWith("#") ? null : camel.getEipParameterJsonSchema(line);
      if (json != null) {
        models.put(line, (ObjectNode) JSON.readTree(json));
      }
    }
  }

  /**
   * Writes all files.
   *
   * @param components names of those that are there
   * @param kamelets their files
   */
  void write(Path folder, Collection<String> components, Collection<Path> kamelets)
      throws IOException {
    Files.createDirectories(folder);
    ObjectNode catalogs = JSON.createObjectNode();
    catalogs.set("components", file(folder, "components", components(components)));
    catalogs.set("kamelets", file(folder, "kamelets", kamelets(kamelets)));
    catalogs.set("kameletBoundaries", file(folder, "kamelet-boundaries", boundaries()));
    catalogs.set("models", file(folder, "models", JSON.valueToTree(models)));
    catalogs.set("patterns", file(folder, "patterns", patterns()));
    catalogs.set("entities", file(folder, "entities", entities()));
    catalogs.set("languages", file(folder, "languages", languages()));
    catalogs.set("dataformats", file(folder, "dataformats", in("dataformat")));
    catalogs.set("loadbalancers", file(folder, "loadbalancers", in("loadbalancer")));
    catalogs.set("functions", file(folder, "functions", functions()));
    ObjectNode index = JSON.createObjectNode().put("name", "Calroute").put("runtime", "Main");
    index.put("version", camel.getVersion()).put("camelCatalogVersion", camel.getVersion());
    index.set("catalogs", catalogs);
    Files.writeString(folder.resolve("camel-yaml-dsl.json"), resource("schema/camelYamlDsl.json"));
    index.putObject("schemas").set("camelYamlDsl", entry("camelYamlDsl", "camel-yaml-dsl.json"));
    JSON.writeValue(folder.resolve("calroute.json").toFile(), index);

    ObjectNode library = JSON.createObjectNode().put("version", 3).put("name", "Calroute");
    library
        .putArray("definitions")
        .addObject()
        .put("name", "Calroute")
        .put("runtime", "Main")
        .put("version", camel.getVersion())
        .put("fileName", "calroute.json");
    JSON.writeValue(folder.resolve("index.json").toFile(), library);
  }

  private ObjectNode file(Path folder, String name, JsonNode content) throws IOException {
    JSON.writeValue(folder.resolve(name + ".json").toFile(), content);
    return entry(name, name + ".json");
  }

  private ObjectNode entry(String name, String file) {
    return JSON.createObjectNode()
        .put("name", name)
        .put("version", camel.getVersion())
        .put("file", file);
  }

  // ---------------------------------------------------------------- Components

  private ObjectNode components(Collection<String> names) throws IOException {
    ObjectNode all = JSON.createObjectNode();
    for (String name : names) {
      String json = camel.getComponentParameterJsonSchema(name);
      if (json != null) {
        ObjectNode component = (ObjectNode) JSON.readTree(json);
        component.set("propertiesSchema", form(component.path("properties")));
        all.set(name, component);
      }
    }
    return all;
  }

  /** The form for options as Camel describes them. */
  private static ObjectNode form(JsonNode options) {
    ObjectNode form = JSON.createObjectNode().put("$schema", DRAFT).put("type", "object");
    ObjectNode properties = form.putObject("properties");
    ArrayNode required = JSON.createArrayNode();
    options
        .properties()
        .forEach(
            option -> {
              properties.set(option.getKey(), field(option.getValue()));
              if (option.getValue().path("required").asBoolean()) {
                required.add(option.getKey());
              }
            });
    if (!required.isEmpty()) {
      form.set("required", required);
    }
    return form;
  }

  private static ObjectNode field(JsonNode option) {
    ObjectNode field = JSON.createObjectNode();
    field.put("title", option.path("displayName").asText());
    field.put("description", option.path("description").asText());
    String type = option.path("type").asText();
    boolean map = option.path("javaType").asText().startsWith("java.util.Map");
    field.put(
        "type",
        switch (type) {
          case "integer", "number", "boolean", "array" -> type;
          case "object" -> map ? "object" : "string";
          default -> "string";
        });
    if (!map) {
      format(option, field);
    }
    if (option.path("secret").asBoolean()) {
      field.put("format", "password");
    }
    field.put("$comment", "group:" + option.path("group").asText());
    copy(option, "enum", field, "enum");
    copy(option, "defaultValue", field, "default");
    if (option.path("deprecated").asBoolean()) {
      field.put("deprecated", true);
    }
    return field;
  }

  private static void format(JsonNode option, ObjectNode field) {
    String type = option.path("type").asText();
    if (option.path("kind").asText().equals("expression")) {
      field.put("format", "expressionProperty");
    } else if (type.equals("object") && field.path("type").asText().equals("string")) {
      field.put("format", "bean:" + option.path("javaType").asText());
    } else if (type.equals("duration")) {
      field.put("format", "duration");
    }
  }

  private static void copy(JsonNode from, String name, ObjectNode to, String other) {
    if (from.has(name)) {
      to.set(other, from.get(name));
    }
  }

  // ---------------------------------------------------------------- Kamelets

  private static ObjectNode kamelets(Collection<Path> files) throws IOException {
    ObjectNode all = JSON.createObjectNode();
    for (Path file : files) {
      ObjectNode kamelet = (ObjectNode) new YAMLMapper().readTree(file.toFile());
      ObjectNode form = JSON.createObjectNode().put("$schema", DRAFT);
      form.setAll((ObjectNode) kamelet.at("/spec/definition"));
      if (!form.has("properties")) {
        form.putObject("properties");
      }
      kamelet.set("propertiesSchema", form);
      all.set(kamelet.at("/metadata/name").asText(), kamelet);
    }
    return all;
  }

  /** Where a kamelet begins and ends. */
  private static ObjectNode boundaries() {
    ObjectNode all = JSON.createObjectNode();
    for (String name : List.of("source", "sink")) {
      ObjectNode end =
          JSON.createObjectNode().put("apiVersion", "camel.apache.org/v1").put("kind", "Kamelet");
      ObjectNode metadata = end.putObject("metadata").put("name", name);
      metadata.putObject("annotations");
      metadata.putObject("labels").put("camel.apache.org/kamelet.type", name);
      end.putObject("spec")
          .putObject("definition")
          .put("title", name)
          .put("description", "The " + name + " of a kamelet")
          .put("type", "object");
      end.putObject("propertiesSchema").put("type", "object").putObject("properties");
      all.set(name, end);
    }
    return all;
  }

  // ---------------------------------------------------------------- Steps and what they are made
  // of

  /** The form for a part of a route, from the schema of routes in YAML. */
  private ObjectNode form(String definition, JsonNode options) {
    ObjectNode form = object(definition);
    form.put("$schema", DRAFT);
    ObjectNode properties = form.withObject("properties");
    for (JsonNode choice : form.path("anyOf")) {
      if (choice.at("/oneOf/0/$ref").asText().endsWith(".ExpressionDefinition")) {
        ((ObjectNode) choice).put("format", "expression");
      }
    }
    properties.remove(NODES);
    properties
        .properties()
        .forEach(
            property -> {
              JsonNode option = options.path(property.getKey());
              // An empty one stands for what the schema says of expressions elsewhere.
              if (option.isObject()
                  && property.getValue() instanceof ObjectNode field
                  && !field.isEmpty()) {
                format(option, field);
                field.put("$comment", "group:" + option.path("group").asText("common"));
                copy(option, "displayName", field, "title");
                copy(option, "description", field, "description");
              }
            });
    ObjectNode parts = JSON.createObjectNode();
    resolve(form, parts);
    if (!parts.isEmpty()) {
      form.set("definitions", parts);
    }
    return form;
  }

  /** A definition without its short form as text. */
  private ObjectNode object(String definition) {
    ObjectNode found = definitions.path(definition).deepCopy();
    if (found.at("/oneOf/0/type").asText().equals("string")) {
      JsonNode full = found.remove("oneOf").path(1);
      found.setAll((ObjectNode) full);
    }
    return found;
  }

  private void resolve(JsonNode node, ObjectNode parts) {
    if (node instanceof ObjectNode object && object.path("$ref").asText().startsWith(ITEM)) {
      String name = object.path("$ref").asText().substring(ITEM.length());
      object.put("$ref", "#/definitions/" + name);
      if (!parts.has(name)) {
        // Steps are no matter of forms, and each can hold all others.
        boolean steps = name.equals(MODEL + "ProcessorDefinition");
        ObjectNode part = steps ? JSON.createObjectNode() : object(name);
        parts.set(name, part);
        resolve(part, parts);
      }
    }
    node.forEach(inner -> resolve(inner, parts));
  }

  private ObjectNode named(Iterable<String> names) {
    ObjectNode all = JSON.createObjectNode();
    for (String name : names) {
      ObjectNode model = models.getOrDefault(name, JSON.createObjectNode()).deepCopy();
      String definition = model.at("/model/javaType").asText();
      if (definitions.has(definition)) {
        model.set("propertiesSchema", form(definition, model.path("properties")));
        all.set(name, model);
      }
    }
    return all;
  }

  private ObjectNode patterns() {
    ObjectNode all =
        named(
            () -> definitions.path(MODEL + "ProcessorDefinition").path("properties").fieldNames());
    all.setAll(named(CLAUSES));
    return all;
  }

  private ObjectNode entities() throws IOException {
    JsonNode file = JSON.readTree(resource("schema/camelYamlDsl.json")).at("/items/properties");
    ObjectNode all = named(file::fieldNames);
    ObjectNode kamelet = all.putObject("KameletConfiguration").putObject("propertiesSchema");
    kamelet.put("$schema", DRAFT).put("type", "object").put("title", "Kamelet configuration");
    ObjectNode properties = kamelet.putObject("properties");
    new TreeMap<>(OF_KAMELETS)
        .forEach(
            (name, title) -> properties.putObject(name).put("type", "string").put("title", title));
    ObjectNode type = properties.putObject("type").put("type", "string").put("title", "Type");
    type.putArray("enum").add("source").add("action").add("sink");
    kamelet.putArray("required").add("name").add("type");
    return all;
  }

  private ObjectNode languages() {
    return named(
        () ->
            definitions
                .path(MODEL + "language.ExpressionDefinition")
                .path("properties")
                .fieldNames());
  }

  /** All models of a package of Camel's. */
  private ObjectNode in(String room) {
    return named(
        models.keySet().stream()
            .filter(
                name ->
                    models.get(name).at("/model/javaType").asText().startsWith(MODEL + room + "."))
            .toList());
  }

  private static ObjectNode functions() throws IOException {
    ObjectNode all = JSON.createObjectNode();
    all.set(
        "simple",
        JSON.readTree(resource("META-INF/org/apache/camel/language/simple/simple.json"))
            .path("functions"));
    return all;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = KaotoCatalog.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("There is no " + name + " on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
