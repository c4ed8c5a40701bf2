package io.calroute.operations.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.function.MappingRefused;
import io.calroute.provider.asking.ProviderRoutes;
import io.calroute.provider.asking.ProviderRoutes.Verb;
import io.calroute.provider.asking.ProviderStaff;
import io.calroute.provider.request.ProviderFault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Finds out what a provider's API does for a connection. Only asks; for one use by one thread. */
public final class ConnectionProbe {

  /** Members that say how a word came, and not what it says. */
  private static final List<String> CIRCUMSTANCES =
      List.of("type", "version", "warnings", "stamped");

  private final ProviderRoutes providers;
  private final ProviderStaff staff;
  private final Mappings mappings;
  private final AskedConnection asked;
  private final List<Finding> findings = new ArrayList<>();
  private boolean refused;

  /** How a finding is to be taken. */
  enum Level {
    OK,
    NOTE,
    PROBLEM;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * What was found.
   *
   * @param about such as {@code list}
   * @param level {@code ok}, {@code note} or {@code problem}
   * @param message one sentence
   */
  public record Finding(String about, String level, String message) {}

  ConnectionProbe(
      ProviderRoutes providers, ProviderStaff staff, Mappings mappings, AskedConnection asked) {
    this.providers = providers;
    this.staff = staff;
    this.mappings = mappings;
    this.asked = asked;
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  void find(String about, Level level, String message) {
    findings.add(new Finding(about, level.word(), message));
  }

  /** Whether the provider does not let Calroute ask, so that all else is in vain. */
  boolean isRefused() {
    return refused;
  }

  /**
   * Asks.
   *
   * @param from start of the range of the list
   * @param to end of the range
   */
  void run(Instant from, Instant to) {
    JsonNode row = can(Verb.LIST) ? list(from, to) : null;
    if (!refused && can(Verb.GET)) {
      get(row);
      unknown(row);
    }
    if (!refused && can(Verb.STAFF)) {
      staff();
    }
    if (!refused && findings.stream().anyMatch(one -> one.level().equals(Level.OK.word()))) {
      findings.add(0, new Finding("credentials", Level.OK.word(), "The provider takes them."));
    }
  }

  private boolean can(Verb verb) {
    return providers.can(asked.provider(), asked.name(), verb);
  }

  private JsonNode list(Instant from, Instant to) {
    ObjectNode question = JsonNodeFactory.instance.objectNode();
    question.put("from", from.toString()).put("to", to.toString());
    question.putNull("cursor").putNull("page");
    JsonNode answer = ask("list", Verb.LIST, question);
    if (answer == null) {
      return null;
    }
    JsonNode rows = answer.path("rows");
    find(
        "list",
        Level.OK,
        "The first page has %d rows%s, %s."
            .formatted(
                rows.size(),
                answer.path("total").isNumber()
                    ? " of " + answer.path("total").asText()
                    : "; the provider gives no total",
                answer.path("next").isNull() || answer.path("next").isMissingNode()
                    ? "and is the last one"
                    : "and there are more"));
    long off = 0;
    for (JsonNode row : rows) {
      String status = canonical(row.path("body")).path("status").asText();
      off += status.equals("cancelled") || status.equals("deleted") ? 1 : 0;
    }
    find(
        "cancelled",
        Level.NOTE,
        off > 0
            ? "Cancelled or deleted appointments are listed: " + off + " on the first page."
            : "No cancelled or deleted appointment is on the first page.");
    return rows.isEmpty() ? null : rows.get(0);
  }

  private void get(JsonNode row) {
    if (row == null) {
      find("get", Level.NOTE, "No appointment is known to ask for.");
      return;
    }
    JsonNode answer = ask("get", Verb.GET, one(row.path("id").asText(), row));
    if (answer != null) {
      boolean same = canonical(row.path("body")).equals(canonical(answer.path("body")));
      find(
          "get",
          same ? Level.OK : Level.NOTE,
          same
              ? "One appointment by its id says the same as its row in the list."
              : "One appointment by its id says something else than its row in the list: what is"
                  + " only in one of them changes to and fro. See the mapping, unless it changed"
                  + " just now.");
    }
  }

  private void unknown(JsonNode row) {
    String known = row == null ? "00000000-0000-4000-8000-000000000000" : row.path("id").asText();
    String strange = known.replaceAll("[1-8]", "9").replaceAll("[a-y]", "z");
    JsonNode answer = ask("unknown-id", Verb.GET, one(strange, row));
    if (answer != null) {
      boolean gone = answer.path("gone").asBoolean();
      find(
          "unknown-id",
          gone ? Level.OK : Level.PROBLEM,
          gone
              ? "The provider says of an unknown id that there is no such appointment."
              : "The provider gives an appointment for an unknown id; see the route get-"
                  + asked.provider()
                  + ".");
    }
  }

  private ObjectNode one(String id, JsonNode row) {
    ObjectNode question = JsonNodeFactory.instance.objectNode().put("id", id);
    question.set("appointment", row == null ? null : canonical(row.path("body")));
    question.putNull("page");
    return question;
  }

  private void staff() {
    try {
      List<ProviderStaff.Member> all = staff.read(asked.provider(), asked.name());
      find("staff", Level.OK, all.size() + " can be booked; 'staff' shows them.");
      long synced = all.stream().filter(one -> Boolean.TRUE.equals(one.synced())).count();
      boolean known = all.stream().anyMatch(one -> one.synced() != null);
      find(
          "own-sync",
          synced > 0 ? Level.PROBLEM : known ? Level.OK : Level.NOTE,
          synced > 0
              ? "The provider itself writes the calendars of "
                  + synced
                  + ": every event would stand there twice. Switch that off at the provider."
              : known
                  ? "The provider itself writes nobody's calendar."
                  : "The provider does not say whether it writes calendars itself; make sure that"
                      + " it does not.");
    } catch (ProviderFault fault) {
      fault("staff", fault);
    }
  }

  /** Null when there is no answer; that is found then. */
  private JsonNode ask(String about, Verb verb, ObjectNode question) {
    try {
      return providers.ask(asked.provider(), asked.name(), verb, question, false).body();
    } catch (ProviderFault fault) {
      fault(about, fault);
      return null;
    }
  }

  void fault(String about, ProviderFault fault) {
    refused |= fault.code().equals("provider-credentials-refused");
    find(
        refused ? "credentials" : about,
        about.equals("unknown-id") && !refused ? Level.NOTE : Level.PROBLEM,
        fault.code() + ": " + fault.getMessage());
  }

  /** What the provider's own mapping makes of a body; missing when it refuses. */
  private JsonNode canonical(JsonNode body) {
    ObjectNode input = JsonNodeFactory.instance.objectNode();
    input.set("body", body);
    input
        .putObject("connection")
        .put("name", asked.name())
        .put("timeZone", asked.connection().timeZone());
    input.put("receivedAt", Instant.EPOCH.toString());
    try {
      return ((ObjectNode) mappings.apply(asked.provider(), input)).without(CIRCUMSTANCES);
    } catch (MappingRefused refusal) {
      return JsonNodeFactory.instance.missingNode();
    }
  }
}
