package io.calroute.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.callback.connection.Connection;
import io.calroute.callback.connection.ConnectionApi;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.component.mapping.MappingComponent;
import io.calroute.destination.HttpStub;
import io.calroute.destination.HttpStub.Reply;
import io.calroute.mapping.HouseMappings;
import io.calroute.provider.request.AccessTokens;
import io.calroute.provider.request.CallLimits;
import io.calroute.provider.request.KnownObjects;
import io.calroute.provider.request.ProviderClient;
import io.calroute.provider.request.ProviderComponent;
import io.calroute.provider.request.ProviderRequest;
import io.calroute.store.EmptyStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The routes that ask providers, as they are in {@code routes/}, over real HTTP. */
class ProviderFilesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ROUTES = Path.of("routes");
  private static final String SECRET = "secret-of-callbacks";

  @TempDir static Path home;
  private static EmptyStore store;

  private final HttpStub provider = new HttpStub();
  private DefaultCamelContext camel;
  private ProducerTemplate routes;

  @BeforeAll
  static void startStore() {
    store = EmptyStore.start(home);
  }

  @AfterAll
  static void stopStore() {
    store.close();
  }

  @BeforeEach
  void start() throws Exception {
    store.jdbc().update("delete from provider_object");
    ConnectionApi api =
        new ConnectionApi(
            provider.url(), "a-token", "a-key", null, null, null, "acme", List.of("3301"), "org-1");
    Map<String, Map<String, Connection>> all = new HashMap<>();
    for (String name : List.of("agendize", "ombori", "pexip-engage", "savvycal")) {
      all.put(name, Map.of("default", new Connection(null, SECRET, null, null, null, api)));
    }
    camel = new DefaultCamelContext();
    camel.disableJMX();
    camel
        .getComponent("mapping", MappingComponent.class)
        .transformBy((name, document, exchange) -> HouseMappings.MAPPINGS.apply(name, document));
    camel
        .getComponent("provider", ProviderComponent.class)
        .connect(
            new LiveConnections(new Connections(all)),
            new ProviderClient(
                new AccessTokens(Clock.systemUTC()),
                new CallLimits(store.jdbc(), Duration.ofMinutes(1)),
                Clock.systemUTC()),
            new KnownObjects(store.jdbc(), Clock.systemUTC()));
    camel.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
    try (Stream<Path> files = Files.list(ROUTES)) {
      for (Path file :
          files.filter(file -> file.toString().endsWith("-api.camel.yaml")).sorted().toList()) {
        PluginHelper.getRoutesLoader(camel)
            .loadRoutes(
                ResourceHelper.fromString("file:" + file.getFileName(), Files.readString(file)));
      }
    }
    camel.start();
    routes = camel.createProducerTemplate();
  }

  @AfterEach
  void stop() {
    camel.stop();
    provider.close();
  }

  @Test
  void aListIsReadPageByPage() throws Exception {
    JsonNode object = callback("savvycal", "confirmed").at("/data/object");
    provider.answer(
        request -> {
          ObjectNode page = JSON.createObjectNode();
          page.putArray("data").add(object);
          page.putObject("meta").put("total_pages", 2).put("total_count", 2);
          return Reply.json(200, page.toString());
        });
    JsonNode first =
        ask(
            "savvycal",
            "list",
            "{\"from\":\"2026-11-20T00:00:00Z\"",
            "\"to\":\"2026-12-31T00:00:00Z\"",
            "\"cursor\":null",
            "\"page\":null}");
    assertThat(first.at("/rows/0/id").asText()).isEqualTo(object.path("id").asText());
    assertThat(provider.last().header("Authorization")).isEqualTo("Bearer a-token");
    assertThat(provider.last().path()).isEqualTo("/v1/appointments");
    assertThat(provider.last().query())
        .contains("include_sensitive=true", "order_by%5B%5D=start_at_utc", "page=1");
    assertThat(provider.last().header("X-SavvyCal-Account")).isEqualTo("acme");

    JsonNode second =
        ask(
            "savvycal",
            "list",
            "{\"from\":\"2026-11-20T00:00:00Z\"",
            "\"to\":\"2026-12-31T00:00:00Z\"",
            "\"page\":" + first.path("next") + "}");

    assertThat(provider.last().query()).contains("page=2");
    assertThat(second.path("next").isNull()).isTrue();
  }

  @Test
  void idsAreLookedUpOnceAndPutInPlace() throws Exception {
    JsonNode wanted = callback("pexip-engage", "create-accepted").at("/data/appointment");
    JsonNode listed = golden("pexip-engage-api", "got").at("/answer/body");
    provider.answer(
        request -> {
          String kind = request.path().replaceFirst("/enterprises/acme/", "");
          return kind.startsWith("appointments")
              ? Reply.json(200, listed.toString())
              : Reply.json(200, objects(wanted, kind).toString());
        });
    String known = "{\"id\":\"apt-5512\",\"appointment\":{\"rooms\":[]}}";

    JsonNode read = ask("pexip-engage", "get", known);
    ask("pexip-engage", "get", known);

    assertThat(HouseMappings.CASES.expected("pexip-engage", "create-accepted").path("staff"))
        .isEqualTo(appointment("pexip-engage", read).path("staff"));
    assertThat(appointment("pexip-engage", read).at("/client/name").asText())
        .isEqualTo("Sofie Claes");
    assertThat(provider.requests("/enterprises/acme/appointments/apt-5512")).hasSize(2);
    assertThat(provider.requests("/enterprises/acme/employees")).hasSize(1);
    assertThat(provider.requests("/enterprises/acme/employees").get(0).query())
        .contains("id=emp-1", "id=emp-2");
  }

  @Test
  void whatIsWrittenLeavesAllElseAsItIs() throws Exception {
    provider.answer(request -> Reply.json(200, "{}"));
    ObjectNode question = (ObjectNode) golden("agendize-api", "write");

    JsonNode written = ask("agendize", "write", question.toString());

    assertThat(written.path("written").asBoolean()).isTrue();
    assertThat(provider.last().method()).isEqualTo("PUT");
    assertThat(provider.last().query()).isEqualTo("silent=true");
    assertThat(provider.last().header("apiKey")).isEqualTo("a-key");
    assertThat(provider.last().header("token")).isEqualTo("a-token");
    JsonNode body = JSON.readTree(provider.last().body());
    assertThat(body.path("notes")).isEqualTo(question.at("/stands/notes"));
    assertThat(body.at("/extendedProperties/private/k").asText()).isEqualTo("v");
    assertThat(body.at("/extendedProperties/private/calroute/event").asText()).isEqualTo("e-2");
  }

  @Test
  void aWatchGetsTheSecretThatNoMappingSees() throws Exception {
    provider.answer(request -> Reply.json(200, "{\"id\":\"71\"}"));

    JsonNode made = ask("agendize", "watch", golden("agendize-api", "watch-create").toString());

    assertThat(made.path("id").asText()).isEqualTo("71");
    assertThat(provider.last().path())
        .isEqualTo("/api/2.1/scheduling/companies/3301/appointments/watch");
    assertThat(JSON.readTree(provider.last().body()).at("/httpRequestHeader/X-Calroute-Secret"))
        .hasToString("\"" + SECRET + "\"");
  }

  @Test
  void whatNeedsNoCallMakesNone() throws Exception {
    JsonNode answer =
        ask("pexip-engage", "write", golden("pexip-engage-api", "write-nothing-new").toString());

    assertThat(answer.path("written").asBoolean()).isTrue();
    assertThat(provider.requests()).isEmpty();
  }

  @Test
  void whatIsNotFoundIsGoneOnlyInTheProvidersOwnWords() throws Exception {
    String known = "{\"id\":\"40118822\",\"appointment\":{\"queue\":\"3301\"}}";
    provider.answer(request -> Reply.json(404, "{\"message\":\"unknown\",\"statusCode\":404}"));
    assertThat(ask("agendize", "get", known).path("gone").asBoolean()).isTrue();

    provider.answer(request -> Reply.of(404));
    assertThatThrownBy(() -> ask("agendize", "get", known)).hasMessageContaining("404");
  }

  @Test
  void everyRouteHasAMappingThatKnowsIt() throws Exception {
    provider.answer(request -> Reply.json(200, "{}"));
    List<String> asked = new ArrayList<>();
    for (Route route : camel.getRoutes()) {
      String[] words = route.getRouteId().split("-", 2);
      List<String> questions =
          HouseMappings.CASES.names(words[1] + "-api").stream()
              .filter(name -> golden(words[1] + "-api", name).path("do").asText().equals(words[0]))
              .toList();
      assertThat(questions).as("a golden question for %s", route.getRouteId()).isNotEmpty();
      asked.add(words[0]);
    }
    assertThat(asked).contains("list", "get", "write", "staff", "watch", "lookup");
  }

  private static ObjectNode objects(JsonNode appointment, String kind) {
    ObjectNode page = JSON.createObjectNode();
    ArrayNode data = page.putArray("data");
    if (kind.equals("employees") || kind.equals("customers")) {
      String member = kind.substring(0, kind.length() - 1);
      appointment.path("participants").forEach(one -> add(data, one.path(member)));
    } else {
      add(data, appointment.path(kind.substring(0, kind.length() - 1)));
    }
    return page;
  }

  private static void add(ArrayNode data, JsonNode object) {
    if (object.isObject()) {
      data.add(object);
    }
  }

  /** What Calroute makes of what a route gives. */
  private static JsonNode appointment(String provider, JsonNode read) {
    ObjectNode input = JSON.createObjectNode();
    input.set("body", read.path("body"));
    input.putObject("connection").put("name", "default").put("timeZone", "UTC");
    input.put("receivedAt", "2036-01-01T00:00:00Z");
    return HouseMappings.MAPPINGS.apply(provider, input);
  }

  private JsonNode ask(String name, String verb, String... question) throws Exception {
    ObjectNode body = (ObjectNode) JSON.readTree(String.join(",", question));
    body.put("do", verb);
    ObjectNode connection = body.putObject("connection").put("name", "default");
    connection.put("timeZone", "UTC");
    ObjectNode api = connection.putObject("api").put("account", "acme");
    api.put("organization", "org-1").putArray("companies").add("3301");
    Exchange answer =
        routes.request(
            "direct:" + verb + "-" + name,
            exchange -> {
              exchange.setProperty(
                  ProviderRequest.PROPERTY, new ProviderRequest(name, "default", body, false));
              exchange.getMessage().setBody(body);
            });
    if (answer.getException() != null) {
      throw answer.getException();
    }
    return answer.getMessage().getBody(JsonNode.class);
  }

  private static JsonNode callback(String provider, String name) throws Exception {
    return HouseMappings.CASES.input(provider, name).path("body");
  }

  private static JsonNode golden(String mapping, String name) {
    try {
      return HouseMappings.CASES.input(mapping, name);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
