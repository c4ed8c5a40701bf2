package io.calroute.sync.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.destination.Marker;
import io.calroute.destination.StandingEvent;
import io.calroute.sandbox.Json;
import io.calroute.sync.backfill.LookAlikes.Awaited;
import io.calroute.sync.backfill.LookAlikes.Match;
import io.calroute.sync.backfill.LookAlikes.Unclear;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LookAlikesTest {

  private static final Instant TEN = Instant.parse("2026-12-01T10:00:00Z");
  private static final String GOOGLE =
      "{'summary': '%s', 'start': {'dateTime': '2026-12-01T11:00:00+01:00'}}";

  @Test
  void anEventWithTheSameStartAndTitleIsTaken() {
    assertThat(matches(awaited(1), google("a", "Haircut: Kim"))).containsExactly("a");
    assertThat(matches(awaited(1), google("a", "  haircut:   KIM "))).containsExactly("a");
    assertThat(
            matches(
                awaited(1),
                event(
                    "g",
                    null,
                    "{'subject': 'Haircut: Kim', 'type': 'singleInstance', 'isOrganizer': true,"
                        + " 'start': {'dateTime': '2026-12-01T11:00:00.0000000',"
                        + " 'timeZone': 'W. Europe Standard Time'}}")))
        .containsExactly("g");
  }

  @Test
  void anotherStartOrTitleIsAnotherEvent() {
    assertThat(matches(awaited(1), google("a", "Haircut"))).isEmpty();
    assertThat(
            matches(
                new Awaited(1, "b", TEN.plusSeconds(60), Set.of("Haircut: Kim")),
                google("a", "Haircut: Kim")))
        .isEmpty();
    assertThat(
            matches(
                awaited(1),
                event("a", null, "{'summary': 'Haircut: Kim', 'start': {'date': '2026-12-01'}}")))
        .isEmpty();
  }

  @Test
  void eachEventOfAFullCalendarIsReadOnce() {
    AtomicInteger reads = new AtomicInteger();
    List<Awaited> awaited = new ArrayList<>();
    List<StandingEvent> events = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Instant start = TEN.plusSeconds(60L * i);
      ObjectNode resource = new CountedReads(reads);
      resource.put("summary", "Haircut: Kim").putObject("start").put("dateTime", start.toString());
      awaited.add(new Awaited(i, "booking-" + i, start, Set.of("Haircut: Kim")));
      events.add(new StandingEvent("event-" + i, "1", null, false, null, null, resource));
    }
    assertThat(LookAlikes.find(awaited, events).matches()).hasSize(300);
    assertThat(reads.get()).isEqualTo(300);
  }

  /** Counts how often somebody looks when the event begins. */
  @SuppressWarnings("unchecked") // Jackson overrides with a raw type.
  private static final class CountedReads extends ObjectNode {
    private static final long serialVersionUID = 1L;
    private final transient AtomicInteger reads;

    CountedReads(AtomicInteger reads) {
      super(JsonNodeFactory.instance);
      this.reads = reads;
    }

    @Override
    public JsonNode path(String member) {
      if (member.equals("start")) {
        reads.incrementAndGet();
      }
      return super.path(member);
    }
  }

  @Test
  void anEventThatStandsForAnAppointmentAlreadyIsLeftToIt() {
    assertThat(
            matches(
                awaited(1),
                event(
                    "a", new Marker("acme/default/1", 1, "1-x"), GOOGLE.formatted("Haircut: Kim"))))
        .isEmpty();
  }

  @Test
  void equalAppointmentsTakeEqualEventsOneEach() {
    LookAlikes.Result result =
        LookAlikes.find(
            List.of(awaited(1), awaited(2), awaited(3)),
            List.of(google("b", "Haircut: Kim"), google("a", "Haircut: Kim")));
    assertThat(result.matches()).extracting(Match::event).containsExactly("a", "b");
    assertThat(result.unclear()).isEmpty();
  }

  @Test
  void moreEventsThanAppointmentsAreForSomebodyToSortOut() {
    LookAlikes.Result result =
        LookAlikes.find(
            List.of(awaited(1)), List.of(google("a", "Haircut: Kim"), google("b", "Haircut: Kim")));
    assertThat(result.matches()).isEmpty();
    assertThat(result.unclear()).extracting(Unclear::code).containsExactly("several-look-alikes");
  }

  @Test
  void copiesOfOthersEventsAndPartsOfSeriesAreNotTaken() {
    for (String more :
        List.of(
            "'organizer': {'email': 'boss@example.com'}",
            "'recurringEventId': 'weekly'",
            "'isOrganizer': false",
            "'type': 'occurrence'")) {
      String event = GOOGLE.formatted("Haircut: Kim").replace("'start'", more + ", 'start'");
      LookAlikes.Result result =
          LookAlikes.find(List.of(awaited(1)), List.of(event("a", null, event)));
      assertThat(result.matches()).as(more).isEmpty();
      assertThat(result.unclear())
          .as(more)
          .extracting(Unclear::code)
          .containsExactly("not-to-be-adopted");
    }
  }

  private static List<String> matches(Awaited awaited, StandingEvent event) {
    return LookAlikes.find(List.of(awaited), List.of(event)).matches().stream()
        .map(Match::event)
        .toList();
  }

  private static Awaited awaited(long id) {
    return new Awaited(id, "b" + id, TEN, Set.of("Haircut: Kim", "Kim"));
  }

  private static StandingEvent google(String id, String title) {
    return event(id, null, GOOGLE.formatted(title));
  }

  private static StandingEvent event(String id, Marker marker, String resource) {
    JsonNode json = Json.parse(resource.replace('\'', '"'));
    return new StandingEvent(id, null, null, false, null, marker, json);
  }
}
