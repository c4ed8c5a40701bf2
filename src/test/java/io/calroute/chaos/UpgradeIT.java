package io.calroute.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.store.OwnPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar of the last release and the one of this build beside each other on one store, as in a
 * rolling update, and after it the older one alone, as after a roll-back.
 */
@EnabledIfSystemProperty(
    named = "upgrade.from",
    matches = ".+",
    disabledReason =
        "-Dupgrade.from names no working copy of an older version; see CONTRIBUTING.md")
@SuppressWarnings("try") // Some are closed before the end, too.
class UpgradeIT {

  private static final Duration SOON = Duration.ofSeconds(120);
  private static final Instant START = Instant.parse("2027-03-01T09:00:00Z");
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final List<String> STAFF =
      List.of("prov_anna00000001", "prov_ben000000001", "prov_carla0000001", "prov_dave00000001");

  @TempDir private Path home;

  private final Map<String, SavvyCalBooking> booked = new HashMap<>();

  @Test
  void anOlderReplicaGoesOnBesideANewerOneAndAloneAfterIt() throws IOException {
    try (OwnPostgres store = OwnPostgres.in(home, RunningCalroute.freePort()).start();
        Installation installation = new Installation(home, 0, 0)) {
      Map<String, Object> properties =
          installation.with("spring.datasource.url", store.jdbcUrl()).properties();
      try (KilledCalroute older =
              KilledCalroute.of(
                  Path.of(System.getProperty("upgrade.from")), home.resolve("older"), properties);
          KilledCalroute newer = new KilledCalroute(home.resolve("newer"), properties)) {
        older.start();
        book(older, 0);
        atRest(older, installation);
        String before = version(store);

        newer.start();
        String after = version(store);
        assertThat(older.isReady()).isTrue();
        book(older, 10);
        book(newer, 20);
        // Each moves what the other one has written.
        move(older, 20);
        move(newer, 10);
        move(newer, 0);
        atRest(newer, installation);
        assertThat(older.isReady()).isTrue();

        older.kill();
        move(newer, 10);
        book(newer, 30);
        atRest(newer, installation);
        if (!mappings("older").equals(mappings("newer"))) {
          await().atMost(SOON).until(() -> isMappedAgain(store));
          atRest(newer, installation);
        }

        newer.close();
        older.start();
        move(older, 30);
        book(older, 40);
        atRest(older, installation);
        System.out.printf("Upgraded from schema %s to %s and back%n", before, after);
      }
    }
  }

  /** Texts by their names, of what a replica maps with. */
  private Map<String, String> mappings(String replica) throws IOException {
    Path mappings = home.resolve(replica).resolve("mappings");
    Map<String, String> texts = new HashMap<>();
    try (Stream<Path> files = Files.walk(mappings)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".jslt")).toList()) {
        texts.put(mappings.relativize(file).toString(), Files.readString(file));
      }
    }
    return texts;
  }

  private static boolean isMappedAgain(OwnPostgres store) {
    return store
            .jdbc()
            .queryForObject(
                "select (select count(*) from remap where finished_at is not null)"
                    + " - (select count(*) from mixed_mappings)",
                Integer.class)
        > 0;
  }

  private void book(KilledCalroute calroute, int from) {
    for (int i = from; i < from + 8; i++) {
      SavvyCalBooking booking =
          SavvyCalBooking.of("appt_upgrade" + i)
              .with(STAFF.get(i % 4))
              .at(START.plus(HALF.multipliedBy(i)), HALF);
      post(calroute, booking, "appointment.created");
    }
  }

  private void move(KilledCalroute calroute, int from) {
    for (int i = from; i < from + 8; i++) {
      SavvyCalBooking booking = booked.get("savvycal/default/appt_upgrade" + i);
      Instant start = booking.start().plus(Duration.ofDays(1));
      post(calroute, booking.at(start, HALF).later(), "appointment.rescheduled");
    }
  }

  private void post(KilledCalroute calroute, SavvyCalBooking booking, String type) {
    assertThat(calroute.postSavvyCal(booking.callback(type))).isEqualTo(202);
    booked.put("savvycal/default/" + booking.id(), booking);
  }

  /** Everything stands once, at its time. */
  private void atRest(KilledCalroute calroute, Installation installation) {
    await()
        .atMost(SOON)
        .until(
            () -> {
              JsonNode status = calroute.get("/api/status");
              return status.path("callbacks").path("pending").asInt(-1) == 0
                  && status.path("appointments").path("due").asInt(-1) == 0;
            });
    List<String> standing = new ArrayList<>();
    Stream.of(installation.google().calendars(), installation.graph().mailboxes())
        .flatMap(List::stream)
        .flatMap(calendar -> calendar.events().stream())
        .forEach(event -> standing.add(event.marker().appointment() + " at " + event.start()));
    assertThat(standing)
        .containsExactlyInAnyOrderElementsOf(
            booked.entrySet().stream()
                .map(one -> one.getKey() + " at " + one.getValue().start())
                .toList());
  }

  private static String version(OwnPostgres store) {
    return store
        .jdbc()
        .queryForObject(
            "select max(version::int)::text from flyway_schema_history where version is not null",
            String.class);
  }
}
