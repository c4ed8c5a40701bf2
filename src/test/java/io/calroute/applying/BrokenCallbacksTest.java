package io.calroute.applying;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.DirectoryStore;
import io.calroute.callback.claim.ClaimRenewal;
import io.calroute.callback.claim.Claims;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Journal;
import io.calroute.component.mapping.MappingComponent;
import io.calroute.event.HeardEvents;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.Schema;
import io.calroute.policy.LinkSettings;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.ReferenceStore;
import io.calroute.retention.erasure.ErasedPeople;
import io.calroute.routing.DirectoryInForce;
import io.calroute.routing.Placement;
import io.calroute.sandbox.Json;
import io.calroute.store.EmptyStore;
import io.calroute.sync.remap.MixedMappings;
import io.calroute.sync.remap.Remap;
import io.calroute.sync.remap.RemapStore;
import io.calroute.sync.remap.RemapWorkers;
import io.calroute.sync.remap.Remapping;
import io.calroute.work.Signal;
import io.calroute.work.SyncObserver;
import io.calroute.work.Workers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Callbacks that break whoever applies them, amid good ones: the workers over a real store, with a
 * mapping that lets everything through and a schema that forbids nothing.
 */
class BrokenCallbacksTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String MAPPING =
      """
      let half = "\\ud800"
      if (.body.refusal) refuse(.body.refusal, $half + "\\u0000")
      else {for (.body) .key : if (.value == "@HALF@") $half else .value}
      """;

  private static final String ROUTE =
      """
      - route:
          id: map-acme
          from:
            uri: direct
            parameters:
              name: map-acme
            steps:
              - to:
                  uri: mapping
                  parameters:
                    name: acme
      """;

  /** Stands for the character NUL, written in two bytes. */
  private static final String NUL = "@NUL@";

  /** Stands for half a character, which the mapping makes of it. */
  private static final String HALF = "@HALF@";

  @TempDir static Path home;
  private static EmptyStore store;
  private static Mappings mappings;

  private final Signal pending = new Signal(2);
  private final Clock clock = Clock.systemUTC();
  private final Set<Long> told = new HashSet<>();
  private Journal journal;
  private ClaimRenewal renewal;
  private AppointmentStore appointments;
  private RemapStore remaps;
  private Applying applying;
  private Remapping remapping;
  private SyncSettings settings;
  private DefaultCamelContext camel;
  private CallbackMapper mapper;
  private final List<Workers> workers = new ArrayList<>();

  @BeforeAll
  static void startStore() throws Exception {
    store = EmptyStore.start(home);
    Files.writeString(home.resolve("acme.jslt"), MAPPING);
    mappings = new Mappings(home);
  }

  @AfterAll
  static void stopStore() {
    store.close();
  }

  @BeforeEach
  void begin() throws Exception {
    store.jdbc().update("delete from callback");
    store.jdbc().update("delete from remap");
    store.jdbc().update("delete from appointment");
    begin(UnaryOperator.identity());
  }

  private void begin(UnaryOperator<String> edit) throws Exception {
    end();
    settings =
        new Binder(
                new MapConfigurationPropertySource(
                    Map.of("calroute.sync.appliers", 1, "calroute.sync.poll", "20ms")))
            .bindOrCreate("calroute", SyncSettings.class);
    journal = new Journal(store.dataSource(), 1, pending, clock);
    renewal = new ClaimRenewal(store.jdbc(), clock);
    appointments = new AppointmentStore(store.jdbc(), JSON, clock);
    remaps = new RemapStore(store.jdbc(), JSON, clock);
    ReferenceStore references = new ReferenceStore(store.jdbc(), JSON, clock);
    Placement placement =
        new Placement(
            appointments,
            references,
            new DirectoryInForce(
                new DirectoryStore(store.jdbc(), JSON, clock), () -> new Directory(List.of())),
            () -> settings,
            HeardEvents.unheard());
    applying =
        new Applying(
            journal,
            appointments,
            references,
            placement,
            SyncObserver.NONE,
            HeardEvents.unheard(),
            NobodyIsAsked.sightings(journal, store.jdbc(), clock),
            new ErasedPeople(store.jdbc()));
    remapping =
        new Remapping(
            applying,
            references,
            mappings,
            () -> settings,
            () -> new LinkSettings(List.of(LinkSettings.Way.ADOPT), null, Map.of()),
            clock);
    CallbackMapping mapping =
        new CallbackMapping(new LiveConnections(new Connections(Map.of())), new Schema("{}"), JSON);
    camel = new DefaultCamelContext();
    camel.disableJMX();
    camel
        .getComponent("mapping", MappingComponent.class)
        .transformBy(new RouteMappings(mappings, mapping));
    camel.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
    PluginHelper.getRoutesLoader(camel)
        .loadRoutes(ResourceHelper.fromString("file:map-acme.camel.yaml", edit.apply(ROUTE)));
    mapper = new CallbackMapper(() -> camel, mapping, SOON, 4);
    camel.start();
  }

  @AfterEach
  void end() {
    end(workers);
    if (camel != null) {
      mapper.close();
      camel.stop();
      renewal.close();
      journal.close();
    }
  }

  private static void end(List<Workers> workers) {
    workers.forEach(Workers::stop);
    workers.clear();
  }

  // ---------------------------------------------------------------- What the store refuses

  /** A document that the store does not take, and the word by which the store says so. */
  private static ObjectNode refused(String what) {
    ObjectNode document = document("breaking");
    switch (what) {
      case "id too long for an index" -> document.put("id", noise(5000));
      case "external id too long for an index" ->
          document.putObject("externalIds").put("client", noise(5000));
      case "name too long to be searched" ->
          document
              .putObject("client")
              .put(
                  "name",
                  IntStream.range(0, 150_000)
                      .mapToObj(i -> "word" + i)
                      .collect(Collectors.joining(" ")));
      case "time out of range" ->
          ((ObjectNode) document.get("end")).put("instant", "+400000-01-01T00:00:00Z");
      default -> throw new IllegalArgumentException(what);
    }
    return document;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id too long for an index",
        "external id too long for an index",
        "name too long to be searched",
        "time out of range"
      })
  void aCallbackThatTheStoreRefusesHoldsUpNobody(String what) {
    long before = keep(document("good-1"));
    long hostile = keep(refused(what));
    long after = keep(document("good-2"));

    work(callbackWorkers(transactions(() -> {})));

    assertThat(outcome(before)).isEqualTo("applied");
    assertThat(outcome(after)).isEqualTo("applied");
    assertThat(outcome(hostile)).isEqualTo("failed");
    assertThat(code(hostile)).isEqualTo("store-refused");
    assertThat(count("select count(*) from appointment")).isEqualTo(2);
  }

  /** Such bytes are refused at the door; these came in before they were. */
  @Test
  void textsThatNoStoreCanKeepAreKeptAsFarAsTheyCanBe() {
    long booked = keep(document("breaking" + NUL).put("title", "a" + NUL + "b").put("notes", HALF));
    long refusal = keep(Json.object().put("refusal", "x" + NUL));
    ObjectNode ignored = Json.object().put("outcome", "ignored");
    ignored.put("type", noise(100_000) + NUL).put("id", noise(5000) + NUL);
    ignored.putObject("reason").put("code", "x" + NUL).put("message", "m");
    long unwanted = keep(ignored);
    long good = keep(document("good-1"));

    work(callbackWorkers(transactions(() -> {})));

    assertThat(outcome(booked)).as(code(booked)).isEqualTo("applied");
    assertThat(outcome(refusal)).isEqualTo("failed");
    assertThat(code(refusal)).isEqualTo("x");
    assertThat(outcome(unwanted)).isEqualTo("ignored");
    assertThat(outcome(good)).isEqualTo("applied");
    assertThat(
            store
                .jdbc()
                .queryForObject(
                    "select document ->> 'title' from appointment where external_id like 'break%'",
                    String.class))
        .isEqualTo("ab");
  }

  // ---------------------------------------------------------------- Exactly that one

  @Test
  void exactlyTheCallbackThatBreaksIsSetAside() throws Exception {
    long hostile = keep(refused("time out of range"));
    long good = keep(document("good-1"));
    // As soon as it has failed by itself, another replica takes it, just as this one tells why.
    try (Connection another = store.dataSource().getConnection()) {
      Queue<Runnable> afterRollbacks = new ConcurrentLinkedQueue<>();
      afterRollbacks.add(() -> {});
      afterRollbacks.add(() -> claim(another, hostile));
      work(callbackWorkers(transactions(() -> run(afterRollbacks.poll()))), good);
      assertThat(outcome(good)).isEqualTo("applied");
      assertThat(outcome(hostile)).isEqualTo("pending");
      another.rollback();
      another.setAutoCommit(true);
    }
    awaitOutcomes(hostile);
    assertThat(code(hostile)).isEqualTo("store-refused");
  }

  @Test
  void whatAnotherHasRecordedMeanwhileIsLeftToItAndTheRestIsApplied() {
    long theirs = keep(document("theirs"));
    long ours = keep(document("ours"));
    Queue<Runnable> begins = new ConcurrentLinkedQueue<>();
    begins.add(
        () ->
            store
                .jdbc()
                .update(
                    "update callback set outcome = 'ignored', applied_at = now() where id = ?",
                    theirs));
    TransactionTemplate transactions =
        new TransactionTemplate(
            new DataSourceTransactionManager(store.dataSource()) {
              @Override
              protected void doBegin(Object transaction, TransactionDefinition definition) {
                run(begins.poll());
                super.doBegin(transaction, definition);
              }
            });

    work(callbackWorkers(transactions), ours);

    assertThat(outcome(ours)).isEqualTo("applied");
    assertThat(outcome(theirs)).isEqualTo("ignored");
    assertThat(store.jdbc().queryForList("select external_id from appointment", String.class))
        .containsExactly("ours");
  }

  @Test
  void severalThatBreakAreToldApart() {
    List<Long> good = new ArrayList<>();
    List<Long> hostile = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      good.add(keep(document("good-" + i)));
      if (i % 10 == 5) {
        hostile.add(keep(refused("id too long for an index")));
      }
    }

    work(callbackWorkers(transactions(() -> {})), callbackWorkers(transactions(() -> {})));

    assertThat(good).allSatisfy(id -> assertThat(outcome(id)).isEqualTo("applied"));
    assertThat(hostile).allSatisfy(id -> assertThat(code(id)).isEqualTo("store-refused"));
  }

  // ---------------------------------------------------------------- Steps that take their time

  /** By itself, such a step goes on in a thread that knows of no transaction. */
  @Test
  void aDelayBeforeEveryStepHoldsUpNobody() throws Exception {
    begin(
        routes ->
            routes.replaceAll(
                "(?m)^( +)- (to):$",
                """
                $1- delay:
                $1    asyncDelayed: true
                $1    expression:
                $1      constant:
                $1        expression: "5"
                $1- $2:\
                """));
    keep(document("good-1"));
    keep(document("good-2"));

    work(callbackWorkers(transactions(() -> {})), callbackWorkers(transactions(() -> {})));

    assertThat(count("select count(*) from appointment")).isEqualTo(2);
    assertThat(remapped(remaps.request("acme", null), new ConcurrentLinkedQueue<>()).tally())
        .isEqualTo(new Remap.Tally(0, 0, 2, 0, 0, 0));
  }

  @Test
  void nothingIsAppliedOutsideATransactionAndNothingIsSetAsideForIt() {
    keep(document("good-1"));
    List<MappedCallback> mapped =
        claimed().stream()
            .map(callback -> new MappedCallback(callback, document("good-1"), null))
            .toList();

    Throwable fault = catchThrowable(() -> applying.apply(mapped, clock.instant()));

    assertThat(fault).hasMessageContaining("transaction");
    assertThat(CallbackWorkers.passes(fault)).isTrue();
    assertThat(count("select count(*) from appointment")).isZero();
  }

  /** Whoever waits for a lock in vain is told so, and goes on waiting for its turn. */
  @Test
  void aLockThatIsNotGivenUpIsNoCallbacksFault() throws Exception {
    long first = keep(document("good-1"));
    work(callbackWorkers(transactions(() -> {})));
    end(workers);
    try (Connection another = store.dataSource().getConnection()) {
      another.setAutoCommit(false);
      try (Statement statement = another.createStatement()) {
        statement.execute("select from appointment for update");
        Throwable fault =
            catchThrowable(
                () ->
                    transactions(() -> {})
                        .executeWithoutResult(
                            transaction -> {
                              store.jdbc().execute("set local lock_timeout = '20ms'");
                              appointments.lock(
                                  appointments
                                      .between("acme", null, 0, Long.MAX_VALUE, 1)
                                      .get(0)
                                      .id());
                            }));
        assertThat(CallbackWorkers.passes(fault)).as(String.valueOf(fault)).isTrue();
      }
      another.rollback();
      another.setAutoCommit(true);
    }
    assertThat(outcome(first)).isEqualTo("applied");
  }

  // ---------------------------------------------------------------- Mapped again

  @Test
  void exactlyTheAppointmentThatBreaksIsPassedOver() {
    long breaking = keep(document("breaking"));
    keep(document("good-1"));
    work(callbackWorkers(transactions(() -> {})));
    end(workers);
    nowReads(breaking, refused("time out of range"));
    Remap remap = remaps.request("acme", null);

    // As soon as it has failed by itself, another replica passes it over, just as this one would.
    Queue<Runnable> afterRollbacks = new ConcurrentLinkedQueue<>();
    afterRollbacks.add(() -> {});
    afterRollbacks.add(
        () ->
            store
                .jdbc()
                .update(
                    """
                    update remap set after_id = (
                      select id from appointment where external_id = 'breaking')
                    """));
    Remap done = remapped(remap, afterRollbacks);

    assertThat(done.problems()).isEmpty();
    assertThat(done.tally().unchanged()).isEqualTo(1);
  }

  @Test
  void anAppointmentThatTheStoreRefusesKeepsNoOtherOneWaiting() {
    keep(document("good-1"));
    long breaking = keep(document("breaking"));
    keep(document("good-2"));
    work(callbackWorkers(transactions(() -> {})));
    end(workers);
    nowReads(breaking, refused("external id too long for an index").put("title", "New"));

    Remap done = remapped(remaps.request("acme", null), new ConcurrentLinkedQueue<>());

    assertThat(done.tally().unchanged()).isEqualTo(2);
    assertThat(done.problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.appointmentId()).isEqualTo("breaking"));
  }

  private void nowReads(long callback, ObjectNode document) {
    store
        .jdbc()
        .update(
            "update callback set body = ? where id = ?",
            document.toString().getBytes(StandardCharsets.UTF_8),
            callback);
  }

  private Remap remapped(Remap remap, Queue<Runnable> afterRollbacks) {
    RemapWorkers worker =
        new RemapWorkers(
            () -> camel,
            remaps,
            appointments,
            journal,
            renewal,
            mapper,
            remapping,
            new MixedMappings(
                new DirectoryStore(store.jdbc(), JSON, clock),
                remaps,
                journal,
                transactions(() -> {})),
            transactions(() -> run(afterRollbacks.poll())),
            new Signal(1),
            new Signal(1),
            settings.sync());
    workers.add(worker);
    worker.start();
    return await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> remaps.newest().get(0), one -> one.finishedAt() != null);
  }

  private static void run(Runnable next) {
    if (next != null) {
      next.run();
    }
  }

  // ---------------------------------------------------------------- Helpers

  private List<Callback> claimed() {
    try (Claims claims = renewal.claims()) {
      return claims.take(1, List.of());
    }
  }

  private static void claim(Connection connection, long callback) {
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("select from callback where id = " + callback + " for update");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private CallbackWorkers callbackWorkers(TransactionTemplate transactions) {
    return new CallbackWorkers(
        () -> camel,
        journal,
        renewal,
        mapper,
        applying,
        attempts -> Duration.ofMillis(20),
        transactions,
        new Signal(1),
        settings.sync(),
        SyncObserver.NONE,
        clock);
  }

  private static TransactionTemplate transactions(Runnable afterRollback) {
    return new TransactionTemplate(
        new DataSourceTransactionManager(store.dataSource()) {
          @Override
          protected void doRollback(DefaultTransactionStatus status) {
            super.doRollback(status);
            afterRollback.run();
          }
        });
  }

  private void work(Workers some) {
    work(List.of(some), told);
  }

  private void work(Workers some, Workers others) {
    work(List.of(some, others), told);
  }

  private void work(Workers some, long until) {
    work(List.of(some), Set.of(until));
  }

  private void work(List<Workers> some, Set<Long> until) {
    workers.addAll(some);
    some.forEach(Workers::start);
    awaitOutcomes(until.toArray(Long[]::new));
  }

  private void awaitOutcomes(Long... ids) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () ->
                count(
                        "select count(*) from callback where outcome = 'pending' and id = any (?)",
                        (Object) ids)
                    == 0);
  }

  private long keep(ObjectNode document) {
    byte[] body =
        document.toString().replace(NUL, "\u00c0\u0080").getBytes(StandardCharsets.ISO_8859_1);
    Long id =
        store
            .jdbc()
            .queryForObject(
                """
                insert into callback (provider, connection, delivery_key, received_at, charset,
                  body) values ('acme', 'default', gen_random_uuid(), now(), 'UTF-8', ?)
                returning id
                """,
                Long.class,
                (Object) body);
    told.add(id);
    return id;
  }

  private static ObjectNode document(String id) {
    ObjectNode document = Json.object().put("id", id).put("type", "booked");
    document.put("status", "confirmed").put("title", "Consult").putArray("version").add(1);
    document.putObject("start").put("instant", "2027-03-01T15:00:00Z").put("timeZone", "UTC");
    document.putObject("end").put("instant", "2027-03-01T16:00:00Z").put("timeZone", "UTC");
    return document;
  }

  /** Text that can't be compressed to fit. */
  private static String noise(int length) {
    return new Random(length)
        .ints(length, 'a', 'z' + 1)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private String outcome(long callback) {
    return store
        .jdbc()
        .queryForObject("select outcome from callback where id = ?", String.class, callback);
  }

  private String code(long callback) {
    return store
        .jdbc()
        .queryForObject("select reason_code from callback where id = ?", String.class, callback);
  }

  private static long count(String sql, Object... values) {
    Long count = store.jdbc().queryForObject(sql, Long.class, values);
    return count == null ? 0 : count;
  }
}
