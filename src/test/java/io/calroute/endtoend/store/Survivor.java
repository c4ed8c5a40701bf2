package io.calroute.endtoend.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.destination.Marker;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A Calroute whose store has a fault while callbacks come all the time, and what has to be true
 * then.
 *
 * @param installation what is around it
 * @param calroute the one
 */
record Survivor(Installation installation, RunningCalroute calroute) implements AutoCloseable {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration LATER = Duration.ofSeconds(60);

  /** As long as Kubernetes waits for a probe. */
  private static final Duration PROBE = Duration.ofSeconds(3);

  /** Answers of each kind that are seen in each fault. */
  private static final int SOME = 20;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** What is done to a store, or undone. */
  interface Step {
    void take() throws Exception;
  }

  /**
   * Starts one.
   *
   * @param connections how many the pool has
   * @param url the store's
   */
  static Survivor start(Path home, int connections, String url) {
    Installation installation =
        new Installation(home, 0, 0)
            .withoutQuotas()
            .with("spring.jmx.enabled", false)
            .with("spring.datasource.hikari.maximum-pool-size", connections)
            .with("spring.datasource.url", url);
    for (int i = 0; i < Bookings.CALENDARS; i++) {
      installation.staff(Bookings.STAFF + i, "google", calendar(i));
    }
    RunningCalroute calroute = installation.run();
    // The first answer takes its time.
    calroute.call("GET", "/actuator/health/readiness");
    return new Survivor(installation, calroute);
  }

  /**
   * Fails unless every callback is answered soon during a fault, Calroute goes on by itself after
   * it, and what it has taken is in the calendars, once.
   *
   * @param name another one for each fault
   * @param fault after it no callback is taken
   * @param end after it the store is as before
   */
  void survives(String name, Step fault, Step end) throws Exception {
    try (Bookings bookings = Bookings.at(calroute, name)) {
      await(name + ": taken before").atMost(LATER).until(() -> bookings.taken() >= SOME);
      assertThat(probe("readiness")).as(name).isEqualTo(200);
      fault.take();
      await(name + ": refused").atMost(LATER).until(() -> bookings.refused() >= SOME);
      assertThat(probe("readiness")).as(name).isEqualTo(503);
      assertThat(probe("liveness")).as(name).isEqualTo(200);
      end.take();
      int before = bookings.taken();
      int stood = inCalendars(name).size();
      await(name + ": taken again").atMost(SOON).until(() -> bookings.taken() >= before + SOME);
      await(name + ": synced again").atMost(SOON).until(() -> inCalendars(name).size() > stood);
      await(name + ": ready again").atMost(SOON).until(() -> probe("readiness") == 200);
      Set<String> taken = bookings.end();
      await(name + ": all synced").atMost(LATER).until(this::isAtRest);
      assertThat(bookings.wrong()).as(name).isEmpty();
      assertThat(inCalendars(name)).as(name).hasSameSizeAs(taken).containsAll(taken);
    }
  }

  private static String calendar(int number) {
    return "staff" + number + "@example.com";
  }

  private List<String> inCalendars(String name) {
    return IntStream.range(0, Bookings.CALENDARS)
        .mapToObj(i -> installation.google().calendar(calendar(i)))
        .flatMap(calendar -> calendar.events().stream())
        .map(SimulatedEvent::marker)
        .map(Marker::appointment)
        .map(id -> id.replaceFirst("^.*/", ""))
        .filter(id -> id.startsWith(Bookings.prefix(name)))
        .toList();
  }

  private boolean isAtRest() {
    try {
      JsonNode status = calroute.get("/api/status");
      return status.path("callbacks").path("pending").asInt() == 0
          && status.path("appointments").path("due").asInt() == 0;
    } catch (IllegalStateException unavailable) {
      return false;
    }
  }

  private int probe(String name) throws IOException, InterruptedException {
    return HTTP.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:%d/actuator/health/%s"
                            .formatted(calroute.operationsPort(), name)))
                .timeout(PROBE)
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Override
  public void close() {
    calroute.close();
    installation.close();
  }
}
