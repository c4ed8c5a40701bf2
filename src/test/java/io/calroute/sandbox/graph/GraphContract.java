package io.calroute.sandbox.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.contract.ContractCheck;
import io.calroute.sandbox.contract.ContractSchemas;
import io.calroute.sandbox.server.Exchange;
import io.calroute.sandbox.server.Operation;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The calendar part of Graph's OpenAPI description as a check; a member that it does not know is a
 * problem, annotations ({@code @odata.}) aside.
 *
 * <p>Where the description and the reference differ, the reference is followed: cancel answers 202,
 * {@code $expand} works on events, delta takes its window and its token as parameters, and errors
 * spell {@code innerError} with a capital E.
 */
public final class GraphContract implements ContractCheck {

  private static final String PREFIX = "/v1.0";
  private static final Set<Operation> NOT_DESCRIBED = Set.of(Operation.TOKEN, Operation.USER);
  private static final Map<Operation, Set<String>> MORE_PARAMETERS =
      Map.of(
          Operation.GET, Set.of("$expand"),
          Operation.LIST, Set.of("$expand"),
          Operation.VIEW, Set.of("$expand"),
          Operation.DELTA, Set.of("startDateTime", "endDateTime", "$deltatoken", "$skiptoken"));

  private final JsonNode description;
  private final List<Template> templates = new ArrayList<>();
  private final ContractSchemas schemas;

  private GraphContract(JsonNode description) {
    this.description = description;
    ObjectNode definitions = Json.object();
    for (Map.Entry<String, JsonNode> schema :
        description.path("components").path("schemas").properties()) {
      definitions.set(schema.getKey(), convert(schema.getValue(), false));
    }
    schemas = new ContractSchemas(definitions);
    for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
      templates.add(new Template(path.getKey(), path.getValue()));
    }
  }

  /**
   * Reads the contract.
   *
   * @param folder with {@code graph-calendar-openapi.validating.json}
   */
  public static GraphContract read(Path folder) {
    return new GraphContract(
        ContractSchemas.read(folder.resolve("graph-calendar-openapi.validating.json")));
  }

  private record Template(String text, JsonNode operations, Pattern pattern, long literals) {
    Template(String text, JsonNode operations) {
      this(text, operations, pattern(text), literals(text));
    }

    private static Pattern pattern(String text) {
      StringBuilder pattern = new StringBuilder();
      for (String segment : text.substring(1).split("/")) {
        pattern.append('/');
        pattern.append(segment.startsWith("{") ? "[^/]+" : Pattern.quote(segment));
      }
      return Pattern.compile(pattern.toString());
    }

    private static long literals(String text) {
      return Pattern.compile("/").splitAsStream(text).filter(s -> !s.startsWith("{")).count();
    }
  }

  /**
   * OpenAPI 3.0's dialect in the words of JSON Schema.
   *
   * @param schema the schema
   * @param closed whether unknown members are a problem here; not so for the parts of an allOf,
   *     which are closed as a whole where they are used
   */
  private static ObjectNode convert(JsonNode schema, boolean closed) {
    ObjectNode converted = Json.object();
    if (schema.has("$ref")) {
      String name = schema.path("$ref").asText();
      converted.put("$ref", "#/$defs/" + name.substring(name.lastIndexOf('/') + 1));
    }
    boolean nullable = schema.path("nullable").asBoolean();
    if (nullable && schema.path("type").asText().equals("object") && !schema.has("properties")) {
      // The generator writes this beside a $ref, meaning "or null"; as it stands it would let any
      // object pass.
      return converted.put("type", "null");
    }
    if (schema.has("type")) {
      type(converted, schema.path("type").asText(), nullable);
    }
    for (String keyword : List.of("enum", "pattern", "minimum", "maximum", "required")) {
      if (schema.has(keyword)) {
        converted.set(keyword, schema.get(keyword).deepCopy());
      }
    }
    if (schema.has("items")) {
      converted.set("items", convert(schema.get("items"), true));
    }
    if (schema.has("properties")) {
      ObjectNode properties = converted.putObject("properties");
      for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
        properties.set(property.getKey(), convert(property.getValue(), true));
      }
    }
    parts(converted, schema, "allOf", false);
    parts(converted, schema, "anyOf", closed);
    parts(converted, schema, "oneOf", closed);
    if (closed && !schema.has("anyOf") && !schema.has("oneOf")) {
      converted.putObject("patternProperties").putObject("@");
      converted.put("unevaluatedProperties", false);
    }
    return converted;
  }

  private static void type(ObjectNode converted, String type, boolean nullable) {
    if (nullable) {
      converted.putArray("type").add(type).add("null");
    } else {
      converted.put("type", type);
    }
  }

  private static void parts(ObjectNode converted, JsonNode schema, String keyword, boolean closed) {
    if (schema.has(keyword)) {
      ArrayNode parts = converted.putArray(keyword);
      schema.get(keyword).forEach(part -> parts.add(convert(part, closed)));
    }
  }

  @Override
  public List<String> check(Exchange recorded) {
    if (NOT_DESCRIBED.contains(recorded.operation())) {
      return List.of();
    }
    Template template = template(recorded);
    if (template == null) {
      return List.of("no operation for " + recorded.method() + " " + recorded.path());
    }
    JsonNode operation = operation(template, recorded.method());
    List<String> problems = new ArrayList<>();
    parameters(operation, recorded, problems);
    request(operation, recorded, problems);
    answer(operation, recorded, problems);
    String name = recorded.method() + " " + template.text;
    return problems.stream().map(problem -> name + ": " + problem).toList();
  }

  private static JsonNode operation(Template template, String method) {
    return template.operations.path(method.toLowerCase(Locale.ROOT));
  }

  private Template template(Exchange recorded) {
    if (!recorded.path().startsWith(PREFIX)) {
      return null;
    }
    String path = recorded.path().substring(PREFIX.length());
    Template best = null;
    for (Template template : templates) {
      if (operation(template, recorded.method()).isObject()
          && template.pattern.matcher(path).matches()
          && (best == null || template.literals > best.literals)) {
        best = template;
      }
    }
    return best;
  }

  private void parameters(JsonNode operation, Exchange recorded, List<String> problems) {
    Map<String, List<String>> given =
        new QueryStringDecoder(recorded.query(), StandardCharsets.UTF_8, false).parameters();
    Set<String> more = MORE_PARAMETERS.getOrDefault(recorded.operation(), Set.of());
    List<JsonNode> known = new ArrayList<>();
    for (JsonNode parameter : operation.path("parameters")) {
      known.add(resolve(parameter));
    }
    given.forEach(
        (name, values) -> {
          JsonNode parameter =
              known.stream()
                  .filter(one -> one.path("name").asText().equals(name))
                  .findFirst()
                  .orElse(null);
          if (parameter == null && !more.contains(name)) {
            problems.add("unknown query parameter " + name);
          } else if (parameter != null && !fits(parameter.path("schema"), values)) {
            problems.add("query parameter " + name + " can't be " + values);
          }
        });
    for (JsonNode parameter : known) {
      boolean query = parameter.path("in").asText().equals("query");
      String name = parameter.path("name").asText();
      if (query && parameter.path("required").asBoolean() && !given.containsKey(name)) {
        problems.add("query parameter " + name + " is missing");
      }
    }
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? description.at(node.path("$ref").asText().substring(1)) : node;
  }

  private static boolean fits(JsonNode schema, List<String> values) {
    if (values.size() > 1) {
      return false;
    }
    String value = values.get(0);
    return switch (schema.path("type").asText()) {
      case "integer" -> value.matches("\\d{1,9}");
      case "boolean" -> value.equals("true") || value.equals("false");
      case "array" -> {
        List<String> choices = new ArrayList<>();
        schema.path("items").path("enum").forEach(choice -> choices.add(choice.asText()));
        yield choices.isEmpty() || choices.containsAll(List.of(value.split(",")));
      }
      default -> true;
    };
  }

  private void request(JsonNode operation, Exchange recorded, List<String> problems) {
    JsonNode body = resolve(operation.path("requestBody"));
    if (body.isMissingNode()) {
      if (recorded.request() != null) {
        problems.add("the request should have no body");
      }
      return;
    }
    schemas
        .check(convert(schema(body), true), recorded.request())
        .forEach(problem -> problems.add("request " + problem));
  }

  private static JsonNode schema(JsonNode content) {
    return content.path("content").path("application/json").path("schema");
  }

  private void answer(JsonNode operation, Exchange recorded, List<String> problems) {
    int status = recorded.status();
    boolean acceptedCancel = recorded.operation() == Operation.CANCEL && status == 202;
    if (status == 0 || acceptedCancel) {
      return;
    }
    JsonNode responses = operation.path("responses");
    JsonNode exact = responses.path(String.valueOf(status));
    JsonNode response =
        resolve(exact.isMissingNode() ? responses.path(status / 100 + "XX") : exact);
    if (response.isMissingNode()) {
      problems.add("status " + status + " is not described");
      return;
    }
    JsonNode schema = schema(response);
    if (schema.isMissingNode()) {
      if (recorded.response() != null) {
        problems.add("the answer should have no body");
      }
      return;
    }
    schemas
        .check(convert(schema, true), status < 400 ? recorded.response() : error(recorded))
        .forEach(problem -> problems.add("answer " + problem));
  }

  /** The error without its innerError, which the description spells and shapes otherwise. */
  private static JsonNode error(Exchange recorded) {
    if (recorded.response() == null) {
      return null;
    }
    JsonNode error = recorded.response().deepCopy();
    if (error.path("error") instanceof ObjectNode inner) {
      inner.remove("innerError");
    }
    return error;
  }
}
