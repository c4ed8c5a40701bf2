package io.calroute.endtoend.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.calroute.endtoend.StaffCalendars;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider that nobody has heard of is asked by a route, a mapping and configuration. */
class AskedSixthProviderTest {

  private static final Duration SOON = Duration.ofSeconds(40);
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final Instant TOMORROW =
      Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(1));

  private static final String RECEIVE =
      """
      - route:
          id: receive-acme
          from:
            id: acme-callbacks
            uri: direct
            parameters: {name: receive-acme}
            steps:
              - to:
                  id: authenticate-acme
                  uri: kamelet:authenticate-callback-action
                  parameters: {provider: acme, scheme: header}
              - to:
                  id: accept-acme
                  uri: kamelet:accept-callback-action
                  parameters: {deliveryKey: digest}
      - route:
          id: map-acme
          from:
            id: kept-acme-callbacks
            uri: direct
            parameters: {name: map-acme}
            steps:
              - to:
                  id: apply-acme-mapping
                  uri: mapping
                  parameters: {name: acme}
      """;

  private static final String ASK =
      """
      - route:
          id: %1$s-acme
          from:
            id: asked-to-%1$s-acme
            uri: direct
            parameters: {name: %1$s-acme}
            steps:
              - to:
                  id: make-%1$s-call-acme
                  uri: mapping
                  parameters: {name: acme-api}
              - to:
                  id: send-%1$s-call-acme
                  uri: provider
                  parameters: {step: request, provider: acme, tokenHeader: X-Acme-Token}
              - to:
                  id: read-%1$s-answer-acme
                  uri: mapping
                  parameters: {name: acme-api}
      """;

  private static final String API =
      """
      let request = fallback(.request, .)
      def row(visit) {"id": $visit.no, "body": $visit, "start": instant($visit.begins, "UTC")}

      if (not(.answer))
        {"method": "GET", "path": if ($request.do == "list") "/visits" else "/visits/" + url-part($request.id),
          "query": {}, "headers": {}, "body": null}
      else if ($request.do == "list")
        {"rows": [for (.answer.body.visits) row(.)], "next": null, "total": size(.answer.body.visits), "cursor": null}
      else if (.answer.status == 404)
        {"body": {"no": $request.id, "gone": true}, "gone": true, "fields": {}, "raw": null}
      else
        {"body": .answer.body, "gone": false, "fields": {}, "raw": .answer.body}
      """;

  private static final String MAPPING =
      """
      import "lib/appointment.jslt" as a

      let body = .body
      let gone = is-true($body.gone)
      {
        "type": "visit", "id": text($body.no), "version": [0], "stamped": false,
        "status": if ($gone) "deleted" else "confirmed", "kind": "appointment", "title": "Visit",
        "start": a:moment($body.begins, "UTC", "UTC", $gone),
        "end": a:moment($body.ends, "UTC", "UTC", $gone),
        "staff": if ($gone) [] else [{"id": text($body.who), "email": null, "name": null, "link": null}],
        "rooms": [], "queue": null, "client": null, "service": null, "location": null,
        "meeting": {"virtual": false, "link": null, "pending": false, "provider": null},
        "notes": null, "message": null, "externalIds": {}, "formerIds": [], "copies": [], "warnings": []
      }
      """;

  @TempDir Path home;
  private final Map<String, String> visits = new ConcurrentHashMap<>();

  @Test
  void isReadFromFilesAlone() throws IOException {
    for (String folder : List.of("routes", "kamelets", "mappings")) {
      copy(Path.of(folder), home.resolve(folder));
    }
    Files.writeString(home.resolve("routes/receive-acme.camel.yaml"), RECEIVE);
    Files.writeString(
        home.resolve("routes/acme-api.camel.yaml"), ASK.formatted("list") + ASK.formatted("get"));
    Files.writeString(home.resolve("mappings/acme.jslt"), MAPPING);
    Files.writeString(home.resolve("mappings/acme-api.jslt"), API);
    book("1", TOMORROW);
    book("2", TOMORROW.plus(HALF));
    HttpServer acme = serve();
    try (Installation installation =
        new Installation(home, 0, 0)
            .with("calroute.routes-dir", home.resolve("routes"))
            .with("calroute.kamelets-dir", home.resolve("kamelets"))
            .with("calroute.mappings-dir", home.resolve("mappings"))
            .with("calroute.connections.acme.default.secret", "hush")
            .with("calroute.connections.acme.default.api.token", "open")
            .with(
                "calroute.connections.acme.default.api.base-url",
                "http://127.0.0.1:" + acme.getAddress().getPort())
            .with("calroute.reconcile.fast", "1s")
            .with("calroute.reconcile.slow", "2s")) {
      try (RunningCalroute calroute = installation.run()) {
        backfill(calroute);
        of(installation, "1").awaitOne("anna@example.com", TOMORROW, HALF);
        visits.remove("1");
        book("2", TOMORROW.plus(Duration.ofDays(1)));
        book("3", TOMORROW);
        of(installation, "3").awaitOne("anna@example.com", TOMORROW, HALF);
        of(installation, "2").awaitOne("anna@example.com", TOMORROW.plus(Duration.ofDays(1)), HALF);
        of(installation, "1").awaitNone("anna@example.com");
        aCallbackIsAHintAndTheAnswerCounts(calroute, installation);
      }
    } finally {
      acme.stop(0);
    }
  }

  private void aCallbackIsAHintAndTheAnswerCounts(
      RunningCalroute calroute, Installation installation) {
    Instant said = TOMORROW.plus(Duration.ofDays(5));
    Instant held = TOMORROW.plus(Duration.ofDays(6));
    book("4", held);
    assertThat(
            calroute
                .post("/callbacks/acme", visit("4", said), Map.of("X-Calroute-Secret", "hush"))
                .statusCode())
        .isEqualTo(202);
    of(installation, "4").awaitOne("anna@example.com", held, HALF);
  }

  private static void backfill(RunningCalroute calroute) {
    String id =
        RunningCalroute.json(
                calroute.call("POST", "/api/backfill", "{\"provider\":\"acme\"}").body())
            .path("id")
            .asText();
    await()
        .atMost(SOON)
        .until(() -> calroute.call("POST", "/api/backfill/" + id + "/accept").statusCode() == 202);
  }

  private static StaffCalendars of(Installation installation, String id) {
    return new StaffCalendars(installation, "acme/default/" + id);
  }

  private void book(String no, Instant begins) {
    visits.put(no, visit(no, begins));
  }

  private static String visit(String no, Instant begins) {
    return "{\"no\":\"%s\",\"begins\":\"%s\",\"ends\":\"%s\",\"who\":\"881\"}"
        .formatted(no, begins, begins.plus(HALF));
  }

  private HttpServer serve() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/visits",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          String one = path.length() > 8 ? visits.get(path.substring(8)) : null;
          boolean known = "open".equals(exchange.getRequestHeaders().getFirst("X-Acme-Token"));
          String text =
              path.equals("/visits")
                  ? visits.values().stream().collect(Collectors.joining(",", "{\"visits\":[", "]}"))
                  : one == null ? "{}" : one;
          int status = !known ? 401 : path.equals("/visits") || one != null ? 200 : 404;
          byte[] body = text.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : (Iterable<Path>) all::iterator) {
        Path place = to.resolve(from.relativize(one).toString());
        if (Files.isDirectory(one)) {
          Files.createDirectories(place);
        } else {
          Files.copy(one, place);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
