package io.calroute.callback.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.benchmark.PackagedCalroute;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.PexipEngageBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.store.SharedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The packaged Calroute with the heap that the README gives it, under more than fits into it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BoundedMemoryIT {

  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC", "-Xmx256m", "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=1");
  private static final int MANY = 300;
  private static final int LIMIT = 1024 * 1024;
  private static final String ENGAGE =
      "/callbacks/pexip-engage/default/" + Provider.PEXIP_ENGAGE.secret();
  private static final Duration LONG = Duration.ofMinutes(4);

  @TempDir static Path home;
  private static Installation installation;
  private static JdbcTemplate store;
  private static PackagedCalroute calroute;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    String url = SharedServer.databaseOf(home);
    store = new JdbcTemplate(new DriverManagerDataSource(url));
    installation = new Installation(home, 0, 0).with("spring.datasource.url", url);
    insertPending(64);
    run();
  }

  @AfterAll
  static void stop() {
    if (calroute != null) {
      calroute.close();
    }
    installation.close();
  }

  @AfterEach
  void takesCallbacksAsBefore() throws Exception {
    assertThat(calroute.isAlive()).isTrue();
    await()
        .atMost(LONG)
        .ignoreException(IOException.class)
        .untilAsserted(() -> assertThat(HTTP.send(small(), ignored()).statusCode()).isEqualTo(202));
  }

  @Test
  @Order(1)
  void largeBodiesThatArePendingAreAppliedAfterAStart() {
    awaitApplied(64);
  }

  @Test
  @Order(2)
  void bodiesThatAreHeldBackCostNobodyElseAnything() throws Exception {
    List<RawConnection> held = new ArrayList<>();
    try {
      String head =
          "POST /callbacks/savvycal HTTP/1.1\r\nHost: localhost\r\n"
              + "Content-Type: application/json\r\nContent-Length: "
              + LIMIT
              + "\r\n\r\n";
      byte[] allButOne = new byte[LIMIT - 1];
      for (int i = 0; i < MANY; i++) {
        RawConnection one = new RawConnection(calroute.callbacks().getPort());
        held.add(one);
        try {
          one.send(head).send(allButOne);
        } catch (IOException answeredEarly) {
          assertThat(calroute.isAlive()).isTrue();
        }
      }
      assertThat(HTTP.send(small(), ignored()).statusCode()).isEqualTo(202);
    } finally {
      for (RawConnection one : held) {
        one.close();
      }
    }
  }

  @Test
  @Order(3)
  void whatProvesNothingIsRefusedInWaves() {
    for (int wave = 0; wave < 2; wave++) {
      Map<Integer, Integer> answers = new TreeMap<>();
      byte[] body = new byte[LIMIT];
      List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        calls.add(
            HTTP.sendAsync(
                request("/callbacks/savvycal", body)
                    .header("X-SavvyCal-Signature", "sha256=00")
                    .build(),
                HttpResponse.BodyHandlers.ofString()));
      }
      calls.forEach(call -> answers.merge(status(call), 1, Integer::sum));
      assertThat(answers.keySet()).isSubsetOf(401, 429, 503, -1);
      assertThat(answers).containsKey(401);
    }
  }

  @Test
  @Order(4)
  void noneOfManyLargeCallbacksIsLost() {
    int before = applied();
    List<byte[]> left = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      left.add(large("many-" + i));
    }
    await()
        .atMost(LONG)
        .until(
            () -> {
              Map<byte[], CompletableFuture<HttpResponse<String>>> calls = new LinkedHashMap<>();
              left.forEach(
                  body ->
                      calls.put(
                          body,
                          HTTP.sendAsync(
                              request(ENGAGE, body).build(),
                              HttpResponse.BodyHandlers.ofString())));
              calls.forEach(
                  (body, call) -> {
                    int status = status(call);
                    assertThat(status).isIn(200, 202, 503, -1);
                    if (status < 300 && status > 0) {
                      left.remove(body);
                    }
                  });
              return left.isEmpty();
            });
    awaitApplied(before + MANY);
  }

  private static void run() throws IOException, InterruptedException {
    calroute = PackagedCalroute.start(home, FLAGS, installation.properties(), LONG);
  }

  private static int applied() {
    return store.queryForObject(
        "select count(*) from callback where provider = 'pexip-engage' and outcome <> 'pending'",
        Integer.class);
  }

  private static void awaitApplied(int count) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              assertThat(calroute.isAlive()).isTrue();
              assertThat(applied()).isEqualTo(count);
            });
  }

  private static void insertPending(int count) {
    for (int i = 0; i < count; i++) {
      store.update(
          """
          insert into callback (provider, connection, delivery_key, received_at, charset, body)
          values ('pexip-engage', 'default', ?, ?, 'UTF-8', ?)
          """,
          "id:pending-" + i,
          Timestamp.from(Instant.now()),
          large("pending-" + i));
    }
  }

  /** A good callback with notes that make it nearly as large as one may be. */
  private static byte[] large(String id) {
    String body = PexipEngageBooking.of(id).with("ben@example.com").callback("CREATE");
    String notes = "\"internalNotes\":\"";
    int missing = LIMIT - 64 - body.length() - notes.length();
    String mark = "\"appointment\":{";
    assertThat(body).contains(mark);
    return body.replaceFirst(
            java.util.regex.Pattern.quote(mark),
            "\"appointment\":{\"internalNotes\":\"" + "n".repeat(missing) + "\",")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static HttpRequest small() {
    byte[] body =
        SavvyCalBooking.of("appt_small" + System.nanoTime())
            .with("prov_anna00000001")
            .callback("appointment.created")
            .getBytes(StandardCharsets.UTF_8);
    return request("/callbacks/savvycal", body)
        .header("X-SavvyCal-Signature", "sha256=" + RunningCalroute.signature(body))
        .build();
  }

  private static HttpRequest.Builder request(String path, byte[] body) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + calroute.callbacks().getPort() + path))
        .timeout(Duration.ofSeconds(60))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
  }

  private static HttpResponse.BodyHandler<Void> ignored() {
    return HttpResponse.BodyHandlers.discarding();
  }

  /** -1 when the connection was closed before the answer could be read. */
  private static int status(CompletableFuture<HttpResponse<String>> call) {
    HttpResponse<String> answer = call.handle((come, fault) -> come).join();
    if (answer == null) {
      return -1;
    }
    if (answer.statusCode() == 503) {
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
      assertThat(RunningCalroute.json(answer.body()).path("title").asText()).isEqualTo("too-busy");
    }
    return answer.statusCode();
  }
}
