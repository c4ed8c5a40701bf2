package io.calroute.bundle.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.bundle.EditedCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Slips, saved one after the other into a running Calroute that callbacks come in to all the time.
 * {@code -Dslips=500 -Dslips.seed=1} says how many and which; without a seed every build makes the
 * same slips. Hundreds of them are part of {@code mvn verify -Plong}.
 */
@SuppressWarnings("try") // Some are closed before the end, too.
class SlipsTest {

  private static final Logger LOG = LoggerFactory.getLogger(SlipsTest.class);
  private static final long SEED = 19_997_871_541_578L;
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration OFTEN = Duration.ofMillis(10);

  @TempDir Path home;

  @Test
  void noCallbackIsRefusedLostOrWronglyApplied() {
    int slips = Integer.getInteger("slips", 20);
    long seed = Long.getLong("slips.seed", SEED);
    LOG.warn("-Dslips={} -Dslips.seed={}", slips, seed);
    try (EditedCalroute edited =
        EditedCalroute.start(home, Map.of("calroute.bundle.poll", "30ms"))) {
      JsonNode asItShouldBe = firstEvent(edited);
      List<String> files =
          edited.names().stream()
              .filter(
                  name ->
                      name.endsWith(".camel.yaml")
                          || name.endsWith(".kamelet.yaml")
                          || name.endsWith(".jslt"))
              .sorted()
              .toList();
      List<String> bookings;
      List<String> taken;
      try (CallbackStream callbacks = CallbackStream.start(edited.calroute(), 2, 20)) {
        taken = save(edited, files, slips, new Random(seed));
        edited.restore();
        edited.awaitInUse();
        callbacks.close();
        LOG.warn(
            "{} callbacks meanwhile, {} refused, the slowest answered in {} ms",
            callbacks.sent(),
            callbacks.refusals().size(),
            callbacks.slowestMillis());
        assertThat(callbacks.refusals()).as("seed %s", seed).isEmpty();
        bookings = callbacks.bookings();
      }
      LOG.warn("{} slips of {} changed nothing that counts and were taken", taken.size(), slips);
      assertThat(taken.size()).isBetween(1, slips / 2);
      await()
          .atMost(SOON)
          .until(() -> edited.calroute().get("/api/status").at("/callbacks/pending").asInt() == 0);
      await()
          .atMost(SOON)
          .until(() -> edited.calroute().get("/api/status").at("/appointments/due").asInt() == 0);
      assertThat(outcomes(edited)).as("seed %s, taken: %s", seed, taken).hasSize(2);
      assertEveryBookingStandsOnce(
          edited, bookings, asItShouldBe, "seed " + seed + ", taken: " + taken);
    }
  }

  /** Each slip goes into a good file, while the one before is taken back. */
  private static List<String> save(
      EditedCalroute edited, List<String> files, int slips, Random random) {
    List<String> taken = new ArrayList<>();
    String before = files.get(0);
    String goodBefore = edited.text(before);
    for (int i = 0; i < slips; i++) {
      String file = files.get(random.nextInt(files.size()));
      Slip slip = Slip.values()[random.nextInt(Slip.values().length)];
      edited.save(before, goodBefore);
      String good = edited.text(file);
      before = file;
      goodBefore = good;
      String bad = slip.into(good, random);
      edited.save(file, bad);
      String saved = edited.onDisk();
      await(slip + " in " + file)
          .atMost(SOON)
          .pollInterval(OFTEN)
          .until(() -> saved.equals(edited.bundle().path("onDisk").textValue()));
      JsonNode bundle = edited.bundle();
      if (saved.equals(bundle.path("version").textValue())) {
        if (!good.equals(bad)) {
          taken.add(slip + " in " + file);
        }
      } else {
        assertThat(bundle.path("problems").toString())
            .as("%s in %s", slip, file)
            .contains(file.substring(0, file.indexOf('/')));
      }
    }
    return taken;
  }

  private static JsonNode firstEvent(EditedCalroute edited) {
    SavvyCalBooking booking = SavvyCalBooking.of("appt_first").with("prov_ben000000001");
    assertThat(edited.send(booking, "appointment.created")).isEqualTo(202);
    await().atMost(SOON).until(() -> events(edited).containsKey("appt_first"));
    return words(events(edited).get("appt_first").get(0), "appt_first");
  }

  private static Map<String, List<SimulatedEvent>> events(EditedCalroute edited) {
    return edited.installation().google().calendar("ben@example.com").events().stream()
        .filter(event -> event.marker() != null && !event.cancelled())
        .collect(Collectors.groupingBy(event -> event.marker().appointment().split("/")[2]));
  }

  /** What each provider's callbacks became: one thing each. */
  private static List<Map<String, Object>> outcomes(EditedCalroute edited) {
    return edited
        .calroute()
        .bean(JdbcTemplate.class)
        .queryForList(
            "select provider, outcome, reason_code, count(*) from callback group by 1, 2, 3");
  }

  private static void assertEveryBookingStandsOnce(
      EditedCalroute edited, List<String> bookings, JsonNode asItShouldBe, String story) {
    Map<String, List<SimulatedEvent>> events = events(edited);
    assertThat(bookings).isNotEmpty();
    for (String booking : bookings) {
      assertThat(events.getOrDefault(booking, List.of())).as("%s, %s", booking, story).hasSize(1);
      assertThat(words(events.get(booking).get(0), booking)).as(story).isEqualTo(asItShouldBe);
    }
  }

  /** What an event says, without what differs from one appointment to the next. */
  private static JsonNode words(SimulatedEvent event, String booking) {
    ObjectNode words = event.resource().deepCopy();
    words.retain(
        "summary",
        "description",
        "location",
        "start",
        "end",
        "status",
        "transparency",
        "visibility");
    if (words.has("description")) {
      words.put("description", words.path("description").asText().replace(booking, "it"));
    }
    return words;
  }
}
