package io.calroute.endtoend.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SimulatedProvider;
import io.calroute.sandbox.provider.Standing;
import io.calroute.sandbox.provider.delivery.Fate;
import io.calroute.sandbox.provider.desk.FiveProviders;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fifth of all callbacks is lost, others come twice or late: calendars are right all the same.
 */
class LostCallbacksTest {

  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Duration HALF = Duration.ofMinutes(30);
  @TempDir Path home;

  @Test
  void calendarsAreRightAfterReconciling() {
    long seed = Long.getLong("lost.seed", 20_271);
    Random chance = new Random(seed);
    try (FiveProviders providers = FiveProviders.start(Clock.systemUTC(), 0);
        Installation installation = new Installation(home, 0, 0).withoutQuotas()) {
      List<SimulatedProvider> askable = providers.askable();
      askable.forEach(installation::asking);
      installation.with("calroute.reconcile.fast", "1s").with("calroute.reconcile.slow", "3s");
      try (RunningCalroute calroute = installation.run()) {
        for (SimulatedProvider one : askable) {
          backfill(calroute, one);
        }
        providers.tell(calroute);
        for (SimulatedProvider one : providers.all()) {
          live(one, new Random(chance.nextLong()));
        }
        assertThat(askable.stream().mapToLong(one -> one.deliveries().undelivered()).sum())
            .as("seed %d", seed)
            .isGreaterThan(20);
        for (SimulatedProvider one : askable) {
          await("calendars of " + one.provider().word() + ", seed " + seed)
              .atMost(SOON)
              .pollInterval(Duration.ofMillis(500))
              .untilAsserted(() -> assertThat(shown(installation, one)).isEqualTo(wanted(one)));
        }
      }
    }
  }

  /** From now on what only lists tell is written at once. */
  private static void backfill(RunningCalroute calroute, SimulatedProvider provider) {
    if (provider.provider() == Provider.OMBORI) {
      return;
    }
    String id =
        RunningCalroute.json(
                calroute
                    .call(
                        "POST",
                        "/api/backfill",
                        "{\"provider\":\"" + provider.provider().word() + "\"}")
                    .body())
            .path("id")
            .asText();
    await()
        .atMost(SOON)
        .until(() -> calroute.call("POST", "/api/backfill/" + id + "/accept").statusCode() == 202);
    await()
        .atMost(SOON)
        .until(() -> calroute.get("/api/backfill/" + id).path("state").asText().equals("done"));
  }

  private static void live(SimulatedProvider provider, Random chance) {
    List<String> staff = FiveProviders.namesAt(provider.provider());
    Instant day = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(2));
    List<String> ids = new ArrayList<>();
    boolean newOnesAreFound = provider.provider() != Provider.OMBORI;
    provider.deliveries().fates(() -> fate(chance));
    for (int i = 0; i < 60; i++) {
      Instant start = day.plus(HALF.multipliedBy(chance.nextInt(200)));
      String one = ids.isEmpty() ? null : ids.get(chance.nextInt(ids.size()));
      switch (ids.size() < 6 ? 0 : chance.nextInt(6)) {
        case 0, 1 -> {
          if (!newOnesAreFound) {
            provider.deliveries().fate(Fate.DELIVER);
          }
          ids.add(provider.book(staff.get(chance.nextInt(4)), start, HALF));
          provider.deliveries().fates(() -> fate(chance));
        }
        case 2, 3 -> {
          ids.remove(one);
          ids.add(provider.move(one, start, HALF));
        }
        case 4 -> provider.reassign(one, staff.get(chance.nextInt(4)));
        default -> {
          ids.remove(one);
          provider.cancel(one);
        }
      }
    }
    provider.deliveries().fate(Fate.DELIVER);
    provider.deliveries().releaseShuffled(chance);
    provider.deliveries().settle();
  }

  private static Fate fate(Random chance) {
    int dice = chance.nextInt(20);
    return dice < 4 ? Fate.LOSE : dice < 6 ? Fate.DOUBLE : dice < 8 ? Fate.HOLD : Fate.DELIVER;
  }

  private static Set<String> wanted(SimulatedProvider provider) {
    List<String> names = FiveProviders.namesAt(provider.provider());
    Set<String> wanted = new TreeSet<>();
    for (Standing one : provider.standing()) {
      for (String staff : new HashSet<>(one.staff())) {
        wanted.add(
            FiveProviders.CALENDARS.get(names.indexOf(staff))
                + " "
                + one.start()
                + " "
                + one.length()
                + " "
                + provider.provider().word()
                + "/default/"
                + one.id());
      }
    }
    return wanted;
  }

  private static Set<String> shown(Installation installation, SimulatedProvider provider) {
    String prefix = provider.provider().word() + "/";
    Set<String> shown = new TreeSet<>();
    for (String calendar : FiveProviders.CALENDARS) {
      List<SimulatedEvent> events =
          calendar.endsWith("@example.com")
              ? installation.google().calendar(calendar).events()
              : installation.graph().mailbox(calendar).events();
      for (SimulatedEvent event : events) {
        if (event.marker() != null && event.marker().appointment().startsWith(prefix)) {
          assertThat(
                  shown.add(
                      calendar
                          + " "
                          + event.start()
                          + " "
                          + Duration.between(event.start(), event.end())
                          + " "
                          + event.marker().appointment()))
              .as("no event twice")
              .isTrue();
        }
      }
    }
    return shown;
  }
}
