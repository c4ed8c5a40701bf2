package io.calroute.sandbox.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which requests suffer which fault.
 *
 * @param effect what happens to them
 * @param operations which operations; empty for all but {@link Operation#TOKEN}
 * @param calendar which calendars or mailboxes, with {@code *} for any run of characters
 * @param probability from 0 to 1
 * @param times after how many hits the rule is used up; 0 for never
 */
public record FaultRule(
    Effect effect, Set<Operation> operations, String calendar, double probability, int times) {

  /** Copies the operations. */
  public FaultRule {
    operations = Set.copyOf(operations);
  }

  /**
   * A rule that hits every request of the given operations.
   *
   * @param effect what happens
   * @param operations which; none for all but the token request
   */
  public static FaultRule of(Effect effect, Operation... operations) {
    return new FaultRule(effect, Set.of(operations), "*", 1, 0);
  }

  /**
   * The same rule for some calendars only.
   *
   * @param pattern such as {@code anna@example.com} or {@code *@example.com}
   */
  public FaultRule calendar(String pattern) {
    return new FaultRule(effect, operations, pattern, probability, times);
  }

  /**
   * The same rule hitting by chance.
   *
   * @param value from 0 to 1
   */
  public FaultRule probability(double value) {
    return new FaultRule(effect, operations, calendar, value, times);
  }

  /**
   * The same rule for a number of hits only.
   *
   * @param hits how many
   */
  public FaultRule next(int hits) {
    return new FaultRule(effect, operations, calendar, probability, hits);
  }

  boolean concerns(Operation operation, String where) {
    boolean named =
        operations.isEmpty() ? operation != Operation.TOKEN : operations.contains(operation);
    return named && covers(where.toLowerCase(Locale.ROOT));
  }

  private boolean covers(String where) {
    String[] literals = calendar.toLowerCase(Locale.ROOT).split("\\*", -1);
    if (literals.length == 1) {
      return where.equals(literals[0]);
    }
    String last = literals[literals.length - 1];
    if (!where.startsWith(literals[0])) {
      return false;
    }
    int position = literals[0].length();
    for (int i = 1; i < literals.length - 1; i++) {
      int found = where.indexOf(literals[i], position);
      if (found < 0) {
        return false;
      }
      position = found + literals[i].length();
    }
    return where.length() - last.length() >= position && where.endsWith(last);
  }

  /**
   * Reads a rule of the admin API.
   *
   * @param json such as {@code {"effect": "status", "status": 503, "operations": ["patch"],
   *     "probability": 0.1}}
   * @throws IllegalArgumentException when a word is unknown
   */
  static FaultRule fromJson(JsonNode json) {
    Set<Operation> operations = EnumSet.noneOf(Operation.class);
    json.path("operations").forEach(key -> operations.add(Operation.of(key.asText())));
    Effect effect =
        new Effect(
            Effect.Kind.of(json.path("effect").asText()),
            json.path("status").asInt(503),
            json.path("reason").asText(null),
            json.path("retryAfter").asText(null),
            Duration.ofMillis(json.path("delayMillis").asLong(0)));
    return new FaultRule(
        effect,
        operations,
        json.path("calendar").asText("*"),
        json.path("probability").asDouble(1),
        json.path("times").asInt(0));
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("effect", effect.kind().key());
    json.put("status", effect.status());
    json.put("reason", effect.reason());
    json.put("retryAfter", effect.retryAfter());
    json.put("delayMillis", effect.delay().toMillis());
    operations.forEach(operation -> json.withArray("operations").add(operation.key()));
    json.put("calendar", calendar);
    json.put("probability", probability);
    json.put("times", times);
    return json;
  }
}
