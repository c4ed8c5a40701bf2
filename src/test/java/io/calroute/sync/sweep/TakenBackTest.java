package io.calroute.sync.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.directory.Calendar;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.destination.Answer;
import io.calroute.destination.Marker;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import io.calroute.retention.RetentionStore;
import io.calroute.sandbox.Json;
import io.calroute.store.EmptyStore;
import io.calroute.sync.lane.QuotaGate;
import io.calroute.sync.planner.EventIds;
import io.calroute.sync.rebuild.Rebuild;
import io.calroute.sync.rebuild.RebuildStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Which events a rebuild takes back, of those that a calendar shows. */
class TakenBackTest {

  private static final Calendar MIA = new Calendar(Target.GOOGLE, "mia@o.example");
  private static final Calendar BEN = new Calendar(Target.OFFICE365, "ben@o.example");

  @TempDir static Path home;
  private static EmptyStore store;
  private static JdbcTemplate jdbc;
  private static DefaultCamelContext camel;
  private static final List<StandingEvent> IN_CALENDAR = new ArrayList<>();

  private final EventIds ids = new EventIds("calroute");

  @BeforeAll
  static void start() throws Exception {
    store = EmptyStore.start(home);
    jdbc = store.jdbc();
    camel = new DefaultCamelContext();
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            for (String target : List.of("google", "office365")) {
              from("direct:write-" + target)
                  .setBody(exchange -> new Answer.Found(List.copyOf(IN_CALENDAR)));
            }
          }
        });
    camel.start();
  }

  @AfterAll
  static void stop() throws Exception {
    camel.close();
    store.close();
  }

  @BeforeEach
  void nothingIsKnown() {
    jdbc.update("truncate appointment, lane, lane_spelling cascade");
    IN_CALENDAR.clear();
  }

  @Test
  void ofTwoGenerationsTheLaterOneIsTakenBack() {
    google("acme/default/1", 1, "9-a", ids.google("acme/default/1", MIA.id(), 1));
    String later = google("acme/default/1", 2, "3-b", ids.google("acme/default/1", MIA.id(), 2));

    Rebuild.Result result = rebuild("calroute").rebuild(MIA, true);

    assertThat(result.rebuilt()).isEqualTo(1);
    assertThat(jdbc.queryForList("select event_id, generation, applied_revision from reference"))
        .containsExactly(Map.of("event_id", later, "generation", 2, "applied_revision", 3L));
    assertThat(result.left())
        .singleElement()
        .satisfies(one -> assertThat(one.reason()).contains("older").contains("sweep"));
  }

  @Test
  void whatMovedHereFromAnotherBookingIsTakenBack() {
    String moved = google("acme/default/2", 1, "4-a", ids.google("acme/default/1", MIA.id(), 1));

    Rebuild.Result result = rebuild("calroute").rebuild(MIA, true);

    assertThat(result.left()).isEmpty();
    assertThat(standing()).containsExactly("2 " + moved);
  }

  @Test
  void whatMovedHereInExchangeOrWasTheProvidersOwnIsTakenBack() {
    IN_CALENDAR.add(exchange("AAMk1", "acme/default/2", 1, null));
    IN_CALENDAR.add(
        exchange("AAMk2", "acme/default/3", 1, ids.transaction("acme/default/9", BEN.id(), 1)));

    assertThat(rebuild("calroute").rebuild(BEN, true).left()).isEmpty();

    assertThat(standing()).containsExactly("2 AAMk1", "3 AAMk2");
  }

  @Test
  void whatWasMadeInAnotherSpellingOfTheCalendarIsTakenBack() {
    String made = google("acme/default/1", 1, "1-a", ids.google("acme/default/1", "Mia@O.x", 1));

    rebuild("calroute").rebuild(MIA, true);

    assertThat(standing()).containsExactly("1 " + made);
  }

  @Test
  void whatIsAnotherInstallationsIsLeftAndSaid() {
    String theirs =
        google("second/acme/default/1", 1, "1-a", new EventIds("second").google("x", "y", 1));
    String unknown = google("other/default/1", 1, "1-a", "whatever");
    String strange = google("nonsense", 1, "1-a", "else");

    Rebuild.Result result = rebuild("calroute").rebuild(MIA, true);

    assertThat(result.events()).isEqualTo(3);
    assertThat(standing()).isEmpty();
    assertThat(result.left())
        .extracting(Rebuild.Left::id)
        .containsExactlyInAnyOrder(theirs, unknown, strange);
    assertThat(result.left())
        .allSatisfy(one -> assertThat(one.reason()).contains("another installation's"));
  }

  @Test
  void anInstallationWithANameOfItsOwnLeavesWhatTheUsualOneHasMade() {
    google("acme/default/1", 1, "1-a", ids.google("acme/default/1", MIA.id(), 1));
    String own = google("second/acme/default/2", 1, "1-a", "moved");

    Rebuild.Result result = rebuild("second").rebuild(MIA, true);

    assertThat(standing()).containsExactly("2 " + own);
    assertThat(result.left()).hasSize(1);
  }

  @Test
  void anEventThatTheStoreDoesNotKnowOfAnAppointmentThatItKnowsIsSaid() {
    jdbc.update(
        """
        insert into appointment (provider, connection, external_id, status, revision, version,
          version_callback, document, changed_at)
        values ('acme', 'default', '1', 'confirmed', 1, '[1]', 1, '{}', now())
        """);
    google("acme/default/1", 1, "1-a", ids.google("acme/default/1", MIA.id(), 1));

    Rebuild.Result result = rebuild("calroute").rebuild(MIA, true);

    assertThat(result.rebuilt()).isZero();
    assertThat(result.left())
        .singleElement()
        .satisfies(one -> assertThat(one.reason()).contains("store knows its appointment"));
  }

  @Test
  void itCanBeRepeated() {
    google("acme/default/1", 1, "1-a", ids.google("acme/default/1", MIA.id(), 1));
    google("acme/default/2", 1, "1-a", "moved");

    assertThat(rebuild("calroute").rebuild(MIA, false).rebuilt()).isEqualTo(2);
    assertThat(standing()).isEmpty();
    assertThat(rebuild("calroute").rebuild(MIA, true).rebuilt()).isEqualTo(2);
    Rebuild.Result again = rebuild("calroute").rebuild(MIA, true);

    assertThat(again.rebuilt()).isZero();
    assertThat(again.known()).isEqualTo(2);
    assertThat(again.left()).isEmpty();
  }

  private static Rebuild rebuild(String tenant) {
    Connections connections =
        new Binder(
                new MapConfigurationPropertySource(
                    Map.of("calroute.connections.acme.default.secret", "secret")))
            .bindOrCreate("calroute", Connections.class);
    Clock clock = Clock.systemUTC();
    AppointmentStore appointments = new AppointmentStore(jdbc, new ObjectMapper(), clock);
    return new Rebuild(
        () -> camel,
        new RebuildStore(jdbc, appointments, clock),
        new RetentionStore(jdbc),
        new EventIds(tenant),
        new LiveConnections(connections),
        new QuotaGate(List.of(), null, clock),
        new TransactionTemplate(new DataSourceTransactionManager(store.dataSource())));
  }

  private static String google(String mark, int generation, String version, String id) {
    IN_CALENDAR.add(
        new StandingEvent(
            id,
            "\"1\"",
            id + "@google.com",
            false,
            null,
            new Marker(mark, generation, version),
            Json.object()));
    return id;
  }

  private static StandingEvent exchange(
      String id, String mark, int generation, String transaction) {
    ObjectNode resource = Json.object().put("transactionId", transaction);
    return new StandingEvent(
        id, "\"1\"", id, false, null, new Marker(mark, generation, "1-a"), resource);
  }

  private static List<String> standing() {
    return jdbc.queryForList(
        """
        select a.external_id || ' ' || r.event_id from reference r
        join appointment a on a.id = r.appointment_id where r.state = 'live' order by 1
        """,
        String.class);
  }
}
