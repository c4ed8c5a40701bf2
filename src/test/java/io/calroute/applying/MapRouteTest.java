package io.calroute.applying;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.DirectoryStore;
import io.calroute.callback.CallbackComponent;
import io.calroute.callback.claim.ClaimRenewal;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.journal.Journal;
import io.calroute.component.mapping.MappingComponent;
import io.calroute.component.mapping.SchemaComponent;
import io.calroute.event.HeardEvents;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.Schema;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.ReferenceStore;
import io.calroute.retention.erasure.ErasedPeople;
import io.calroute.routing.DirectoryInForce;
import io.calroute.routing.Placement;
import io.calroute.sandbox.Json;
import io.calroute.store.EmptyStore;
import io.calroute.work.Signal;
import io.calroute.work.SyncObserver;
import io.calroute.work.Workers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Steps that an integration team has put around the mapping: a real look-up over HTTP, a drop, a
 * field. The workers run over a real store.
 */
class MapRouteTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration TIMEOUT = Duration.ofMillis(2500);
  private static final int MAPPERS = 3;

  /**
   * Looks a name up where the callback asks for it, and drops what is none of Calroute's business.
   */
  private static final String ROUTE =
      """
      - route:
          id: map-acme
          from:
            uri: direct
            parameters:
              name: map-acme
            steps:
              - filter:
                  simple: "${body} contains '\\"training\\"'"
                  steps:
                    - to:
                        uri: callback:ignore
                        parameters:
                          reason: Trainings are not for calendars.
              - filter:
                  simple: "${body} contains '\\"lookUp\\"'"
                  steps:
                    - setProperty:
                        name: document
                        simple: "${body}"
                    - setProperty:
                        name: path
                        method:
                          ref: lookUp
                          method: path
                    - setBody:
                        simple: "${null}"
                    - toD:
                        uri: http://localhost:{{port}}/${exchangeProperty.path}
                    - bean:
                        ref: lookUp
                        method: found(${exchangeProperty.document}, ${bodyAs(String)})
              - to:
                  uri: mapping
                  parameters:
                    name: acme
              - to:
                  uri: schema
                  parameters:
                    name: appointment
      - route:
          id: map-other
          from:
            uri: direct
            parameters:
              name: map-other
            steps:
              - to:
                  uri: mapping:other
      """;

  /** What a look-up says, put into the document. */
  public static final class LookUp {
    /** What to ask for. */
    public String path(JsonNode document) {
      return document.path("lookUp").asText();
    }

    /** The document with what was found. */
    public JsonNode found(JsonNode document, String found) {
      return ((ObjectNode) document).put("title", found);
    }
  }

  @TempDir static Path home;
  private static EmptyStore store;
  private static HttpServer server;
  private static final Map<String, AtomicInteger> ASKED = new ConcurrentHashMap<>();
  private static final Map<String, Integer> STATUS = new ConcurrentHashMap<>();
  private static volatile CountDownLatch answering = new CountDownLatch(0);

  private final Clock clock = Clock.systemUTC();
  private final Signal pending = new Signal(2);
  private final List<Workers> workers = new ArrayList<>();
  private final List<CallbackMapper> mappers = new ArrayList<>();
  private final Mappings mappings = new Mappings(home);
  private Journal journal;
  private ClaimRenewal renewal;
  private Applying applying;
  private SyncSettings settings;
  private CallbackMapping mapping;
  private DefaultCamelContext camel;

  @BeforeAll
  static void startStore() throws Exception {
    store = EmptyStore.start(home);
    for (String provider : List.of("acme", "other")) {
      Files.writeString(home.resolve(provider + ".jslt"), "{for (.body) .key : .value}");
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/",
        call -> {
          String path = call.getRequestURI().getPath().substring(1);
          ASKED.computeIfAbsent(path, any -> new AtomicInteger()).incrementAndGet();
          if (path.startsWith("slow")) {
            awaitAnswering();
          }
          byte[] found = ("Looked up " + path).getBytes(StandardCharsets.UTF_8);
          call.sendResponseHeaders(STATUS.getOrDefault(path, 200), found.length);
          call.getResponseBody().write(found);
          call.close();
        });
    server.start();
  }

  private static void awaitAnswering() throws IOException {
    try {
      answering.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @AfterAll
  static void stopStore() {
    server.stop(0);
    store.close();
  }

  @BeforeEach
  void begin() throws Exception {
    store.jdbc().update("delete from callback");
    store.jdbc().update("delete from appointment");
    ASKED.clear();
    STATUS.clear();
    settings =
        new Binder(
                new MapConfigurationPropertySource(
                    Map.of("calroute.sync.appliers", 1, "calroute.sync.poll", "20ms")))
            .bindOrCreate("calroute", SyncSettings.class);
    journal = new Journal(store.dataSource(), 1, pending, clock);
    renewal = new ClaimRenewal(store.jdbc(), clock);
    AppointmentStore appointments = new AppointmentStore(store.jdbc(), JSON, clock);
    ReferenceStore references = new ReferenceStore(store.jdbc(), JSON, clock);
    applying =
        new Applying(
            journal,
            appointments,
            references,
            new Placement(
                appointments,
                references,
                new DirectoryInForce(
                    new DirectoryStore(store.jdbc(), JSON, clock), () -> new Directory(List.of())),
                () -> settings,
                HeardEvents.unheard()),
            SyncObserver.NONE,
            HeardEvents.unheard(),
            NobodyIsAsked.sightings(journal, store.jdbc(), clock),
            new ErasedPeople(store.jdbc()));
    mapping =
        new CallbackMapping(new LiveConnections(new Connections(Map.of())), new Schema("{}"), JSON);
    camel = camel();
  }

  private DefaultCamelContext camel() throws Exception {
    DefaultCamelContext made = new DefaultCamelContext();
    made.disableJMX();
    made.getPropertiesComponent().addInitialProperty("port", "" + server.getAddress().getPort());
    made.getRegistry().bind("lookUp", new LookUp());
    made.getComponent("callback", CallbackComponent.class);
    made.getComponent("mapping", MappingComponent.class)
        .transformBy(new RouteMappings(mappings, mapping));
    Schema needsId = new Schema("{\"type\": \"object\", \"required\": [\"id\"]}");
    made.getComponent("schema", SchemaComponent.class)
        .checkBy(
            (name, document) -> needsId.check(document).stream().map(Object::toString).toList());
    made.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
    PluginHelper.getRoutesLoader(made)
        .loadRoutes(ResourceHelper.fromString("file:map-acme.camel.yaml", ROUTE));
    made.start();
    return made;
  }

  @AfterEach
  void end() {
    answering.countDown();
    workers.forEach(Workers::stop);
    mappers.forEach(CallbackMapper::close);
    camel.stop();
    renewal.close();
    journal.close();
  }

  // ---------------------------------------------------------------- What steps can do

  @Test
  void whatAStepHasLookedUpIsInTheAppointment() {
    long callback = keep("acme", document("a").put("lookUp", "name-of-a"));
    work();
    awaitOutcome(callback, "applied");
    assertThat(title("a")).isEqualTo("Looked up name-of-a");
  }

  @Test
  void whatARouteDropsIsIgnoredWithItsReason() {
    long dropped = keep("acme", document("a").put("kind", "training"));
    long kept = keep("acme", document("b"));
    work();
    awaitOutcome(dropped, "ignored");
    awaitOutcome(kept, "applied");
    assertThat(column(dropped, "reason_code")).isEqualTo("ignored-by-route");
    assertThat(column(dropped, "reason")).isEqualTo("Trainings are not for calendars.");
  }

  @Test
  void whatDoesNotFitASchemaStepFailsWithTheProblem() {
    ObjectNode without = document("a");
    without.remove("id");
    long callback = keep("acme", without);
    work();
    awaitOutcome(callback, "failed");
    assertThat(column(callback, "reason_code")).isEqualTo("schema-violation");
    assertThat(column(callback, "reason")).contains("id");
  }

  // ---------------------------------------------------------------- Steps that fail

  @Test
  void aStepThatFailsForGoodFailsTheCallbackWithTheReasonAndHoldsUpNobody() {
    STATUS.put("missing", 404);
    long failing = keep("acme", document("a").put("lookUp", "missing"));
    long good = keep("acme", document("b"));
    work();
    awaitOutcome(good, "applied");
    awaitOutcome(failing, "failed");
    assertThat(column(failing, "reason")).contains("map-acme", "404").doesNotContain("localhost");
    assertThat(ASKED.get("missing")).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 429})
  void aStepThatFailsForNowIsTriedAgainUntilItWorks(int status) {
    STATUS.put("flaky", status);
    long callback = keep("acme", document("a").put("lookUp", "flaky"));
    work();
    await().atMost(SOON).until(() -> asked("flaky") >= 3);
    assertThat(column(callback, "outcome")).isEqualTo("pending");
    assertThat(column(callback, "reason_code")).isEqualTo("step-failed-for-now");
    assertThat(column(callback, "reason")).contains("" + status).doesNotContain("localhost");
    STATUS.remove("flaky");
    awaitOutcome(callback, "applied");
    assertThat(title("a")).isEqualTo("Looked up flaky");
    assertThat(column(callback, "reason_code")).isNull();
  }

  @Test
  void whoTakesNoConnectionsIsAskedAgain() throws Exception {
    int port = server.getAddress().getPort();
    long callback = keep("acme", document("a").put("lookUp", "away"));
    camel.stop();
    try (java.net.ServerSocket closed = new java.net.ServerSocket(0)) {
      port = closed.getLocalPort();
    }
    String there = ROUTE.replace("{{port}}", "" + port);
    DefaultCamelContext away = camel();
    away.getRouteController().stopAllRoutes();
    away.removeRouteDefinitions(away.getRouteDefinitions());
    PluginHelper.getRoutesLoader(away)
        .loadRoutes(ResourceHelper.fromString("file:map-acme.camel.yaml", there));
    camel = away;
    work();
    await().atMost(SOON).until(() -> Integer.parseInt(column(callback, "attempts")) >= 2);
    assertThat(column(callback, "outcome")).isEqualTo("pending");
    assertThat(column(callback, "reason")).contains("takes no connections");
  }

  @Test
  void whatWaitsForItsNextTryStillWaitsAfterARestart() {
    STATUS.put("flaky", 503);
    long callback = keep("acme", document("a").put("lookUp", "flaky"));
    workers.add(workers(Duration.ofHours(1)));
    workers.get(0).start();
    await().atMost(SOON).until(() -> column(callback, "retry_at") != null);
    workers.get(0).stop();
    // The client of the http component asks twice by itself.
    int asked = asked("flaky");
    long later = keep("acme", document("b"));
    workers.add(workers(Duration.ofHours(1)));
    workers.get(1).start();
    awaitOutcome(later, "applied");
    assertThat(asked("flaky")).isEqualTo(asked);
    assertThat(column(callback, "outcome")).isEqualTo("pending");
    STATUS.remove("flaky");
    assertThat(journal.replay(callback)).isTrue();
    awaitOutcome(callback, "applied");
  }

  // ---------------------------------------------------------------- Steps that take their time

  @Test
  void aStepThatTakesTooLongIsGivenUpAndTriedAgain() {
    answering = new CountDownLatch(1);
    long slow = keep("acme", document("a").put("lookUp", "slow-a"));
    work();
    await().atMost(SOON).until(() -> "map-timeout".equals(column(slow, "reason_code")));
    assertThat(column(slow, "reason")).contains("calroute.apply.map-timeout");
    answering.countDown();
    awaitOutcome(slow, "applied");
    assertThat(title("a")).isEqualTo("Looked up slow-a");
  }

  /** More of them than may be mapped at once, each behind a service that never answers. */
  @Test
  void stepsThatHangHoldUpNoOtherProviderAndNoOtherCallbackForGood() {
    answering = new CountDownLatch(1);
    List<Long> slow = new ArrayList<>();
    for (int i = 0; i < 3 * MAPPERS; i++) {
      slow.add(keep("acme", document("slow-" + i).put("lookUp", "slow-" + i)));
    }
    long same = keep("acme", document("quick"));
    long other = keep("other", document("o"));
    work();
    awaitOutcome(other, "applied");
    awaitOutcome(same, "applied");
    assertThat(slow).allSatisfy(id -> assertThat(column(id, "outcome")).isEqualTo("pending"));
    answering.countDown();
    slow.forEach(id -> awaitOutcome(id, "applied"));
  }

  @Test
  void noTransactionIsOpenDuringAStep() {
    answering = new CountDownLatch(1);
    long slow = keep("acme", document("a").put("lookUp", "slow-a"));
    work();
    await().atMost(SOON).until(() -> asked("slow-a") > 0);
    await()
        .atMost(SOON)
        .until(
            () ->
                count(
                        """
                        select count(*) from pg_stat_activity
                        where datname = current_database() and state = 'idle in transaction'
                        """)
                    == 0);
    assertThat(column(slow, "outcome")).isEqualTo("pending");
  }

  @Test
  void twoReplicasDoNotMapTheSameCallbackAtOnce() {
    answering = new CountDownLatch(1);
    long slow = keep("acme", document("a").put("lookUp", "slow-a"));
    workers.add(workers(Duration.ofMillis(20), SOON));
    workers.add(workers(Duration.ofMillis(20), SOON));
    workers.forEach(Workers::start);
    await().atMost(SOON).until(() -> asked("slow-a") > 0);
    for (int i = 0; i < 5; i++) {
      long next = keep("acme", document("n" + i));
      awaitOutcome(next, "applied");
    }
    answering.countDown();
    awaitOutcome(slow, "applied");
    assertThat(asked("slow-a")).isEqualTo(1);
  }

  // ---------------------------------------------------------------- Order

  /** The later word stands whenever the earlier one comes through, with versions and without. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLaterCallbackDoesNotWaitForAnEarlierOneAndIsNotUndoneByIt(boolean versioned) {
    STATUS.put("flaky", 503);
    ObjectNode first = document("a").put("lookUp", "flaky");
    ObjectNode second = document("a").put("title", "Second");
    first.putArray("version");
    second.putArray("version");
    if (versioned) {
      first.putArray("version").add(1);
      second.putArray("version").add(2);
    }
    long earlier = keep("acme", first);
    long later = keep("acme", second);
    work();
    awaitOutcome(later, "applied");
    await().atMost(SOON).until(() -> asked("flaky") >= 2);
    assertThat(title("a")).isEqualTo("Second");
    STATUS.remove("flaky");
    awaitOutcome(earlier, "stale");
    assertThat(title("a")).isEqualTo("Second");
  }

  // ---------------------------------------------------------------- Helpers

  private void work() {
    workers.add(workers(Duration.ofMillis(50)));
    workers.get(0).start();
  }

  private CallbackWorkers workers(Duration backoff) {
    return workers(backoff, TIMEOUT);
  }

  private CallbackWorkers workers(Duration backoff, Duration timeout) {
    CallbackMapper mapper = new CallbackMapper(() -> camel, mapping, timeout, MAPPERS);
    mappers.add(mapper);
    return new CallbackWorkers(
        () -> camel,
        journal,
        renewal,
        mapper,
        applying,
        attempts -> backoff,
        new TransactionTemplate(new DataSourceTransactionManager(store.dataSource())),
        new Signal(1),
        settings.sync(),
        SyncObserver.NONE,
        clock);
  }

  private static int asked(String path) {
    return ASKED.getOrDefault(path, new AtomicInteger()).get();
  }

  private static ObjectNode document(String id) {
    ObjectNode document = Json.object().put("id", id).put("type", "booked");
    document.put("status", "confirmed").put("title", "Consult").putArray("version").add(1);
    document.putObject("start").put("instant", "2027-03-01T15:00:00Z").put("timeZone", "UTC");
    document.putObject("end").put("instant", "2027-03-01T16:00:00Z").put("timeZone", "UTC");
    return document;
  }

  private static long keep(String provider, ObjectNode document) {
    Long id =
        store
            .jdbc()
            .queryForObject(
                """
                insert into callback (provider, connection, delivery_key, received_at, charset,
                  body) values (?, 'default', gen_random_uuid(), now(), 'UTF-8', ?)
                returning id
                """,
                Long.class,
                provider,
                document.toString().getBytes(StandardCharsets.UTF_8));
    return id == null ? 0 : id;
  }

  private static void awaitOutcome(long callback, String outcome) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () ->
                assertThat(column(callback, "outcome"))
                    .as(column(callback, "reason"))
                    .isEqualTo(outcome));
  }

  private static String column(long callback, String column) {
    return store
        .jdbc()
        .queryForObject(
            "select " + column + "::text from callback where id = ?", String.class, callback);
  }

  private static String title(String id) {
    return store
        .jdbc()
        .queryForObject(
            "select document ->> 'title' from appointment where external_id = ?", String.class, id);
  }

  private static long count(String sql) {
    Long count = store.jdbc().queryForObject(sql, Long.class);
    return count == null ? 0 : count;
  }
}
