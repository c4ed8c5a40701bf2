package io.calroute.sandbox.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.HttpCalls;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.ManualClock;
import io.calroute.sandbox.provider.agendize.AgendizeSimulator;
import io.calroute.sandbox.provider.cabinetfm.CabinetFmSimulator;
import io.calroute.sandbox.provider.delivery.ClientMail;
import io.calroute.sandbox.provider.delivery.ClientMail.Occasion;
import io.calroute.sandbox.provider.delivery.Fate;
import io.calroute.sandbox.provider.delivery.Listener;
import io.calroute.sandbox.provider.ombori.OmboriSimulator;
import io.calroute.sandbox.provider.pexipengage.PexipEngageSimulator;
import io.calroute.sandbox.provider.savvycal.SavvyCalSimulator;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.FaultRule;
import io.calroute.sandbox.server.Operation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
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
    void failsInItsOwnWordsWhenAFaultSaysSo() {
      try (SavvyCalSimulator savvycal = SavvyCalSimulator.start(clock, 0)) {
        savvycal.faults().add(FaultRule.of(Effect.status(429).retryAfter("7")).next(1));
        savvycal.faults().add(FaultRule.of(Effect.status(500)).next(1));
        HttpCalls calls = new HttpCalls(savvycal.apiUrl(), savvycal.token());
        assertThat(calls.send("GET", "/v1/account", null).header("Retry-After")).isEqualTo("7");
        assertThat(calls.send("GET", "/v1/account", null).json().at("/errors/0/status").asText())
            .isEqualTo("500");
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
  class Agendize {

    private static final String APPOINTMENTS = "/api/2.1/scheduling/companies/3301/appointments";
    private static final String FULL =
        "?startDate=2027-03-01T00:00:00Z&endDate=2027-04-01T00:00:00Z&levelDetail=full";

    private final AgendizeSimulator agendize = AgendizeSimulator.start(clock, 0);
    private final HttpCalls calls = new HttpCalls(agendize.apiUrl(), null);
    private final String[] account = {
      "apiKey", agendize.connection().get("api.key").toString(),
      "token", agendize.connection().get("api.token").toString()
    };

    @AfterEach
    void stop() {
      agendize.close();
    }

    @Test
    void wantsTheKeyAndTheAccountOrAFreshToken() {
      String path = "/api/2.1/scheduling/companies";
      assertThat(calls.send("GET", path, null).status()).isEqualTo(401);
      assertThat(calls.send("GET", path, null, account[0], account[1]).status()).isEqualTo(401);
      assertThat(get(calls, path, account).at("/items/0/id").asText()).isEqualTo("3301");
      Map<String, Object> oauth = agendize.oauthConnection();
      HttpCalls.Answer granted =
          token(
              oauth,
              "grant_type=refresh_token&refresh_token=" + oauth.get("api.token"),
              oauth.get("api.client-secret"));
      assertThat(granted.status()).isEqualTo(200);
      String token = granted.json().path("access_token").asText();
      HttpCalls bearer = new HttpCalls(agendize.apiUrl(), token);
      assertThat(bearer.send("GET", path, null).status()).isEqualTo(200);
      clock.advance(Duration.ofHours(1));
      assertThat(bearer.send("GET", path, null).status()).isEqualTo(401);
    }

    @Test
    void listsOneMonthAroundNowInLightUnlessAskedForMore() {
      agendize.book("501", NOON, HALF);
      String near = agendize.book("501", clock.instant().plus(Duration.ofDays(3)), HALF);
      JsonNode light = get(calls, APPOINTMENTS, account);
      assertThat(ids(light.path("items"))).containsExactly(near);
      assertThat(light.at("/items/0/history").isMissingNode()).isTrue();
      assertThat(get(calls, APPOINTMENTS + FULL, account).at("/items/0/history")).hasSize(1);
    }

    @Test
    void showsDeletedOnesOnRequestAloneAndCancelledOnesAlways() {
      String cancelled = agendize.book("501", NOON, HALF);
      String deleted = agendize.book("501", NOON, HALF);
      agendize.cancel(cancelled);
      agendize.delete(deleted);
      assertThat(ids(get(calls, APPOINTMENTS + FULL, account).path("items")))
          .containsExactly(cancelled);
      assertThat(ids(get(calls, APPOINTMENTS + FULL + "&showDeleted=true", account).path("items")))
          .containsExactly(cancelled, deleted);
      assertThat(calls.send("GET", APPOINTMENTS + "/" + deleted, null, account).status())
          .isEqualTo(404);
    }

    @Test
    void feedsWhatHasChangedUntilTheTokenExpires() {
      String first = agendize.book("501", NOON, HALF);
      agendize.book("501", NOON.plus(HALF), HALF);
      agendize.pages(1);
      JsonNode page = get(calls, APPOINTMENTS + FULL, account);
      assertThat(page.has("nextSyncToken")).isFalse();
      JsonNode last =
          get(
              calls,
              APPOINTMENTS + FULL + "&pageToken=" + page.path("nextPageToken").asText(),
              account);
      String feed = APPOINTMENTS + "?syncToken=" + last.path("nextSyncToken").asText();
      assertThat(get(calls, feed, account).path("items")).isEmpty();
      agendize.reassign(first, "502");
      JsonNode changed = get(calls, feed, account).path("items");
      assertThat(ids(changed)).containsExactly(first);
      assertThat(changed.at("/0/staff/id").asText()).isEqualTo("502");
      clock.advance(Duration.ofDays(7));
      assertThat(calls.send("GET", feed, null, account).status()).isEqualTo(410);
    }

    @Test
    void mergesAnUpdateEchoesItAndMailsUnlessSilent() {
      String id = agendize.book("501", NOON, HALF);
      int before = agendize.deliveries().log().size();
      String update = "{\"extendedProperties\":{\"private\":{\"calroute\":{\"k\":\"1\"}}}}";
      String path = APPOINTMENTS + "/" + id;
      assertThat(calls.send("PUT", path + "?silent=true", update, account).status()).isEqualTo(200);
      assertThat(calls.send("PUT", path, "{\"notes\":\"bring glasses\"}", account).status())
          .isEqualTo(200);
      JsonNode stands = get(calls, path, account);
      assertThat(stands.at("/extendedProperties/private/calroute/k").asText()).isEqualTo("1");
      assertThat(stands.at("/staff/id").asText()).isEqualTo("501");
      agendize.deliveries().settle();
      assertThat(agendize.deliveries().log().subList(before, before + 2))
          .extracting(delivery -> delivery.callback().event())
          .containsExactly("updated", "updated");
      assertThat(agendize.mails().about(id))
          .extracting(ClientMail::occasion)
          .containsExactly(Occasion.CONFIRMATION, Occasion.CHANGE);
    }

    @Test
    void takesWhatAnUpdateRepeatsEvenIfItHasChangedSince() {
      String id = agendize.book("501", NOON, HALF);
      String stood = get(calls, APPOINTMENTS + "/" + id, account).toString();
      agendize.move(id, NOON.plus(HALF), HALF);
      agendize.reassign(id, "502");
      calls.send("PUT", APPOINTMENTS + "/" + id, stood, account);
      assertThat(agendize.appointment(id).at("/start/dateTime").asText())
          .isEqualTo("2027-03-01T13:00:00");
      assertThat(agendize.appointment(id).at("/staff/id").asText()).isEqualTo("501");
    }

    @Test
    void sendsTheConfirmationWhenAPendingOneIsAccepted() {
      String id = agendize.book(AgendizeBooking.of(31).with("501").now("pending"));
      agendize.mails().template("https://join.example.com/a/{{encryptedId}}");
      calls.send("PUT", APPOINTMENTS + "/" + id, "{\"status\":\"accepted\"}", account);
      ClientMail last = agendize.mails().about(id).get(1);
      assertThat(last.occasion()).isEqualTo(Occasion.CONFIRMATION);
      assertThat(last.link()).doesNotEndWith("/").doesNotContain("{{");
    }

    @Test
    void callsBackWhereAWatchSaysAndLogsItForTenDays() {
      agendize.forgetWatches();
      try (Listener calroute = Listener.start()) {
        agendize.deliveries().to(calroute.root());
        String watch =
            "{\"address\":\"https://calroute.example.com/callbacks/agendize/other\","
                + "\"basicAuth\":{\"username\":\"a\",\"password\":\"b\"}}";
        JsonNode made = calls.send("POST", APPOINTMENTS + "/watch", watch, account).json();
        agendize.book("501", NOON, HALF);
        assertThat(calroute.heard().get(0).path()).isEqualTo("/callbacks/agendize/other");
        assertThat(calroute.heard().get(0).authorization()).isEqualTo("Basic YTpi");
        String watchers = "/api/2.3/watchers";
        assertThat(get(calls, watchers + "?objectType=schedulingCompany", account).path("items"))
            .hasSize(1);
        agendize.deliveries().fate(Fate.LOSE);
        agendize.book("501", NOON, HALF);
        JsonNode log = get(calls, watchers + "/requests", account).path("items");
        assertThat(log)
            .extracting(entry -> entry.path("status").asText())
            .containsExactly("success", "error");
        clock.advance(Duration.ofDays(10));
        assertThat(get(calls, watchers + "/requests", account).path("items")).isEmpty();
        String own = watchers + "/" + made.path("id").asText();
        assertThat(calls.send("DELETE", own, null, account).status()).isEqualTo(200);
        assertThat(agendize.watchedBy()).isEmpty();
      }
    }

    @Test
    void listsTwentyThousandBookings() {
      for (int i = 0; i < 20_000; i++) {
        agendize.book("501", NOON.plusSeconds(i % 5_000), HALF);
      }
      agendize.pages(500);
      String path = APPOINTMENTS + FULL;
      int rows = 0;
      String token = "";
      while (token != null) {
        JsonNode page = get(calls, path + (token.isEmpty() ? "" : "&pageToken=" + token), account);
        rows += page.path("items").size();
        token = page.path("nextPageToken").asText(null);
      }
      assertThat(rows).isEqualTo(20_000);
    }
  }

  @Nested
  class PexipEngage {

    private static final String ROOT = "/enterprises/sandbox";
    private final PexipEngageSimulator pexip = PexipEngageSimulator.start(clock, 0);

    @AfterEach
    void stop() {
      pexip.close();
    }

    private HttpCalls signedIn() {
      HttpCalls.Answer answer =
          token(
              pexip.connection(),
              "grant_type=client_credentials&scope=engage:appointments:readWrite",
              pexip.connection().get("api.client-secret"));
      assertThat(answer.json().path("expires_in").asInt()).isEqualTo(300);
      return new HttpCalls(pexip.apiUrl(), answer.json().path("access_token").asText());
    }

    @Test
    void wantsATokenThatHasNotEnded() {
      Map<String, Object> client = pexip.connection();
      assertThat(token(client, "grant_type=client_credentials", "wrong").status()).isEqualTo(401);
      HttpCalls.Answer withoutScope =
          token(client, "grant_type=client_credentials", client.get("api.client-secret"));
      assertThat(withoutScope.status()).isEqualTo(400);
      HttpCalls calls = signedIn();
      assertThat(calls.send("GET", ROOT + "/appointments", null).status()).isEqualTo(200);
      clock.advance(Duration.ofMinutes(5));
      HttpCalls.Answer refusal = calls.send("GET", ROOT + "/appointments", null);
      assertThat(refusal.status()).isEqualTo(401);
      assertThat(refusal.json().at("/errors/0/statusCode").asText()).isEqualTo("401");
    }

    @Test
    void listsIdsAndMillisecondsInPlaceOfObjects() {
      String id = pexip.book("anna@example.com", NOON, HALF);
      pexip.book("anna@example.com", NOON.plus(Duration.ofDays(30)), HALF);
      HttpCalls calls = signedIn();
      JsonNode list =
          get(
              calls,
              ROOT + "/appointments?from=2027-03-01T00:00:00Z&to=2027-03-02T00:00:00Z&limit=1000");
      assertThat(ids(list.path("data"))).containsExactly(id);
      assertThat(list.at("/meta/totalCount").asInt()).isOne();
      JsonNode row = list.at("/data/0");
      assertThat(row.path("subject")).hasSize(1);
      assertThat(row.has("participants")).isFalse();
      assertThat(row.at("/appointmentParticipants/1/participant/id").asText())
          .isEqualTo("emp-anna@example.com");
      assertThat(row.path("start").asText()).isEqualTo("2027-03-01T12:00:00.000Z");
      assertThat(row.path("updatedAt").asText()).isEqualTo("2027-02-01T08:00:00.250Z");
      JsonNode told = Json.parse(pexip.deliveries().log().get(0).callback().body());
      assertThat(told.at("/data/appointment/updatedAt").asText()).isEqualTo("2027-02-01T08:00:00Z");
      assertThat(told.at("/data/appointment/subject/id")).isEqualTo(row.at("/subject/id"));
      assertThat(calls.send("GET", ROOT + "/appointments?limit=1001", null).status())
          .isEqualTo(422);
      assertThat(
              get(calls, ROOT + "/employees?id[]=emp-anna@example.com")
                  .at("/data/0/email")
                  .asText())
          .isEqualTo("anna@example.com");
      for (String kind : List.of("subject", "office")) {
        String looked = ROOT + "/" + kind + "s?id[]=" + row.at("/" + kind + "/id").asText();
        assertThat(get(calls, looked).at("/data/0/translations/name/0/value").asText())
            .isNotEmpty();
      }
    }

    @Test
    void answersFourAtOnceAndNoFifth() {
      HttpCalls calls = signedIn();
      pexip.latency(Duration.ofSeconds(1));
      List<CompletableFuture<HttpCalls.Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        answers.add(calls.sendAsync("GET", ROOT + "/appointments", null));
      }
      assertThat(answers)
          .extracting(answer -> answer.join().status())
          .containsExactlyInAnyOrder(200, 200, 200, 200, 429);
      pexip.latency(Duration.ZERO);
      pexip.limits(6, 4);
      calls.send("GET", ROOT + "/appointments", null);
      calls.send("GET", ROOT + "/appointments", null);
      assertThat(calls.send("GET", ROOT + "/appointments", null).status()).isEqualTo(429);
    }

    @Test
    void echoesAWriteUnderItsCorrelationId() {
      String id = pexip.book("anna@example.com", NOON, HALF);
      pexip.write(id, "metadata", Json.object().put("crm", "keep"));
      clock.advance(Duration.ofSeconds(1));
      HttpCalls calls = signedIn();
      String path = ROOT + "/appointments/" + id;
      String[] correlation = {"X-Correlation-Id", "cr-1"};
      HttpCalls.Answer patched =
          calls.send("PATCH", path, "{\"externalId\":\"k1\",\"metadata\":{\"a\":1}}", correlation);
      assertThat(patched.json().path("externalId").asText()).isEqualTo("k1");
      assertThat(patched.json().path("metadata").has("crm")).isFalse();
      assertThat(patched.json().path("updatedAt").asText()).endsWith("08:00:01.250Z");
      pexip.deliveries().settle();
      JsonNode echo = Json.parse(last(pexip.deliveries().log()).callback().body());
      assertThat(echo.path("correlationId").asText()).isEqualTo("cr-1");
      assertThat(echo.at("/data/eventType").asText()).isEqualTo("GENERIC_UPDATE");
      assertThat(pexip.mails().about(id)).hasSize(1);
      assertThat(calls.send("PATCH", path, "{\"start\":\"2027-03-01T09:00:00Z\"}").status())
          .isEqualTo(422);
    }

    @Test
    void mailsTheMessageForTheCustomerWhileTheBookingStands() {
      String id = pexip.book("anna@example.com", NOON, HALF);
      HttpCalls calls = signedIn();
      String path = ROOT + "/appointments/" + id + "/_actions/update-details";
      String message = "{\"messageForCustomer\":\"Join: https://join.example.com/p/1\"}";
      assertThat(calls.send("POST", path, message).status()).isEqualTo(200);
      assertThat(pexip.mails().about(id).get(1).link()).isEqualTo("https://join.example.com/p/1");
      pexip.cancel(id);
      HttpCalls.Answer refusal = calls.send("POST", path, message);
      assertThat(refusal.status()).isEqualTo(422);
      assertThat(refusal.json().at("/errors/0/code").asText())
          .isEqualTo("APPOINTMENT_DETAILS_UPDATE_INVALID_STATUS");
    }

    @Test
    void showsItsOwnCopiesInCalendarsThatItWrites() {
      pexip.hire(Staff.of("1", "ben@example.com").syncedByProvider());
      String id = pexip.book("ben@example.com", NOON, HALF);
      HttpCalls calls = signedIn();
      String path = ROOT + "/employees/emp-ben@example.com/external-calendar-events";
      assertThat(calls.send("GET", path, null).status()).isEqualTo(422);
      JsonNode events = get(calls, path + "?from=2027-03-01T00:00:00Z&to=2027-03-02T00:00:00Z");
      assertThat(events.at("/data/0/resourceId").asText()).isEqualTo(id);
    }

    @Test
    void listsTwentyThousandBookings() {
      for (int i = 0; i < 20_000; i++) {
        pexip.book("anna@example.com", NOON.plusSeconds(i % 5_000), HALF);
      }
      HttpCalls calls = signedIn();
      HashSet<String> seen = new HashSet<>();
      for (int offset = 0; offset < 20_000; offset += 100) {
        String path = ROOT + "/appointments?from=2027-03-01T00:00:00Z&limit=100&offset=" + offset;
        seen.addAll(ids(get(calls, path).path("data")));
      }
      assertThat(seen).hasSize(20_000);
    }
  }

  @Nested
  class Ombori {

    private final OmboriSimulator ombori = OmboriSimulator.start(clock, 0);
    private final Map<String, Object> connection = ombori.connection();
    private final HttpCalls calls = new HttpCalls(ombori.apiUrl(), null);
    private final String[] key = {"ApiKey", connection.get("api.key").toString()};
    private final String positions =
        "/regions/eu/queues/v1/organizations/sandbox/queues/" + OmboriBooking.QUEUE + "/positions/";

    @AfterEach
    void stop() {
      ombori.close();
    }

    @Test
    void readsOnePositionUnderTheKeyUntilItIsRemoved() {
      String id = ombori.book("anna@example.com", NOON, HALF);
      assertThat(calls.send("GET", positions + id, null).status()).isEqualTo(401);
      JsonNode position = get(calls, positions + id, key);
      assertThat(position.at("/booking/start").asText()).isEqualTo(NOON.toString());
      assertThat(position.path("location").isNull()).isTrue();
      ombori.cancel(id);
      assertThat(get(calls, positions + id, key).path("status").asText()).isEqualTo("rejected");
      ombori.delete(id);
      assertThat(calls.send("GET", positions + id, null, key).status()).isEqualTo(404);
    }

    @Test
    void keepsCustomDataAndEchoes() {
      String id = ombori.book("anna@example.com", NOON, HALF);
      String patch = "{\"customData\":{\"joinUrl\":\"https://join.example.com/o/1\"}}";
      assertThat(calls.send("PATCH", positions + id, patch, key).status()).isEqualTo(200);
      ombori.deliveries().settle();
      assertThat(last(ombori.deliveries().log()).callback().event()).isEqualTo("bookingUpdated");
      assertThat(ombori.mails().about(id)).hasSize(1);
      ombori.move(id, NOON.plus(HALF), HALF);
      assertThat(ombori.mails().about(id).get(1).link()).isEqualTo("https://join.example.com/o/1");
      ombori.mails().template("https://join.example.com/o/{{position.id}}");
      ombori.cancel(id);
      assertThat(ombori.mails().about(id).get(2).link()).endsWith("/o/" + id);
    }

    @Test
    void pagesTheUsersOfTheConsole() {
      for (int i = 0; i < 3; i++) {
        ombori.hire(Staff.of("u" + i, "u" + i + "@example.com"));
      }
      String users =
          "/api/organizations/" + connection.get("api.organization") + "/users?page=2&limit=2";
      assertThat(calls.send("GET", users, null, key).status()).isEqualTo(401);
      HttpCalls console = new HttpCalls(ombori.apiUrl(), connection.get("api.token").toString());
      JsonNode page = get(console, users);
      assertThat(ids(page.path("docs"))).containsExactly("u2");
      assertThat(page.path("hasNextPage").asBoolean()).isFalse();
    }
  }

  @Nested
  class CabinetFm {

    @Test
    void givesAMovedBookingANewId() {
      try (CabinetFmSimulator cabinet = new CabinetFmSimulator(clock)) {
        String id = cabinet.book("881", NOON, HALF);
        String moved = cabinet.move(id, NOON.plus(HALF), HALF);
        JsonNode told = Json.parse(last(cabinet.deliveries().log()).callback().body());
        assertThat(moved).isNotEqualTo(id);
        assertThat(told.at("/booking/old_id").asText()).isEqualTo(id);
        assertThat(told.at("/booking/updated_at").asText()).isEqualTo("2027-02-01T08:00:00Z");
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
        assertThat(savvycal.standing()).isEmpty();
      }
    }

    @Test
    void comeWithMailsToTheClient() {
      try (SavvyCalSimulator savvycal = SavvyCalSimulator.start(clock, 0)) {
        savvycal.mails().template("Join at https://join.example.com/s/{{id}} please");
        String id = savvycal.book("prov_anna00000001", NOON, HALF);
        savvycal.cancel(id);
        assertThat(savvycal.mails().about(id))
            .extracting(ClientMail::occasion)
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

  private static HttpCalls.Answer token(
      Map<String, Object> connection, String form, Object secret) {
    String pair = connection.get("api.client-id") + ":" + secret;
    HttpCalls calls = new HttpCalls(connection.get("api.token-url").toString(), null);
    return calls.send(
        "POST",
        "",
        form,
        "Content-Type",
        "application/x-www-form-urlencoded",
        "Authorization",
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }

  private static List<String> types(Listener calroute) {
    return calroute.heard().stream().map(heard -> heard.body().at("/data/type").asText()).toList();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
