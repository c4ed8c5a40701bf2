package io.calroute.sandbox.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.HttpCalls;
import io.calroute.sandbox.ManualClock;
import io.calroute.sandbox.provider.delivery.ClientMail.Occasion;
import io.calroute.sandbox.provider.delivery.Fate;
import io.calroute.sandbox.provider.delivery.Listener;
import io.calroute.sandbox.provider.savvycal.SavvyCalSimulator;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.FaultRule;
import io.calroute.sandbox.server.Operation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the simulated providers refuse and tell. */
class ProviderApisTest {

  private static final Instant NOON = Instant.parse("2027-03-01T12:00:00Z");
  private static final Duration HALF = Duration.ofMinutes(30);

  private final ManualClock clock = new ManualClock(Instant.parse("2027-02-01T08:00:00.250Z"));

  @Nested
  class SavvyCal {

    @Test
    void readsNothingToAStranger() {
      try (SavvyCalSimulator savvycal = SavvyCalSimulator.start(clock, 0)) {
        HttpCalls stranger = new HttpCalls(savvycal.apiUrl(), null);
        HttpCalls.Answer refusal = stranger.send("GET", "/v1/appointments", null);
        assertThat(refusal.status()).isEqualTo(401);
        assertThat(refusal.json().at("/errors/0/status").asText()).isEqualTo("401");
      }
    }

    @Test
    void listsPageByPageWithoutTheClientUnlessAsked() {
      try (SavvyCalSimulator savvycal = SavvyCalSimulator.start(clock, 0)) {
        for (int i = 0; i < 25; i++) {
          savvycal.book("prov_anna00000001", NOON.minus(Duration.ofHours(i)), HALF);
        }
        HttpCalls calls = new HttpCalls(savvycal.apiUrl(), savvycal.token());
        String order = "&order_by[]=start_at_utc&order_directions[]=asc";
        JsonNode third = get(calls, "/v1/appointments?page=3&page_size=10" + order);
        assertThat(third.path("data")).hasSize(5);
        assertThat(third.at("/data/4/start_at/utc").asText()).isEqualTo(NOON.toString());
        assertThat(third.at("/data/4/client_data/email").isNull()).isTrue();
        assertThat(third.at("/meta/total_count").asInt()).isEqualTo(25);
        assertThat(third.at("/meta/total_pages").asInt()).isEqualTo(3);
        JsonNode all = get(calls, "/v1/appointments?include_sensitive=true");
        assertThat(all.path("data")).hasSize(10);
        assertThat(all.at("/data/0/client_data/email").asText()).contains("@");
        assertThat(calls.send("GET", "/v1/appointments?page_size=101", null).status())
            .isEqualTo(422);
      }
    }

    @Test
    void filtersByWhatIsFilterableAlone() {
      try (SavvyCalSimulator savvycal = SavvyCalSimulator.start(clock, 0)) {
        savvycal.book("prov_anna00000001", clock.instant().minus(Duration.ofDays(2)), HALF);
        String later = savvycal.book("prov_anna00000001", NOON, HALF);
        HttpCalls calls = new HttpCalls(savvycal.apiUrl(), savvycal.token());
        JsonNode upcoming =
            get(
                calls,
                "/v1/appointments?filters="
                    + encoded("[{\"field\":\"period\",\"op\":\"==\",\"value\":\"upcoming\"}]"));
        assertThat(ids(upcoming.path("data"))).containsExactly(later);
        String byStart =
            "/v1/appointments?filters[]="
                + encoded(
                    "{\"field\":\"start_at_utc\",\"op\":\">=\",\"value\":\"2027-03-01T00:00:00Z\"}");
        assertThat(calls.send("GET", byStart.replace("[]", "%5B%5D"), null).status())
            .isEqualTo(422);
        savvycal.filters("period", "start_at_utc");
        assertThat(ids(get(calls, byStart).path("data"))).containsExactly(later);
      }
    }

    @Test
    void keepsCanceledOnesAndForgetsDeletedOnes() {
      try (SavvyCalSimulator savvycal = SavvyCalSimulator.start(clock, 0)) {
        String canceled = savvycal.book("prov_anna00000001", NOON, HALF);
        String deleted = savvycal.book("prov_anna00000001", NOON, HALF);
        clock.advance(Duration.ofSeconds(3));
        savvycal.cancel(canceled);
        savvycal.delete(deleted);
        HttpCalls calls = new HttpCalls(savvycal.apiUrl(), savvycal.token());
        JsonNode data = get(calls, "/v1/appointments").path("data");
        assertThat(ids(data)).containsExactly(canceled);
        assertThat(data.at("/0/status").asText()).isEqualTo("canceled");
        assertThat(data.at("/0/updated_at").asText()).isEqualTo("2027-02-01T08:00:03Z");
        assertThat(calls.send("GET", "/v1/appointments/" + deleted, null).status()).isEqualTo(404);
      }
    }

    @Test
    void sendsWhoeverAsksTooOftenAwayForAWhile() {
      try (SavvyCalSimulator savvycal = SavvyCalSimulator.start(clock, 0)) {
        savvycal.perMinute(3);
        HttpCalls calls = new HttpCalls(savvycal.apiUrl(), savvycal.token());
        for (int i = 0; i < 3; i++) {
          assertThat(calls.send("GET", "/v1/account", null).status()).isEqualTo(200);
          clock.advance(Duration.ofSeconds(10));
        }
        HttpCalls.Answer refusal = calls.send("GET", "/v1/account", null);
        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.header("retry-after")).isEqualTo("30");
        clock.advance(Duration.ofSeconds(30));
        assertThat(calls.send("GET", "/v1/account", null).status()).isEqualTo(200);
      }
    }

    @Test
    void answersAListAsEmptyWhenAFaultSaysSo() {
      try (SavvyCalSimulator savvycal = SavvyCalSimulator.start(clock, 0)) {
        savvycal.book("prov_anna00000001", NOON, HALF);
        savvycal.faults().add(FaultRule.of(Effect.emptyList(), Operation.LIST).next(1));
        HttpCalls calls = new HttpCalls(savvycal.apiUrl(), savvycal.token());
        JsonNode empty = get(calls, "/v1/appointments");
        assertThat(empty.path("data")).isEmpty();
        assertThat(empty.at("/meta/total_count").asInt()).isZero();
        assertThat(get(calls, "/v1/appointments").path("data")).hasSize(1);
      }
    }

    @Test
    void listsTwentyThousandBookings() {
      try (SavvyCalSimulator savvycal = SavvyCalSimulator.start(clock, 0)) {
        for (int i = 0; i < 20_000; i++) {
          savvycal.book("prov_anna00000001", NOON.plusSeconds(i % 5_000), HALF);
        }
        savvycal.perMinute(1_000);
        HttpCalls calls = new HttpCalls(savvycal.apiUrl(), savvycal.token());
        HashSet<String> seen = new HashSet<>();
        for (int page = 1; page <= 200; page++) {
          seen.addAll(
              ids(
                  get(
                          calls,
                          "/v1/appointments?order_by[]=start_at_utc&include_sensitive=true"
                              + "&page_size=100&page="
                              + page)
                      .path("data")));
        }
        assertThat(seen).hasSize(20_000);
      }
    }
  }

  @Nested
  class Callbacks {

    @Test
    void areLostDoubledAndHeldAsTheTestSays() {
      try (SavvyCalSimulator savvycal = SavvyCalSimulator.start(clock, 0);
          Listener calroute = Listener.start()) {
        savvycal.deliveries().to(calroute.root());
        String id = savvycal.book("prov_anna00000001", NOON, HALF);
        savvycal.deliveries().fate(Fate.LOSE);
        savvycal.move(id, NOON.plus(HALF), HALF);
        savvycal.deliveries().fate(Fate.DOUBLE);
        savvycal.move(id, NOON, HALF);
        savvycal.deliveries().fate(Fate.HOLD);
        savvycal.openRoom(id, "https://video.example.com/1");
        savvycal.cancel(id);
        assertThat(types(calroute))
            .containsExactly(
                "appointment.created", "appointment.rescheduled", "appointment.rescheduled");
        assertThat(savvycal.deliveries().undelivered()).isOne();
        assertThat(savvycal.deliveries().held()).isEqualTo(2);
        savvycal.deliveries().releaseShuffled(new Random(1));
        assertThat(types(calroute)).hasSize(5).contains("appointment.canceled");
        assertThat(savvycal.deliveries().log()).hasSize(6);
      }
    }

    @Test
    void comeWithMailsToTheClient() {
      try (SavvyCalSimulator savvycal = SavvyCalSimulator.start(clock, 0)) {
        savvycal.mails().template("Join at https://join.example.com/s/{{id}} please");
        String id = savvycal.book("prov_anna00000001", NOON, HALF);
        savvycal.cancel(id);
        assertThat(savvycal.mails().about(id))
            .extracting(mail -> mail.occasion())
            .containsExactly(Occasion.CONFIRMATION, Occasion.CANCELLATION);
        assertThat(savvycal.mails().about(id).get(0).link())
            .isEqualTo("https://join.example.com/s/" + id);
      }
    }
  }

  private static JsonNode get(HttpCalls calls, String path, String... headers) {
    HttpCalls.Answer answer = calls.send("GET", path.replace("[]", "%5B%5D"), null, headers);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private static List<String> ids(JsonNode list) {
    List<String> ids = new ArrayList<>();
    list.forEach(one -> ids.add(one.path("id").asText()));
    return ids;
  }

  private static List<String> types(Listener calroute) {
    return calroute.heard().stream().map(heard -> heard.body().at("/data/type").asText()).toList();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
