package io.calroute.sandbox.google;

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
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Google's discovery document as a check; a member that it does not know is a problem. */
public final class GoogleContract implements ContractCheck {

  /** A patch may carry null for any member, to remove it; the discovery document can't say so. */
  private static final String NULLABLE = ".patch";

  private static final String ERROR = "error";

  private final JsonNode discovery;
  private final String prefix;
  private final List<Method> methods = new ArrayList<>();
  private final ContractSchemas schemas;

  private GoogleContract(JsonNode discovery) {
    this.discovery = discovery;
    prefix = "/" + discovery.path("servicePath").asText();
    ObjectNode definitions = Json.object();
    for (Map.Entry<String, JsonNode> schema : discovery.path("schemas").properties()) {
      definitions.set(schema.getKey(), convert(schema.getValue(), false));
      definitions.set(schema.getKey() + NULLABLE, convert(schema.getValue(), true));
    }
    definitions.set(ERROR, errorSchema());
    schemas = new ContractSchemas(definitions);
    for (JsonNode resource : discovery.path("resources")) {
      resource.path("methods").forEach(method -> methods.add(new Method(method)));
    }
  }

  /**
   * Reads the contract.
   *
   * @param folder with {@code google-calendar-v3.json}
   */
  public static GoogleContract read(Path folder) {
    return new GoogleContract(ContractSchemas.read(folder.resolve("google-calendar-v3.json")));
  }

  private record Method(JsonNode json, Pattern path, long literals) {
    Method(JsonNode json) {
      this(json, pattern(json.path("path").asText()), literals(json.path("path").asText()));
    }

    private static Pattern pattern(String template) {
      return Pattern.compile(template.replaceAll("\\{[^}]+}", "[^/]+"));
    }

    private static long literals(String template) {
      return Pattern.compile("/").splitAsStream(template).filter(s -> !s.startsWith("{")).count();
    }

    String id() {
      return json.path("id").asText();
    }
  }

  private static JsonNode errorSchema() {
    return Json.parse(
        """
        {"type": "object", "required": ["error"], "additionalProperties": false,
         "properties": {"error": {
           "type": "object", "required": ["errors", "code", "message"],
           "additionalProperties": false,
           "properties": {
             "code": {"type": "integer"}, "message": {"type": "string"},
             "status": {"type": "string"},
             "errors": {"type": "array", "minItems": 1, "items": {
               "type": "object", "required": ["domain", "reason", "message"],
               "additionalProperties": false,
               "properties": {
                 "domain": {"type": "string"}, "reason": {"type": "string"},
                 "message": {"type": "string"}, "locationType": {"type": "string"},
                 "location": {"type": "string"}}}}}}}}
        """);
  }

  /** Discovery's dialect of JSON Schema, an early draft, in today's words. */
  private static ObjectNode convert(JsonNode schema, boolean nullable) {
    ObjectNode converted = Json.object();
    if (schema.has("$ref")) {
      String name = schema.path("$ref").asText();
      converted = ContractSchemas.reference(nullable ? name + NULLABLE : name);
    } else if (!schema.path("type").asText().equals("any")) {
      converted.put("type", schema.path("type").asText());
    }
    if (schema.has("enum")) {
      converted.set("enum", schema.get("enum").deepCopy());
    }
    if (schema.path("format").asText().startsWith("date")) {
      converted.put("format", schema.path("format").asText());
    }
    if (schema.has("items")) {
      converted.set("items", convert(schema.get("items"), nullable));
    }
    if (schema.path("type").asText().equals("object")) {
      ObjectNode properties = converted.putObject("properties");
      for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
        properties.set(property.getKey(), convert(property.getValue(), nullable));
      }
      if (schema.has("additionalProperties")) {
        converted.set(
            "additionalProperties", convert(schema.get("additionalProperties"), nullable));
      } else {
        converted.put("additionalProperties", false);
      }
    }
    if (!nullable) {
      return converted;
    }
    ObjectNode either = Json.object();
    ArrayNode choices = either.putArray("anyOf");
    choices.addObject().put("type", "null");
    choices.add(converted);
    return either;
  }

  @Override
  public List<String> check(Exchange recorded) {
    if (recorded.operation() == Operation.TOKEN) {
      return List.of();
    }
    Method method = method(recorded);
    if (method == null) {
      return List.of("no method for " + recorded.method() + " " + recorded.path());
    }
    List<String> problems = new ArrayList<>();
    parameters(method, recorded, problems);
    request(method, recorded, problems);
    answer(method, recorded, problems);
    return problems.stream().map(problem -> method.id() + ": " + problem).toList();
  }

  private Method method(Exchange recorded) {
    if (!recorded.path().startsWith(prefix)) {
      return null;
    }
    String path = recorded.path().substring(prefix.length());
    Method best = null;
    for (Method method : methods) {
      if (method.json.path("httpMethod").asText().equals(recorded.method())
          && method.path.matcher(path).matches()
          && (best == null || method.literals > best.literals)) {
        best = method;
      }
    }
    return best;
  }

  private void parameters(Method method, Exchange recorded, List<String> problems) {
    Map<String, List<String>> given =
        new QueryStringDecoder(recorded.query(), StandardCharsets.UTF_8, false).parameters();
    given.forEach(
        (name, values) -> {
          JsonNode known = method.json.path("parameters").path(name);
          if (known.isMissingNode() || known.path("location").asText().equals("path")) {
            known = discovery.path("parameters").path(name);
          }
          if (known.isMissingNode()) {
            problems.add("unknown query parameter " + name);
            return;
          }
          if (values.size() > 1 && !known.path("repeated").asBoolean()) {
            problems.add("query parameter " + name + " is repeated");
          }
          for (String value : values) {
            if (!fits(known, value)) {
              problems.add("query parameter " + name + " can't be " + value);
            }
          }
        });
    for (Map.Entry<String, JsonNode> known : method.json.path("parameters").properties()) {
      boolean query = known.getValue().path("location").asText().equals("query");
      if (query
          && known.getValue().path("required").asBoolean()
          && !given.containsKey(known.getKey())) {
        problems.add("query parameter " + known.getKey() + " is missing");
      }
    }
  }

  private static boolean fits(JsonNode parameter, String value) {
    if (parameter.has("enum")) {
      for (JsonNode choice : parameter.get("enum")) {
        if (choice.asText().equals(value)) {
          return true;
        }
      }
      return false;
    }
    try {
      return switch (parameter.path("type").asText()) {
        case "boolean" -> value.equals("true") || value.equals("false");
        case "integer" -> {
          long number = Long.parseLong(value);
          yield number >= Long.parseLong(parameter.path("minimum").asText("0"))
              && number <= Long.parseLong(parameter.path("maximum").asText("2147483647"));
        }
        default -> {
          if (parameter.path("format").asText().equals("date-time")) {
            OffsetDateTime.parse(value);
          }
          yield true;
        }
      };
    } catch (NumberFormatException | DateTimeException e) {
      return false;
    }
  }

  private void request(Method method, Exchange recorded, List<String> problems) {
    String name = method.json.path("request").path("$ref").asText("");
    if (name.isEmpty()) {
      if (recorded.request() != null) {
        problems.add("the request should have no body");
      }
      return;
    }
    boolean patch = recorded.method().equals("PATCH");
    schemas
        .check(ContractSchemas.reference(patch ? name + NULLABLE : name), recorded.request())
        .forEach(problem -> problems.add("request " + problem));
    JsonNode properties = discovery.path("schemas").path(name).path("properties");
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      for (JsonNode where : property.getValue().path("annotations").path("required")) {
        boolean present =
            recorded.request() != null && recorded.request().hasNonNull(property.getKey());
        if (where.asText().equals(method.id()) && !present && recorded.successful()) {
          problems.add("request lacks " + property.getKey());
        }
      }
    }
  }

  private void answer(Method method, Exchange recorded, List<String> problems) {
    if (recorded.status() == 0 || recorded.status() == 304) {
      return;
    }
    if (recorded.status() >= 400) {
      schemas
          .check(ContractSchemas.reference(ERROR), recorded.response())
          .forEach(problem -> problems.add("error " + problem));
      return;
    }
    String name = method.json.path("response").path("$ref").asText("");
    if (name.isEmpty()) {
      if (recorded.response() != null || recorded.status() != 204) {
        problems.add("the answer should be 204 without a body");
      }
      return;
    }
    schemas
        .check(ContractSchemas.reference(name), recorded.response())
        .forEach(problem -> problems.add("answer " + problem));
  }
}
