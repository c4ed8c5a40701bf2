package io.calroute.mapping.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.ibm.icu.util.TimeZone;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** Every zone of this Java, around every change of its clocks from 2024 to 2030. */
class TimePropertiesTest {
  private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2031-01-01T00:00:00Z");
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

  @Provide
  Arbitrary<String> zones() {
    return Arbitraries.of(ZoneId.getAvailableZoneIds().stream().sorted().toList());
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void anInstantSurvivesAnyClock(@ForAll("zones") String zone) {
    ZoneRules rules = ZoneId.of(zone).getRules();
    for (Instant instant : aroundTransitions(rules)) {
      checkClocks(zone, rules, instant);
      checkGraph(zone, instant, Duration.ofMinutes(30));
    }
  }

  @Property
  void anInstantSurvivesAnyClockOnAnyDay(
      @ForAll("zones") String zone,
      @ForAll @LongRange(min = 1_704_067_200L, max = 1_924_991_999L) long seconds,
      @ForAll @LongRange(min = 0, max = 86_400) long length) {
    Instant instant = Instant.ofEpochSecond(seconds);
    checkClocks(zone, ZoneId.of(zone).getRules(), instant);
    checkGraph(zone, instant, Duration.ofSeconds(length));
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void aClockTimeThatIsSkippedMovesForwardByTheGap(@ForAll("zones") String zone) {
    for (ZoneOffsetTransition transition : transitions(ZoneId.of(zone).getRules())) {
      if (transition.isGap()) {
        LocalDateTime skipped = transition.getDateTimeBefore().plusMinutes(10);
        assertThat(instant(skipped.format(CLOCK), zone))
            .isEqualTo(transition.getInstant().plus(Duration.ofMinutes(10)).toString());
      }
    }
  }

  private static void checkClocks(String zone, ZoneRules rules, Instant instant) {
    String local = call("local-time", instant.toString(), zone);
    ZoneOffset earlier = rules.getValidOffsets(LocalDateTime.parse(local)).get(0);
    assertThat(instant(local, zone))
        .isEqualTo(LocalDateTime.parse(local).toInstant(earlier).toString());
    assertThat(instant(call("offset-time", instant.toString(), zone), null))
        .isEqualTo(instant.toString());
  }

  private static void checkGraph(String zone, Instant start, Duration length) {
    Instant end = start.plus(length);
    String windows = WindowsZones.sameClock(ZoneId.of(zone), start, end);
    if (!windows.equals("UTC")) {
      ZoneId back = ZoneId.of(TimeZone.getIDForWindowsID(windows, "001"));
      for (Instant instant : List.of(start, end)) {
        LocalDateTime clock = LocalDateTime.parse(call("local-time", instant.toString(), zone));
        assertThat(back.getRules().getValidOffsets(clock)).hasSize(1);
        assertThat(clock.atZone(back).toInstant()).isEqualTo(instant);
      }
    }
  }

  private static List<Instant> aroundTransitions(ZoneRules rules) {
    List<Instant> instants = new ArrayList<>(List.of(FROM));
    for (ZoneOffsetTransition transition : transitions(rules)) {
      for (long seconds : new long[] {-7200, -3601, -3600, -1800, -1, 0, 1, 1799, 3599, 3600}) {
        instants.add(transition.getInstant().plusSeconds(seconds));
      }
    }
    return instants;
  }

  private static List<ZoneOffsetTransition> transitions(ZoneRules rules) {
    List<ZoneOffsetTransition> found = new ArrayList<>();
    ZoneOffsetTransition next = rules.nextTransition(FROM);
    while (next != null && next.getInstant().isBefore(TO)) {
      found.add(next);
      next = rules.nextTransition(next.getInstant());
    }
    return found;
  }

  private static String instant(String value, String zone) {
    return PointInTime.read(TextNode.valueOf(value)).wholeSecondsIn(zone).toString();
  }

  private static String call(String function, String instant, String zone) {
    return TimeFunctions.all().stream()
        .filter(known -> known.getName().equals(function))
        .findFirst()
        .orElseThrow()
        .call(null, new JsonNode[] {TextNode.valueOf(instant), TextNode.valueOf(zone)})
        .textValue();
  }
}
