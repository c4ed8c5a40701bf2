package io.calroute.provider.writing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.calroute.endtoend.StaffCalendars;
import io.calroute.policy.LiveWriteBackSettings;
import io.calroute.policy.WriteBackSettings;
import io.calroute.sandbox.HttpCalls;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.AgendizeBooking;
import io.calroute.sandbox.provider.OmboriBooking;
import io.calroute.sandbox.provider.PexipEngageBooking;
import io.calroute.sandbox.provider.SimulatedProvider;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.agendize.AgendizeSimulator;
import io.calroute.sandbox.provider.delivery.Fate;
import io.calroute.sandbox.provider.ombori.OmboriSimulator;
import io.calroute.sandbox.provider.pexipengage.PexipEngageSimulator;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.FaultRule;
import io.calroute.sandbox.server.Faults;
import io.calroute.sandbox.server.Operation;
import io.calroute.sandbox.server.RequestLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Bookings at their providers get to know Calroute's ids, and clients the meeting. */
class WriteBackTest {

  private static final String ANNA = "anna@example.com";
  private static final String CARLA = "carla@example.org";
  private static final String PUBLIC_URL = "https://calroute.example.org";
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Instant TOMORROW =
      Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(1));

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static AgendizeSimulator agendize;
  private static PexipEngageSimulator pexipEngage;
  private static OmboriSimulator ombori;

  @BeforeAll
  static void start() throws IOException {
    Clock clock = Clock.systemUTC();
    agendize = AgendizeSimulator.start(clock, 0);
    pexipEngage = PexipEngageSimulator.start(clock, 0);
    ombori = OmboriSimulator.start(clock, 0);
    installation = new Installation(home, 0, 0);
    for (SimulatedProvider provider : List.of(agendize, pexipEngage, ombori)) {
      installation.asking(provider);
    }
    pexipEngage.hire(Staff.of(ANNA, ANNA));
    pexipEngage.hire(Staff.of(CARLA, CARLA));
    ombori.hire(Staff.of(ANNA, ANNA));
    agendize.hire(Staff.of("881", ANNA));
    mappingsThatWaitForNoLink();
    installation
        .with("calroute.mappings-dir", home.resolve("mappings"))
        .with("calroute.sync.retry-limit", "1s")
        .with("calroute.write-back.ids", true)
        .with("calroute.public-url", PUBLIC_URL)
        .with("calroute.connections.pexip-engage.default.links", "adopt,write")
        .with("calroute.connections.agendize.default.links", "adopt,write")
        .with("calroute.connections.ombori.default.links", "redirect,write");
    run();
  }

  private static void run() {
    calroute = installation.run();
    Stream.of(agendize, pexipEngage, ombori).forEach(one -> one.deliveries().to(calroute));
  }

  /** Where a provider announces a link of its own, none is made and written. */
  private static void mappingsThatWaitForNoLink() throws IOException {
    Path from = Path.of("mappings");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = home.resolve("mappings").resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    replace(
        "pexip-engage.jslt",
        "\"pending\": $video and not($needs-no-time) and not($staff[0].link)",
        "\"pending\": false");
    replace("pexip-engage.jslt", "if (has-video($appointment)) text(.videoUrl) else null", "null");
    replace(
        "agendize.jslt",
        "not($needs-no-time) and $link == null and text($body.onlineMeeting.provider) != null",
        "false");
    replace(
        "ombori.jslt",
        "\"pending\": $virtual and not($gone) and $link == null",
        "\"pending\": false");
  }

  private static void replace(String mapping, String from, String to) throws IOException {
    Path file = home.resolve("mappings").resolve(mapping);
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }

  @AfterAll
  static void stop() {
    calroute.close();
    Stream.of(agendize, pexipEngage, ombori).forEach(SimulatedProvider::close);
    installation.close();
  }

  @AfterEach
  void everythingWorksAgain() {
    Stream.of(agendize.faults(), pexipEngage.faults(), ombori.faults()).forEach(Faults::clear);
    Stream.of(agendize, pexipEngage, ombori).forEach(one -> one.deliveries().fate(Fate.DELIVER));
  }

  @Test
  void agendizeKeepsIdsBesideOtherPropertiesAndMailsNobody() {
    agendize.deliveries().fate(Fate.LOSE);
    String id = agendize.book("881", TOMORROW, HALF);
    HttpCalls.Answer put =
        new HttpCalls(agendize.apiUrl(), null)
            .send(
                "PUT",
                "/api/2.1/scheduling/companies/"
                    + agendize.connection().get("api.companies")
                    + "/appointments/"
                    + id
                    + "?silent=true",
                "{\"extendedProperties\":{\"private\":{\"crm\":\"7\"},\"shared\":{\"a\":\"b\"}}}",
                "apiKey",
                agendize.connection().get("api.key").toString(),
                "token",
                agendize.connection().get("api.token").toString());
    assertThat(put.status()).isEqualTo(200);
    agendize.deliveries().settle();
    agendize.deliveries().fate(Fate.DELIVER);
    agendize.reassign(id, "881");
    int mails = agendize.mails().about(id).size();
    Supplier<JsonNode> properties = () -> agendize.appointment(id).path("extendedProperties");
    soon(() -> isOurs(properties.get().at("/private/calroute"), "agendize", id, ANNA));
    assertThat(properties.get().at("/private/crm").asText()).isEqualTo("7");
    assertThat(properties.get().at("/shared/a").asText()).isEqualTo("b");
    assertThat(agendize.mails().about(id)).hasSize(mails);
    soon(() -> assertThat(state("agendize", id, "ids")).isEqualTo("written"));
  }

  @Test
  void whatAClientTypesNeverBecomesTheSecretOfTheConnection() {
    agendize.deliveries().fate(Fate.LOSE);
    String id = agendize.book("881", TOMORROW, HALF);
    HttpCalls.Answer put =
        new HttpCalls(agendize.apiUrl(), null)
            .send(
                "PUT",
                "/api/2.1/scheduling/companies/"
                    + agendize.connection().get("api.companies")
                    + "/appointments/"
                    + id
                    + "?silent=true",
                "{\"notes\":\"my {secret}\"}",
                "apiKey",
                agendize.connection().get("api.key").toString(),
                "token",
                agendize.connection().get("api.token").toString());
    assertThat(put.status()).isEqualTo(200);
    agendize.deliveries().settle();
    agendize.deliveries().fate(Fate.DELIVER);
    agendize.reassign(id, "881");
    soon(
        () ->
            isOurs(
                agendize.appointment(id).at("/extendedProperties/private/calroute"),
                "agendize",
                id,
                ANNA));
    assertThat(agendize.appointment(id).path("notes").asText()).isEqualTo("my {secret}");
  }

  @Test
  void pexipEngageKeepsIdsBesideOtherMetadata() {
    pexipEngage.deliveries().fate(Fate.LOSE);
    String id = pexipEngage.book(ANNA, TOMORROW, HALF);
    pexipEngage.write(id, "metadata", json("{\"crm\":{\"deal\":7}}"));
    pexipEngage.deliveries().fate(Fate.DELIVER);
    pexipEngage.move(id, TOMORROW, HALF);
    soon(
        () ->
            isOurs(pexipEngage.appointment(id).at("/metadata/calroute"), "pexip-engage", id, ANNA));
    JsonNode appointment = pexipEngage.appointment(id);
    assertThat(appointment.at("/metadata/crm/deal").asInt()).isEqualTo(7);
    assertThat(appointment.path("externalId").asText()).isEqualTo("pexip-engage/default/" + id);
  }

  @Test
  void pexipEngagesExternalIdIsLeftToWhoeverHasIt() {
    pexipEngage.deliveries().fate(Fate.LOSE);
    String id = pexipEngage.book(ANNA, TOMORROW, HALF);
    pexipEngage.write(id, "externalId", TextNode.valueOf("crm-4711"));
    pexipEngage.deliveries().fate(Fate.DELIVER);
    pexipEngage.move(id, TOMORROW, HALF);
    soon(
        () ->
            isOurs(pexipEngage.appointment(id).at("/metadata/calroute"), "pexip-engage", id, ANNA));
    assertThat(pexipEngage.appointment(id).path("externalId").asText()).isEqualTo("crm-4711");
  }

  @Test
  void omboriKeepsIdsBesideOtherData() {
    String id = ombori.book(ombori("a1").noting("blue door"));
    soon(() -> isOurs(ombori.position(id).at("/customData/calroute"), "ombori", id, ANNA));
    assertThat(ombori.position(id).at("/customData/note").asText()).isEqualTo("blue door");
  }

  @Test
  void nothingElseIsLostWhetherAProviderMergesOrReplaces() {
    agendize.updateReplaces(true);
    ombori.customDataMerges(true);
    agendize.deliveries().fate(Fate.LOSE);
    String id = agendize.book("881", TOMORROW, HALF);
    Supplier<ObjectNode> others =
        () -> agendize.appointment(id).without(List.of("extendedProperties", "history"));
    agendize.deliveries().fate(Fate.DELIVER);
    agendize.reassign(id, "881");
    ObjectNode before = others.get();
    soon(
        () ->
            isOurs(
                agendize.appointment(id).at("/extendedProperties/private/calroute"),
                "agendize",
                id,
                ANNA));
    assertThat(others.get()).isEqualTo(before);
    String position = ombori.book(ombori("a4").noting("red door"));
    soon(
        () ->
            isOurs(ombori.position(position).at("/customData/calroute"), "ombori", position, ANNA));
    assertThat(ombori.position(position).at("/customData/note").asText()).isEqualTo("red door");
    agendize.updateReplaces(false);
    ombori.customDataMerges(false);
  }

  @Test
  void aProviderThatDoesNotKeepTheIdsIsToldAbout() {
    agendize.keepsExtendedProperties(false);
    String id = agendize.book("881", TOMORROW, HALF);
    soon(() -> assertThat(state("agendize", id, "ids")).isEqualTo("failed"));
    assertThat(written("agendize", id, "ids").at("/reason/message").asText()).contains("not keep");
    agendize.keepsExtendedProperties(true);
    calroute.call("POST", "/api/appointments/agendize/" + id + "/resync");
    soon(() -> assertThat(state("agendize", id, "ids")).isEqualTo("written"));
  }

  @Test
  void aMoveWritesNothingNewAndAnotherCalendarTheNewId() {
    String id = ombori.book(ombori("a2"));
    soon(() -> assertThat(state("ombori", id, "ids")).isEqualTo("written"));
    ombori.deliveries().settle();
    long writes = ombori.requests().count(Operation.PATCH);
    Instant later = TOMORROW.plus(Duration.ofHours(3));
    ombori.move(id, later, HALF);
    soon(
        () ->
            assertThat(events("ombori", id).in(ANNA))
                .singleElement()
                .satisfies(event -> assertThat(event.start()).isEqualTo(later)));
    nothingIsPending();
    assertThat(ombori.requests().count(Operation.PATCH)).isEqualTo(writes);
    ombori.reassign(id, CARLA);
    soon(() -> isOurs(ombori.position(id).at("/customData/calroute"), "ombori", id, CARLA));
    assertThat(ombori.requests().count(Operation.PATCH)).isEqualTo(writes + 1);
  }

  @Test
  void theEchoOfAWriteCostsNoCallToAnyCalendarAndNoOtherWrite() {
    echoes(agendize, agendize.book("881", TOMORROW, HALF), agendize.requests(), Operation.UPDATE);
    echoes(
        pexipEngage,
        pexipEngage.book(ANNA, TOMORROW, HALF),
        pexipEngage.requests(),
        Operation.PATCH);
    echoes(ombori, ombori.book(ombori("a3")), ombori.requests(), Operation.PATCH);
  }

  private void echoes(
      SimulatedProvider provider, String id, RequestLog requests, Operation operation) {
    provider.deliveries().fate(Fate.HOLD);
    soon(() -> assertThat(state(word(provider), id, "ids")).isEqualTo("written"));
    provider.deliveries().settle();
    assertThat(provider.deliveries().held()).isEqualTo(1);
    nothingIsPending();
    long calls = installation.google().requests().count() + installation.graph().requests().count();
    long writes = requests.count(operation);
    long revision = revision(provider, id);
    provider.deliveries().fate(Fate.DELIVER);
    assertThat(provider.deliveries().release()).isEqualTo(1);
    nothingIsPending();
    assertThat(calroute.get("/api/callbacks?provider=" + word(provider)).at("/items/0/outcome"))
        .isEqualTo(TextNode.valueOf("unchanged"));
    assertThat(revision(provider, id)).isEqualTo(revision);
    assertThat(installation.google().requests().count() + installation.graph().requests().count())
        .isEqualTo(calls);
    assertThat(requests.count(operation)).isEqualTo(writes);
    assertThat(provider.deliveries().held()).isZero();
  }

  @Test
  void theLinkComesWithTheProvidersMailAndTheMessageStays() {
    pexipEngage.mails().template("{{messageForCustomer}}");
    PexipEngageBooking booking =
        PexipEngageBooking.of("v1").with(CARLA).at(TOMORROW, HALF).held("VIDEO");
    String before = booking.appointment().path("messageForCustomer").asText();
    String id = pexipEngage.book(booking);
    soon(() -> assertThat(state("pexip-engage", id, "link")).isEqualTo("written"));
    String made = appointment("pexip-engage", id).at("/onlineMeeting/videoLink").asText();
    assertThat(made).startsWith("https://");
    assertThat(pexipEngage.mails().about(id))
        .last()
        .satisfies(mail -> assertThat(mail.link()).isEqualTo(made));
    assertThat(pexipEngage.appointment(id).path("messageForCustomer").asText()).startsWith(before);
    isOurs(pexipEngage.appointment(id).at("/metadata/calroute"), "pexip-engage", id, CARLA);
    pexipEngage.deliveries().settle();
    nothingIsPending();
    assertThat(pexipEngage.mails().about(id)).hasSize(2);
    assertThat(pexipEngage.requests().exchanges(Operation.ACTION)).hasSize(1);
  }

  @Test
  void whereClientsAreRedirectedTheirAddressIsWritten() {
    String id = ombori.book(ombori("v2").with(CARLA).online(""));
    soon(
        () ->
            assertThat(ombori.position(id).at("/customData/joinUrl").asText())
                .startsWith(PUBLIC_URL + "/join/ombori/default/")
                .isEqualTo(appointment("ombori", id).path("joinAddress").asText()));
    isOurs(ombori.position(id).at("/customData/calroute"), "ombori", id, CARLA);
    ombori.move(id, TOMORROW.plus(HALF), HALF);
    assertThat(ombori.mails().about(id))
        .last()
        .satisfies(
            mail ->
                assertThat(mail.link())
                    .isEqualTo(ombori.position(id).at("/customData/joinUrl").asText()));
  }

  @Test
  void aLinkThatTheProviderHasGivenIsNotWrittenBack() {
    String id = ombori.book(ombori("v3").with(CARLA).online("https://meet.example.org/own"));
    soon(() -> assertThat(state("ombori", id, "ids")).isEqualTo("written"));
    assertThat(ombori.position(id).at("/customData/joinUrl").isMissingNode()).isTrue();
    assertThat(state("ombori", id, "link")).isNull();
  }

  @Test
  void aProviderWithoutAFieldForLinksIsNotAskedToKeepOne() {
    String id =
        agendize.book(AgendizeBooking.of(31_000_001).with("883").at(TOMORROW, HALF).online(""));
    soon(
        () -> {
          assertThat(state("agendize", id, "ids")).isEqualTo("written");
          assertThat(state("agendize", id, "link")).isEqualTo("unsupported");
        });
    assertThat(connection("agendize").at("/writes/failed").asInt()).isZero();
  }

  @Test
  void aProviderThatIsDownDelaysNoCalendarAndGetsItsIdsLater() {
    ombori.faults().add(FaultRule.of(Effect.status(503)));
    String id = ombori.book(ombori("d1"));
    soon(() -> assertThat(events("ombori", id).in(ANNA)).hasSize(1));
    String other = pexipEngage.book(ANNA, TOMORROW, HALF);
    soon(() -> assertThat(state("pexip-engage", other, "ids")).isEqualTo("written"));
    soon(
        () -> {
          assertThat(state("ombori", id, "ids")).isEqualTo("waiting");
          assertThat(connection("ombori").at("/writes/waiting").asInt()).isPositive();
        });
    ombori.faults().clear();
    soon(() -> isOurs(ombori.position(id).at("/customData/calroute"), "ombori", id, ANNA));
    soon(() -> assertThat(connection("ombori").at("/writes/waiting").asInt()).isZero());
  }

  @Test
  void aRefusalStopsTheBookingAndSaysWhyUntilSomebodyAsksForMore() {
    long writes = pexipEngage.requests().count(Operation.PATCH);
    pexipEngage
        .faults()
        .add(
            new FaultRule(Effect.status(422, "INVALID_INPUT"), Set.of(Operation.PATCH), "*", 1, 0));
    String id = pexipEngage.book(ANNA, TOMORROW, HALF);
    soon(() -> assertThat(state("pexip-engage", id, "ids")).isEqualTo("failed"));
    JsonNode reason = written("pexip-engage", id, "ids").path("reason");
    assertThat(reason.path("code").asText()).isEqualTo("write-refused");
    assertThat(reason.path("message").asText()).contains("422", "INVALID_INPUT");
    assertThat(connection("pexip-engage").at("/writes/failed").asInt()).isEqualTo(1);
    pexipEngage.move(id, TOMORROW.plus(HALF), HALF);
    soon(
        () ->
            assertThat(events("pexip-engage", id).in(ANNA))
                .singleElement()
                .satisfies(event -> assertThat(event.start()).isEqualTo(TOMORROW.plus(HALF))));
    nothingIsPending();
    assertThat(pexipEngage.requests().count(Operation.PATCH)).isEqualTo(writes + 1);
    pexipEngage.faults().clear();
    calroute.call("POST", "/api/appointments/pexip-engage/" + id + "/resync");
    soon(() -> assertThat(state("pexip-engage", id, "ids")).isEqualTo("written"));
    assertThat(connection("pexip-engage").at("/writes/failed").asInt()).isZero();
  }

  @Test
  void killedBetweenTheWriteAndTheLookNothingIsWrittenTwice() {
    String id = ombori.book(ombori("k1"));
    soon(() -> assertThat(state("ombori", id, "ids")).isEqualTo("written"));
    long writes = ombori.requests().count(Operation.PATCH);
    calroute.close();
    // As a process leaves it that is killed before it knows what it has written.
    String store = installation.properties().get("spring.datasource.url").toString();
    new JdbcTemplate(new DriverManagerDataSource(store))
        .update(
            """
            update outbox set due_at = now(), taken_until = now() + interval '1 second',
              written_at = null where external_id = ?
            """,
            id);
    run();
    soon(() -> assertThat(state("ombori", id, "ids")).isEqualTo("written"));
    assertThat(ombori.requests().count(Operation.PATCH)).isEqualTo(writes);
  }

  @Test
  void aWriteWhoseAnswerIsLostIsNotRepeated() {
    ombori.faults().add(FaultRule.of(Effect.commitThenDropConnection(), Operation.PATCH));
    long writes = ombori.requests().count(Operation.PATCH);
    String id = ombori.book(ombori("k2"));
    soon(() -> assertThat(state("ombori", id, "ids")).isEqualTo("written"));
    isOurs(ombori.position(id).at("/customData/calroute"), "ombori", id, ANNA);
    assertThat(ombori.requests().count(Operation.PATCH)).isEqualTo(writes + 1);
  }

  @Test
  void whatIsSwitchedOnCountsForBookingsThatThereAreAlready() {
    LiveWriteBackSettings settings = calroute.bean(LiveWriteBackSettings.class);
    WriteBackSettings on = settings.get();
    settings.replaceBy(new WriteBackSettings(new WriteBackSettings.WriteBack(false), Map.of()));
    String id = ombori.book(ombori("s1"));
    soon(() -> assertThat(events("ombori", id).in(ANNA)).hasSize(1));
    nothingIsPending();
    assertThat(ombori.position(id).at("/customData/calroute").isMissingNode()).isTrue();
    settings.replaceBy(
        new WriteBackSettings(
            on.writeBack(),
            Map.of(
                "agendize", Map.of("default", new WriteBackSettings.OfConnection(false)),
                "pexip-engage", Map.of("default", new WriteBackSettings.OfConnection(false)))));
    soon(() -> isOurs(ombori.position(id).at("/customData/calroute"), "ombori", id, ANNA));
    settings.replaceBy(on);
  }

  private static OmboriBooking ombori(String id) {
    return OmboriBooking.of("5b0c0a52-0000-4000-a000-" + "0".repeat(10) + id)
        .with(ANNA)
        .at(TOMORROW, HALF);
  }

  private static void soon(ThrowingRunnable assertion) {
    // An appointment that is not applied yet is answered 404.
    await().atMost(SOON).ignoreExceptions().untilAsserted(assertion);
  }

  private static void isOurs(JsonNode ids, String provider, String id, String calendar) {
    assertThat(ids.path("key").asText()).isEqualTo(provider + "/default/" + id);
    String target = calendar.equals(ANNA) ? "google" : "office365";
    assertThat(events(provider, id).in(calendar))
        .singleElement()
        .satisfies(
            event -> assertThat(ids.path("event").asText()).isEqualTo(target + ':' + event.id()));
  }

  private static void nothingIsPending() {
    soon(
        () -> {
          JdbcTemplate store = calroute.bean(JdbcTemplate.class);
          assertThat(
                  store.queryForObject(
                      """
                      select (select count(*) from callback where outcome = 'pending')
                        + (select count(*) from ask) + (select count(*) from outbox
                          where due_at is not null)
                        + (select count(*) from reference where due_at is not null)
                      """,
                      Long.class))
              .isZero();
        });
  }

  private static StaffCalendars events(String provider, String id) {
    return new StaffCalendars(installation, provider + "/default/" + id);
  }

  private static String word(SimulatedProvider provider) {
    return provider.provider().word();
  }

  private static long revision(SimulatedProvider provider, String id) {
    return appointment(word(provider), id).at("/sync/revision").asLong();
  }

  private static JsonNode appointment(String provider, String id) {
    return calroute.get("/api/appointments/" + provider + "/" + id);
  }

  private static JsonNode written(String provider, String id, String field) {
    for (JsonNode one : appointment(provider, id).path("writeBack")) {
      if (one.path("field").asText().equals(field)) {
        return one;
      }
    }
    return json("{}");
  }

  /** Null when nothing is wanted there. */
  private static String state(String provider, String id, String field) {
    return written(provider, id, field).path("state").textValue();
  }

  private static JsonNode connection(String provider) {
    for (JsonNode one : calroute.get("/api/connections").path("items")) {
      if (one.path("provider").asText().equals(provider)) {
        return one;
      }
    }
    throw new AssertionError("The connection is not told");
  }

  private static JsonNode json(String text) {
    return RunningCalroute.json(text);
  }
}
