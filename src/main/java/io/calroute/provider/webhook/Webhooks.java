package io.calroute.provider.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.callback.connection.Authentication;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.policy.LinkSettings;
import io.calroute.provider.asking.ProviderRoutes;
import io.calroute.provider.asking.ProviderRoutes.Verb;
import io.calroute.provider.request.ProviderFault;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Calroute's own webhooks at providers: those that call the address of a connection. Others are
 * never touched. Safe for concurrent use.
 */
public final class Webhooks {

  /** More pages than any account has. */
  private static final int MOST_PAGES = 1000;

  /** What routes take where a connection names none. */
  private static final String HEADER = "X-Calroute-Secret";

  private final ProviderRoutes providers;
  private final LiveConnections connections;
  private final Supplier<LinkSettings> settings;

  Webhooks(ProviderRoutes providers, LiveConnections connections, Supplier<LinkSettings> settings) {
    this.providers = providers;
    this.connections = connections;
    this.settings = settings;
  }

  /**
   * A webhook.
   *
   * @param id the provider's id of it
   * @param enabled whether the provider calls
   */
  public record Webhook(String id, boolean enabled) {}

  /**
   * A delivery that did not arrive.
   *
   * @param at when it was sent
   * @param body as it was sent
   */
  record Undelivered(Instant at, JsonNode body) {}

  /** Where a provider reaches a connection; empty when calroute.public-url does not say. */
  public Optional<String> address(String provider, String connection) {
    String root = settings.get().publicUrl();
    return Optional.ofNullable(root)
        .map(
            some ->
                some
                    + "/callbacks/"
                    + provider
                    + (connection.equals(Connections.DEFAULT) ? "" : "/" + connection));
  }

  /** Whether a connection's webhooks can be looked after. */
  public boolean canWatch(String provider, String connection) {
    return providers.can(provider, connection, Verb.WATCH)
        && address(provider, connection).isPresent();
  }

  /**
   * Calroute's webhooks of a connection.
   *
   * @throws ProviderFault when the provider can't be asked
   */
  public List<Webhook> list(String provider, String connection) {
    String own = address(provider, connection).orElseThrow();
    List<Webhook> found = new ArrayList<>();
    pages(
        provider,
        connection,
        question("list"),
        answer ->
            answer
                .path("watches")
                .forEach(
                    one -> {
                      if (own.equals(one.path("address").asText())) {
                        found.add(
                            new Webhook(
                                one.path("id").asText(), one.path("enabled").asBoolean(true)));
                      }
                    }));
    return found;
  }

  /**
   * Has the provider call the connection from now on.
   *
   * @throws ProviderFault when the provider does not take it
   */
  public void create(String provider, String connection) {
    ObjectNode question =
        question("create").put("address", address(provider, connection).orElseThrow());
    question.put(
        "header",
        connections
            .find(provider, connection)
            .filter(one -> one.auth() == Authentication.Scheme.HEADER)
            .map(one -> one.header() == null ? HEADER : one.header())
            .orElse(null));
    pages(provider, connection, question, answer -> {});
  }

  /**
   * Has the provider no longer call by a webhook.
   *
   * @throws ProviderFault when the provider does not do so
   */
  public void remove(String provider, String connection, Webhook webhook) {
    providers.ask(
        provider, connection, Verb.WATCH, question("remove").put("id", webhook.id()), false);
  }

  /** What was sent since then and did not arrive, the oldest first; empty where there is no log. */
  List<Undelivered> undelivered(String provider, String connection, Instant since) {
    List<Undelivered> found = new ArrayList<>();
    ObjectNode question =
        question("log")
            .put("since", since.toString())
            .put("address", address(provider, connection).orElseThrow());
    pages(
        provider,
        connection,
        question,
        answer ->
            answer
                .path("entries")
                .forEach(
                    one -> {
                      Instant at = instant(one.path("at").asText());
                      if (!one.path("delivered").asBoolean(true)
                          && at != null
                          && one.path("body").isObject()) {
                        found.add(new Undelivered(at, one.path("body")));
                      }
                    }));
    found.sort(java.util.Comparator.comparing(Undelivered::at));
    return found;
  }

  private void pages(
      String provider, String connection, ObjectNode question, Consumer<JsonNode> each) {
    JsonNode page = null;
    for (int i = 0; i < MOST_PAGES; i++) {
      question.set("page", page);
      JsonNode answer =
          providers.ask(provider, connection, Verb.WATCH, question.deepCopy(), false).body();
      each.accept(answer);
      JsonNode next = answer.path("next");
      if (next.isNull() || next.isMissingNode() || next.equals(page)) {
        return;
      }
      page = next;
    }
  }

  private static ObjectNode question(String action) {
    ObjectNode question = JsonNodeFactory.instance.objectNode().put("action", action);
    question.putNull("page");
    return question;
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException wrong) {
      return null;
    }
  }
}
