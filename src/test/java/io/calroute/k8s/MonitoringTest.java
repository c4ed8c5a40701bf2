package io.calroute.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.calroute.k8s.PrometheusRule.Alert;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.AgendizeBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.FaultRule;
import io.calroute.sandbox.server.Operation;
import io.calroute.work.SyncObserver;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.micrometer.tracing.Tracer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The alerts and the dashboard of {@code k8s/monitoring}, asked of what a Calroute shows that runs
 * and has each fault. Minutes are the test's own; the states and the counts are real.
 */
class MonitoringTest {

  private static final Path MONITORING = Manifests.HOME.resolve("monitoring");
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String LATE =
      "update callback set received_at = received_at - interval '20 minutes' where outcome = 'pending'";

  /**
   * How something goes wrong.
   *
   * @param once what begins it
   * @param again what happens every minute as long as it lasts; null when that is nothing
   */
  private record Fault(Step once, Step again) {}

  /** Something that is done. */
  @FunctionalInterface
  private interface Step {
    void take() throws Exception;
  }

  /** Needs a broker, so that KafkaTest brings its fault about. */
  private static final String KAFKA = "CalrouteKafkaWaits";

  @TempDir static Path home;
  private static final Semaphore LOOK_UPS = new Semaphore(0);
  private static HttpServer lookUp;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static String healthy;
  private static int late;

  @BeforeAll
  static void start() throws IOException {
    lookUp = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    lookUp.createContext(
        "/",
        call -> {
          byte[] body = call.getRequestBody().readAllBytes();
          call.sendResponseHeaders(
              !call.getRequestURI().getPath().equals("/hook") && LOOK_UPS.tryAcquire() ? 200 : 503,
              body.length);
          call.getResponseBody().write(body);
          call.close();
        });
    lookUp.start();
    installation =
        new Installation(home, 0, 0)
            .with("calroute.routes-dir", routes())
            .with("calroute.drift", "report")
            .with("calroute.sync.settle", "1ms")
            .with("calroute.sync.sweep-age", "0s")
            .with("calroute.sync.retry-first", "100ms")
            .with("calroute.sync.retry-limit", "300ms")
            .with("calroute.events.types", "appointment.unrouted")
            .staff("prov_stands", "google", "stands@example.com")
            .staff("prov_refused", "google", "refused@example.com")
            .staff("prov_tenant", "office365", "tenant@example.org");
    slow().forEach(name -> installation.staff("prov_" + name, "google", name + "@example.com"));
    calroute = installation.run();
    book("appt_mon_stands01", "stands");
    await().atMost(SOON).until(() -> event().isPresent());
    healthy = scrape();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
    lookUp.stop(0);
  }

  /** In order: the last ones leave nothing to look at. */
  @TestFactory
  Stream<DynamicTest> everyAlertFiresWhenItsFaultIsBroughtAbout() {
    List<Alert> alerts = alerts();
    Map<String, Fault> faults = faults();
    assertThat(faults.keySet())
        .containsExactlyInAnyOrderElementsOf(
            alerts.stream().map(Alert::alert).filter(name -> !name.equals(KAFKA)).toList());
    Stream<DynamicTest> all =
        faults.keySet().stream()
            .map(
                name ->
                    DynamicTest.dynamicTest(
                        name,
                        () ->
                            assertFires(
                                alerts.stream()
                                    .filter(one -> one.alert().equals(name))
                                    .findFirst()
                                    .orElseThrow(),
                                faults.get(name))));
    List<DynamicTest> tests = all.toList();
    int away = List.copyOf(faults.keySet()).indexOf("CalrouteStoreUnavailable");
    return Stream.of(
            tests.subList(0, away).stream(),
            Stream.of(
                DynamicTest.dynamicTest(
                    "dashboard", MonitoringTest::assertDashboardShowsEverything),
                DynamicTest.dynamicTest("bounded", MonitoringTest::assertLabelsAreBounded)),
            tests.subList(away, tests.size()).stream())
        .flatMap(each -> each);
  }

  private static Map<String, Fault> faults() {
    Map<String, Fault> faults = new LinkedHashMap<>();
    faults.put(
        "CalrouteWrongSecret",
        new Fault(
            null,
            () ->
                calroute.post(
                    "/callbacks/savvycal", "{}", Map.of("X-SavvyCal-Signature", "sha256=00"))));
    faults.put(
        "CalrouteCallbacksFailed",
        new Fault(
            () ->
                post(
                    SavvyCalBooking.of("appt_mon_unread01")
                        .with("prov_stands")
                        .callback("appointment.created")
                        .replaceAll("\"(utc|local|unix_ts)\":(\"[^\"]*\"|\\d+)", "\"$1\":\"x\"")),
            null));
    faults.put(
        "CalrouteAppointmentsFailed",
        new Fault(
            () -> {
              google(Effect.status(400, "invalid"), "refused@example.com");
              book("appt_mon_refused1", "refused");
            },
            null));
    faults.put("CalrouteUnrouted", new Fault(() -> book("appt_mon_nobody01", "nobody"), null));
    faults.put(
        "CalrouteHooksBehind",
        new Fault(
            () -> {
              await()
                  .atMost(SOON)
                  .until(() -> count("select count(*) from event where attempts > 0") > 0);
              update("update event set occurred_at = occurred_at - interval '20 minutes'");
            },
            null));
    faults.put(
        "CalrouteCredentialsRefused",
        new Fault(
            () -> {
              installation
                  .graph()
                  .faults()
                  .add(FaultRule.of(Effect.status(401, "invalid_client"), Operation.TOKEN));
              installation.graph().expireTokens();
              book("appt_mon_tenant01", "tenant");
            },
            null));
    faults.put(
        "CalrouteCalendarsPaused",
        new Fault(
            () -> {
              google(Effect.status(429).retryAfter("3000"), "slow*@example.com");
              book("appt_mon_slow0001", slow().toArray(String[]::new));
            },
            null));
    faults.put(
        "CalrouteBehind",
        new Fault(
            () -> {
              for (int id = 990_001; id <= 990_003; id++) {
                Provider.AGENDIZE.tell(
                    calroute, AgendizeBooking.of(id).with("881").callback("created"));
              }
              await()
                  .atMost(SOON)
                  .until(
                      () ->
                          count(
                                  "select count(*) from callback where attempts > 0 and outcome = 'pending'")
                              == 3);
              update(LATE);
            },
            null));
    faults.put("CalrouteSlow", new Fault(null, MonitoringTest::letOneThrough));
    faults.put("CalrouteStoreUnavailable", new Fault(() -> storeTakes(false), null));
    faults.put(
        "CalrouteRefusesCallbacks",
        new Fault(
            null,
            () -> {
              for (int i = 0; i < 4; i++) {
                calroute.postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", "{}");
              }
            }));
    faults.put(
        "CalrouteDown",
        new Fault(
            () -> {
              storeTakes(true);
              calroute.close();
            },
            null));
    return faults;
  }

  /** Every six minutes one of those that have waited gets what it has waited for. */
  private static void letOneThrough() {
    if (late++ % 6 == 0) {
      double before = settled();
      LOOK_UPS.release();
      await().atMost(SOON).until(() -> settled() > before);
    }
  }

  private static double settled() {
    return scrape()
        .lines()
        .filter(
            line ->
                line.startsWith("calroute_callback_to_settled_seconds_count{target=\"google\"}"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
        .sum();
  }

  private static void assertFires(Alert alert, Fault fault) throws Exception {
    PromQl.Query query = PromQl.of(alert.expr());
    Duration due = alert.duration() == null ? Duration.ZERO : PromQl.duration(alert.duration());
    Scrapes scrapes = new Scrapes();
    scrapes.minute(healthy);
    scrapes.hold(Duration.ofMinutes(20));
    assertThat(query.at(scrapes.now(), scrapes)).as("without the fault").isEmpty();

    if (fault.once() != null) {
      fault.once().take();
    }
    await()
        .atMost(SOON)
        .until(
            () -> {
              again(fault, scrapes, true);
              return !query.at(scrapes.now(), scrapes).isEmpty();
            });
    Instant since = scrapes.now();
    while (scrapes.now().isBefore(since.plus(due))) {
      again(fault, scrapes, fault.again() != null);
      assertThat(query.at(scrapes.now(), scrapes)).as("as long as the fault lasts").isNotEmpty();
    }
  }

  private static void again(Fault fault, Scrapes scrapes, boolean anew) throws Exception {
    if (fault.again() != null) {
      fault.again().take();
    }
    if (anew) {
      scrapes.minute(scrape());
    } else {
      scrapes.hold(Duration.ofMinutes(1));
    }
  }

  /** Every metric, and every label that is asked for or summed by. */
  private static void assertDashboardShowsEverything() throws IOException {
    drift();
    calroute.bean(SyncObserver.class).found("savvycal");
    Scrapes scrapes = new Scrapes();
    for (int minute = 0; minute < 3; minute++) {
      scrapes.minute(scrape());
    }
    int asked = 0;
    for (var panel :
        Json.parse(Files.readString(MONITORING.resolve("dashboard.json"))).path("panels")) {
      if (!panel.path("type").asText().equals("row")) {
        assertThat(panel.path("description").asText())
            .as(panel.path("title").asText())
            .endsWith(".");
      }
      for (var target : panel.path("targets")) {
        asked++;
        assertThat(PromQl.of(target.path("expr").asText()).at(scrapes.now(), scrapes))
            .as(target.path("expr").asText())
            .isNotEmpty();
      }
    }
    assertThat(asked).isGreaterThan(30);
    assertThat(scrapes.of(new PromQl.Selector(scaledBy(), Map.of()))).isNotEmpty();
    assertThatThrownBy(() -> calroute.bean(Tracer.class))
        .isInstanceOf(NoSuchBeanDefinitionException.class);
  }

  private static String scaledBy() {
    return Manifests.only(Manifests.rendered(Manifests.PRODUCTION), HorizontalPodAutoscaler.class)
        .getSpec()
        .getMetrics()
        .get(0)
        .getExternal()
        .getMetric()
        .getName();
  }

  /** What anybody may say makes no value of a label. */
  private static void assertLabelsAreBounded() {
    String odd = "zzz-odd";
    calroute.post("/callbacks/" + odd, "{}", Map.of());
    calroute.post("/callbacks/savvycal/" + odd, "{}", Map.of());
    post("{\"type\":\"" + odd + "\",\"id\":\"" + odd + "\",\"payload\":{\"id\":\"" + odd + "\"}}");
    SyncObserver metrics = calroute.bean(SyncObserver.class);
    SyncObserver.Step step = new SyncObserver.Step(1, "savvycal", null, Instant.EPOCH);
    metrics.applied(step, "failed", "Jane Doe", null);
    for (int i = 0; i < 300; i++) {
      metrics.applied(step, "failed", "made-up-" + i, null);
    }
    await()
        .atMost(SOON)
        .until(
            () ->
                count(
                        "select count(*) from callback where outcome = 'pending' and provider = 'savvycal'")
                    == 0);
    String scraped = scrape();
    assertThat(scraped).doesNotContain(odd, "Jane").contains("code=\"other\"");
    assertThat(scraped.lines().filter(line -> line.contains("code=\"made-up-")).count())
        .isLessThanOrEqualTo(100);
  }

  private static void drift() {
    String id = event().orElseThrow();
    installation
        .google()
        .calendar("stands@example.com")
        .edit(id, RunningCalroute.json("{\"summary\":\"Mine\"}"));
    await()
        .atMost(SOON)
        .until(
            () -> {
              calroute.call("POST", "/api/sweep?calendar=stands@example.com");
              return scrape().contains("calroute_drift_total{");
            });
  }

  private static Optional<String> event() {
    String id =
        calroute.get("/api/why?id=appt_mon_stands01").at("/items/0/places/0/eventId").asText();
    return Optional.of(id).filter(one -> !one.isEmpty());
  }

  private static List<Alert> alerts() {
    return Manifests.only(Manifests.rendered(Manifests.PRODUCTION), PrometheusRule.class)
        .getSpec()
        .groups()
        .stream()
        .flatMap(group -> group.rules().stream())
        .toList();
  }

  /** Null when nobody answers. */
  private static String scrape() {
    try {
      return calroute.call("GET", "/actuator/prometheus").body();
    } catch (IllegalStateException nobody) {
      return null;
    }
  }

  /** With a hook that refuses, and with a look-up of a provider's that may be away. */
  private static Path routes() throws IOException {
    Path copies = Files.createDirectory(home.resolve("routes"));
    String address = "http://127.0.0.1:" + lookUp.getAddress().getPort();
    try (Stream<Path> files = Files.list(Path.of("routes"))) {
      for (Path file : files.filter(one -> one.toString().endsWith(".camel.yaml")).toList()) {
        String text = Files.readString(file);
        if (file.endsWith("on-event.camel.yaml")) {
          text = text.substring(0, text.indexOf("        - log:")) + step("hook", address);
        } else if (file.endsWith("receive-agendize.camel.yaml")) {
          int mapping = text.indexOf("        - to:\n            id: apply-agendize-mapping");
          text = text.substring(0, mapping) + step("look-up", address) + text.substring(mapping);
        }
        Files.writeString(copies.resolve(file.getFileName()), text);
      }
    }
    return copies;
  }

  private static String step(String id, String address) {
    return "        - to:\n            id: "
        + id
        + "\n            uri: "
        + address
        + "/"
        + id
        + "\n";
  }

  private static List<String> slow() {
    return IntStream.range(0, 21).mapToObj(i -> "slow" + i).toList();
  }

  private static void google(Effect effect, String calendars) {
    installation.google().faults().add(FaultRule.of(effect, Operation.INSERT).calendar(calendars));
  }

  private static void book(String id, String... staff) {
    String[] ids = Stream.of(staff).map(name -> "prov_" + name).toArray(String[]::new);
    post(SavvyCalBooking.of(id).with(ids).callback("appointment.created"));
  }

  private static void post(String body) {
    assertThat(
            calroute.postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", body).statusCode())
        .isEqualTo(202);
  }

  private static int count(String query) {
    return calroute.bean(JdbcTemplate.class).queryForObject(query, Integer.class);
  }

  private static void update(String statement) {
    calroute.bean(JdbcTemplate.class).update(statement);
  }

  private static void storeTakes(boolean connections) throws SQLException {
    String url = installation.properties().get("spring.datasource.url").toString();
    String name = url.replaceFirst(".*/([^?]+).*", "$1");
    try (Connection server = DriverManager.getConnection(url.replace("/" + name, "/postgres"));
        Statement statement = server.createStatement()) {
      statement.execute("alter database \"" + name + "\" with allow_connections " + connections);
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
    }
  }
}
