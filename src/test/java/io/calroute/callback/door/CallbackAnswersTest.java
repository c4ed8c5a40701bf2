package io.calroute.callback.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.callback.port.RawConnection;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.JournalEntries;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.AgendizeBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every answer that a sender of callbacks can get. */
class CallbackAnswersTest {

  private static final int LIMIT = 1024 * 1024;
  private static final String OPEN = "/callbacks/savvycal/open";

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static JournalEntries journal;

  @BeforeAll
  static void start() {
    installation =
        new Installation(home, 0, 0)
            .with("calroute.connections.savvycal.open.auth", "none")
            .with("calroute.connections.agendize.open.auth", "none")
            .with("calroute.connections.agendize.open.time-zone", "Europe/Paris");
    calroute = installation.run();
    journal = new JournalEntries(calroute);
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @Test
  void acceptedAndThenDuplicate() {
    String body = booking("appt_answer000001").callback("appointment.created");
    HttpResponse<String> first = calroute.post(OPEN, body, Map.of());
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(first.headers().firstValue("Content-Type")).hasValue("application/json");
    JsonNode promise = RunningCalroute.json(first.body());
    assertThat(promise.path("status").asText()).isEqualTo("accepted");
    assertThat(promise.path("id").asText()).isNotBlank();

    HttpResponse<String> second = calroute.post(OPEN, body, Map.of());
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(RunningCalroute.json(second.body()).path("status").asText()).isEqualTo("duplicate");
    assertThat(RunningCalroute.json(second.body()).path("id")).isEqualTo(promise.path("id"));
  }

  @Test
  void sameDeliveryKeyOnAnotherConnectionIsNoDuplicate() {
    String body =
        booking("appt_answer000002").callback("appointment.created", "evt_twoconnections");
    assertThat(calroute.post(OPEN, body, Map.of()).statusCode()).isEqualTo(202);
    assertThat(Provider.SAVVYCAL.tell(calroute, body).statusCode()).isEqualTo(202);
  }

  @Test
  void putIsTakenLikePost() {
    String body = booking("appt_answer000003").callback("appointment.created");
    assertThat(
            calroute
                .callback(OPEN, request -> request.PUT(BodyPublishers.ofString(body)))
                .statusCode())
        .isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE", "HEAD", "PATCH", "OPTIONS"})
  void otherMethodsAreNotAllowed(String method) {
    assertThat(
            calroute
                .callback(OPEN, request -> request.method(method, BodyPublishers.noBody()))
                .statusCode())
        .isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/callbacks/nobody",
        "/callbacks/savvycal/unknown",
        "/callbacks/savvycal/open/extra",
        "/callbacks/savvycal/open/extra/more",
        "/callbacks//",
        "/callbacks/SavvyCal",
        "/callbacks/",
        "/callbacks",
        "/callbacks/%2e%2e/savvycal",
        "/callbacks/savvycal%2Fopen",
        "/callbacks/..%2fsavvycal",
        "/callbacks/apply-callbacks",
        "/callbacksavvycal",
        "/other"
      })
  void unknownAddresses(String path) {
    String body = booking("appt_answer000004").callback("appointment.created");
    assertThat(calroute.post(path, body, Map.of()).statusCode()).isEqualTo(404);
  }

  @Test
  void exactlyOneMebibyteIsTakenAndOneByteMoreIsNot() {
    byte[] full = padded(LIMIT);
    HttpResponse<String> taken =
        calroute.callback(OPEN, request -> request.POST(BodyPublishers.ofByteArray(full)));
    assertThat(taken.statusCode()).isEqualTo(202);
    HttpResponse<String> refused =
        calroute.callback(
            OPEN, request -> request.POST(BodyPublishers.ofByteArray(padded(LIMIT + 1))));
    assertThat(refused.statusCode()).isEqualTo(413);
    assertProblem(refused, 413, "too-large");
  }

  @Test
  void tooLargeWithoutSayingSoFirst() throws IOException {
    try (RawConnection sender = new RawConnection(calroute.callbacksPort())) {
      sender.send(
          "POST "
              + OPEN
              + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n");
      byte[] chunk = new byte[64 * 1024];
      java.util.Arrays.fill(chunk, (byte) ' ');
      for (int i = 0; i < 17; i++) {
        try {
          sender.send(Integer.toHexString(chunk.length) + "\r\n").send(chunk).send("\r\n");
        } catch (IOException e) {
          break;
        }
      }
      assertThat(sender.status()).isEqualTo(413);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\": 1,}             | line 1, column 10",
        "{\"id\": 1} trailing     | line 1, column",
        "{\"id\": 1}{\"id\": 2}   | line 1, column",
        "nonsense                 | line 1, column",
        "{\"id\": '1'}            | line 1, column",
        "{\"id\": \"1             | line 1, column",
        "[1, 2                    | line 1, column",
        "NaN                      | line 1, column"
      })
  void malformedJsonSaysWhere(String body, String place) {
    HttpResponse<String> answer = calroute.post(OPEN, body, Map.of());
    assertProblem(answer, 400, "not-json");
    assertThat(answer.body()).contains(place);
  }

  @Test
  void malformedJsonSaysTheLine() {
    HttpResponse<String> answer =
        calroute.post(OPEN, "{\n  \"id\": 1,\n  \"secret\": oops\n}", Map.of());
    assertProblem(answer, 400, "not-json");
    assertThat(answer.body()).contains("line 3").doesNotContain("oops", "secret");
  }

  @Test
  void emptyBodies() {
    assertProblem(calroute.post(OPEN, "", Map.of()), 400, "empty-body");
    assertProblem(calroute.post(OPEN, "   ", Map.of()), 400, "not-json");
  }

  @Test
  void bytesThatAreNoUtf8() {
    byte[] body = "{\"id\": \"evt_\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1);
    HttpResponse<String> answer =
        calroute.callback(
            OPEN,
            request ->
                request
                    .POST(BodyPublishers.ofByteArray(body))
                    .header("Content-Type", "application/json"));
    assertProblem(answer, 400, "not-json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ISO-8859-1", "iso-8859-1", "\"ISO-8859-1\"", "UTF-16", "utf-8"})
  void charsetOfTheContentTypeCounts(String charset) {
    AgendizeBooking booking =
        AgendizeBooking.of(7_000_000L + charset.hashCode())
            .with("882")
            .about("Säuberung für " + charset);
    byte[] body = booking.callback("created").getBytes(Charset.forName(charset.replace("\"", "")));
    HttpResponse<String> answer =
        calroute.callback(
            "/callbacks/agendize/open",
            request ->
                request
                    .POST(BodyPublishers.ofByteArray(body))
                    .header("Content-Type", "application/json; charset=" + charset));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(installation.google().calendar("ben@example.com").events())
                    .anySatisfy(
                        event -> assertThat(event.title()).startsWith(booking.service() + ": ")));
  }

  @Test
  void charsetsThatNobodyKnows() {
    for (String charset : List.of("klingon", "utf-99", "$$", "\"\"")) {
      HttpResponse<String> answer =
          calroute.post(
              OPEN, "{\"id\":1}", Map.of("Content-Type", "application/json; charset=" + charset));
      assertProblem(answer, 400, "unknown-charset");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-8",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/octet-stream",
        "application/cloudevents+json",
        "nonsense",
        ""
      })
  void jsonUnderAnotherContentTypeIsTaken(String type) {
    SavvyCalBooking booking = booking("appt_answer000005").about("100% a+b & c=d");
    HttpResponse<String> answer =
        calroute.callback(
            OPEN,
            request -> {
              request.POST(BodyPublishers.ofString(booking.callback("appointment.created")));
              if (!type.isEmpty()) {
                request.header("Content-Type", type);
              }
            });
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(journal.awaitOutcome(answer).appointment()).isEqualTo(booking.id());
  }

  @Test
  void oneOfManyConcurrentDuplicatesIsTheFirst() throws Exception {
    ExecutorService senders = Executors.newFixedThreadPool(16);
    try {
      for (int round = 0; round < 10; round++) {
        String body = booking("appt_answer000006").callback("appointment.created");
        List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
          calls.add(() -> Provider.SAVVYCAL.tell(calroute, body));
        }
        List<Integer> statuses = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        for (Future<HttpResponse<String>> call : senders.invokeAll(calls)) {
          statuses.add(call.get().statusCode());
          ids.add(JournalEntries.idIn(call.get()));
        }
        assertThat(statuses).containsOnly(200, 202);
        assertThat(statuses.stream().filter(status -> status == 202)).hasSize(1);
        assertThat(ids).containsOnly(ids.get(0));
      }
    } finally {
      senders.shutdown();
    }
  }

  @Test
  void headersOfCamelSteerNothing() {
    long before = journal.size();
    SavvyCalBooking booking = booking("appt_answer000007");
    String body = booking.callback("appointment.created");
    List<String> names =
        List.of(
            "CamelHttpPath",
            "CamelHttpResponseCode",
            "CamelHttpUri",
            "CamelBeanMethodName",
            "CamelFileName",
            "CamelToEndpoint",
            "CamelCharsetName",
            "CamelGoogleCalendar.eventId",
            "CamelMicrosoft365.user",
            "camelhttppath",
            "org.apache.camel.x",
            "callback.provider",
            "provider",
            "*");
    for (String value : List.of("/callbacks/ombori", "299", "getClass", "../../etc/passwd")) {
      HttpResponse<String> answer =
          calroute.callback(
              OPEN + "?" + String.join("=" + value + "&", names) + "=" + value,
              request -> {
                request.POST(BodyPublishers.ofString(body));
                names.stream()
                    .filter(name -> !name.equals("*"))
                    .forEach(name -> request.header(name, value));
              });
      assertThat(answer.statusCode()).isIn(200, 202);
      assertThat(answer.headers().map().keySet())
          .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("camel"));
      assertThat(journal.awaitOutcome(answer).appointment()).isEqualTo(booking.id());
    }
    assertThat(journal.size()).isEqualTo(before + 1);
  }

  @Test
  void slowSendersKeepNobodyWaiting() throws IOException {
    String body = booking("appt_answer000008").callback("appointment.created");
    String head =
        "POST "
            + OPEN
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    List<RawConnection> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        slow.add(new RawConnection(calroute.callbacksPort()).send(head + body.substring(0, 20)));
      }
      for (int i = 0; i < 20; i++) {
        String other = booking("appt_answer000009").callback("appointment.created");
        assertThat(calroute.post(OPEN, other, Map.of()).statusCode()).isEqualTo(202);
      }
      assertThat(slow.get(0).send(body.substring(20)).status()).isEqualTo(202);
      assertThat(slow.get(1).send(body.substring(20)).status()).isEqualTo(200);
    } finally {
      for (RawConnection one : slow) {
        one.close();
      }
    }
  }

  private static SavvyCalBooking booking(String id) {
    return SavvyCalBooking.of(id).with("prov_ben000000001");
  }

  /** A JSON document of exactly so many bytes. */
  private static byte[] padded(int size) {
    String json = "{\"id\":\"evt_" + size + "\",\"data\":{\"pad\":\"";
    return (json + "x".repeat(size - json.length() - 3) + "\"}}")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String title) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = RunningCalroute.json(answer.body());
    assertThat(problem.path("title").asText()).isEqualTo(title);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("detail").asText()).isNotBlank();
  }
}
