package io.calroute.sandbox.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.server.Exchange;
import io.calroute.sandbox.server.Operation;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Calroute may send to a target, as the project has written it down: methods, parameters and
 * bodies. Unlike {@link ContractCheck}'s other ones it needs nothing from elsewhere, and says
 * nothing of answers.
 */
public final class RequestContract implements ContractCheck {

  /** More than any call has; a semicolon parts no two of them. */
  private static final int MOST_PARAMETERS = 1024;

  private final List<Rule> rules = new ArrayList<>();
  private final ContractSchemas schemas = new ContractSchemas(Json.object());

  private record Rule(JsonNode json, Pattern path, Set<String> query, Pattern prefer) {}

  private RequestContract(JsonNode contract) {
    for (JsonNode one : contract.path("requests")) {
      Set<String> query = new HashSet<>();
      one.path("query").forEach(name -> query.add(name.asText()));
      rules.add(
          new Rule(
              one,
              Pattern.compile(one.path("path").asText()),
              query,
              Pattern.compile(".*" + one.path("prefer").asText() + ".*")));
    }
  }

  /** What may be sent to Google Calendar. */
  public static RequestContract google() {
    return read("google-requests.json");
  }

  /** What may be sent to Microsoft Graph. */
  public static RequestContract graph() {
    return read("graph-requests.json");
  }

  /** The same where Calroute is asked to invite clients; otherwise an event has no guests. */
  public RequestContract inviting() {
    for (Rule rule : rules) {
      if (rule.json.at("/body/properties") instanceof ObjectNode members
          && (members.has("summary") || members.has("body"))) {
        members.putObject("attendees").put("type", "array");
      }
    }
    return this;
  }

  private static RequestContract read(String file) {
    try (InputStream in = RequestContract.class.getResourceAsStream("/contracts/" + file)) {
      return new RequestContract(Json.read(in.readAllBytes()).orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException("The contract " + file + " could not be read", e);
    }
  }

  @Override
  public List<String> check(Exchange recorded) {
    if (recorded.operation() == Operation.TOKEN) {
      return List.of();
    }
    for (Rule rule : rules) {
      if (rule.json.path("method").asText().equals(recorded.method())
          && rule.path.matcher(recorded.path()).matches()) {
        return check(rule, recorded).stream()
            .map(problem -> rule.json.path("name").asText() + ": " + problem)
            .toList();
      }
    }
    return List.of("nothing like it may be sent: " + recorded.method() + " " + recorded.path());
  }

  private List<String> check(Rule rule, Exchange recorded) {
    List<String> problems = new ArrayList<>();
    new QueryStringDecoder(recorded.query(), StandardCharsets.UTF_8, false, MOST_PARAMETERS, true)
        .parameters()
        .forEach(
            (name, values) -> {
              if (!rule.query.contains(name) || values.size() > 1) {
                problems.add("unknown or repeated query parameter " + name);
              }
            });
    if (!rule.prefer.matcher(recorded.headers().getOrDefault("prefer", "")).matches()) {
      problems.add("the header Prefer lacks " + rule.json.path("prefer").asText());
    }
    if (rule.json.get("body") instanceof ObjectNode schema) {
      problems.addAll(schemas.check(schema, recorded.request()));
    } else if (recorded.request() != null) {
      problems.add("the request should have no body");
    }
    return problems;
  }
}
