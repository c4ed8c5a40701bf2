package io.calroute.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.directory.Calendar;
import io.calroute.destination.Target;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sync.rebuild.Rebuild;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** What is left when callbacks and appointments are too old: calendars, and what is to come. */
class RetentionTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MINUTES);
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final String ANNA = "prov_anna00000001";

  @TempDir private static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static JdbcTemplate jdbc;

  @BeforeAll
  static void start() {
    installation =
        new Installation(home, 0, 0)
            .with("calroute.sync.sweep-age", "0s")
            .with("calroute.sync.sweep-interval", "0s");
    calroute = installation.run();
    jdbc = calroute.bean(JdbcTemplate.class);
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @Test
  void pastEventsStayAndWhatIsToComeGoesOnBeingFollowed() {
    SavvyCalBooking past = booking("past").at(NOW.minus(Duration.ofDays(500)), HALF);
    SavvyCalBooking first = booking("ahead").at(NOW.plus(Duration.ofDays(30)), HALF);
    SavvyCalBooking moved = first.at(NOW.plus(Duration.ofDays(31)), HALF).later();
    String created = first.callback("appointment.created");
    send(past.callback("appointment.created"));
    send(created);
    send(moved.callback("appointment.rescheduled"));
    rest();
    List<JsonNode> before = events();
    assertThat(before).hasSize(2);

    jdbc.update("update callback set received_at = now() - interval '31 days'");
    jdbc.update("update retention set due_at = now()");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                jdbc.queryForObject(
                    "select taken_until is null and due_at > now() from retention", Boolean.class));

    assertThat(jdbc.queryForList("select external_id from appointment", String.class))
        .containsExactly(moved.id());
    assertThat(jdbc.queryForList("select type from callback", String.class))
        .containsExactly("appointment.rescheduled");
    assertThat(calroute.get("/api/why?id=" + past.id()).at("/items/0/code").asText())
        .isEqualTo("never-received");

    // Neither a sweep that may remove everything nor a rebuild has anything to do with it.
    calroute.call("POST", "/api/sweep?confirm=true");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                jdbc.queryForObject(
                    "select count(*) > 0 and bool_and(not confirmed) and max(orphans_left) = 0"
                        + " from sweep where swept_at is not null",
                    Boolean.class));
    Rebuild.Result rebuilt =
        calroute.bean(Rebuild.class).rebuild(new Calendar(Target.GOOGLE, "anna@example.com"), true);
    assertThat(rebuilt.rebuilt()).isZero();
    assertThat(rebuilt.left()).isEmpty();
    assertThat(rebuilt.known()).isEqualTo(2);
    assertThat(events()).isEqualTo(before);

    // Its row is gone, so it is no repetition; and it is older than what is known.
    assertThat(send(created)).isEqualTo("accepted");
    rest();
    assertThat(jdbc.queryForList("select outcome from callback order by id", String.class))
        .containsExactly("applied", "stale");
    assertThat(events()).isEqualTo(before);

    // The last word is there, so that an edited mapping would reach the event.
    calroute.call("POST", "/api/remap?provider=savvycal");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(calroute.get("/api/remap").at("/items/0/unchanged").asInt()).isOne());
  }

  private static SavvyCalBooking booking(String name) {
    return SavvyCalBooking.of("appt_retention_" + name).with(ANNA);
  }

  private static String send(String callback) {
    return RunningCalroute.json(
            calroute.postSigned("/callbacks/savvycal", "x-savvycal-signature", callback).body())
        .path("status")
        .asText();
  }

  private static List<JsonNode> events() {
    return installation.google().calendar("anna@example.com").events().stream()
        .map(event -> event.resource())
        .toList();
  }

  private static void rest() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                jdbc.queryForObject(
                    """
                    select not exists (select from callback where outcome = 'pending')
                      and not exists (select from reference where due_at is not null)
                    """,
                    Boolean.class));
  }
}
