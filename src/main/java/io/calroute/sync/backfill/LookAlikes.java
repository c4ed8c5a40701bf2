package io.calroute.sync.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.destination.StandingEvent;
import io.calroute.sync.planner.EventDifference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the events in one calendar that a former integration, or somebody by hand, has made for
 * appointments that Calroute is about to make events for: same start and same title. Pure.
 */
final class LookAlikes {

  private static final String SINGLE = "singleInstance";

  private LookAlikes() {}

  /**
   * An appointment that has no event yet.
   *
   * @param appointment id in the store
   * @param key the provider's id of it
   * @param titles how its event may be called: as the provider says, and as the mapping makes it
   */
  record Awaited(long appointment, String key, Instant start, Set<String> titles) {

    Awaited {
      titles = Set.copyOf(titles.stream().map(LookAlikes::plain).toList());
    }
  }

  /** An event that can be taken over. */
  record Match(Awaited awaited, String event) {}

  /** An appointment that has look-alikes, of which none is taken over. */
  record Unclear(Awaited awaited, String code, String reason) {}

  /** What was found in one calendar. */
  record Result(List<Match> matches, List<Unclear> unclear) {}

  /**
   * Compares. Of equal appointments and equal events any goes with any: they are made equal to what
   * is wanted afterwards.
   *
   * @param awaited the appointments, by start
   * @param events all events of the calendar in the time that the appointments are in
   */
  static Result find(List<Awaited> awaited, List<StandingEvent> events) {
    List<Match> matches = new ArrayList<>();
    List<Unclear> unclear = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    Map<Instant, List<StandingEvent>> standing = byStart(events);
    Map<Instant, List<Awaited>> together =
        awaited.stream().collect(Collectors.groupingBy(Awaited::start));
    for (Awaited one : awaited) {
      List<StandingEvent> like =
          standing.getOrDefault(one.start(), List.of()).stream()
              .filter(event -> isLike(one, event))
              .toList();
      List<StandingEvent> free =
          like.stream()
              .filter(event -> mayBeTaken(event) && !taken.contains(event.id()))
              .sorted(Comparator.comparing(StandingEvent::id))
              .toList();
      long equals = together.get(one.start()).stream().filter(other -> isEqual(one, other)).count();
      if (like.isEmpty() || like.stream().allMatch(event -> taken.contains(event.id()))) {
        continue;
      }
      if (free.isEmpty()) {
        unclear.add(
            new Unclear(
                one,
                "not-to-be-adopted",
                "An event with its start and title is part of a series or organized by somebody"
                    + " else, and stays beside the new one; remove it if it is not wanted."));
      } else if (like.size() > equals) {
        unclear.add(
            new Unclear(
                one,
                "several-look-alikes",
                like.size()
                    + " events have its start and title; remove the others and begin a new"
                    + " backfill, or a new one is made beside them."));
      } else {
        taken.add(free.get(0).id());
        matches.add(new Match(one, free.get(0).id()));
      }
    }
    return new Result(matches, unclear);
  }

  /** What may be taken at all. A calendar holds thousands of events, and each is read once. */
  private static Map<Instant, List<StandingEvent>> byStart(List<StandingEvent> events) {
    Map<Instant, List<StandingEvent>> byStart = new HashMap<>();
    for (StandingEvent event : events) {
      if (event.marker() == null) {
        EventDifference.begins(event.resource())
            .ifPresent(at -> byStart.computeIfAbsent(at, any -> new ArrayList<>()).add(event));
      }
    }
    return byStart;
  }

  private static boolean isLike(Awaited awaited, StandingEvent event) {
    JsonNode resource = event.resource();
    String title = resource.path("summary").asText(resource.path("subject").asText(""));
    return awaited.titles().contains(plain(title));
  }

  private static boolean isEqual(Awaited one, Awaited other) {
    return other.titles().stream().anyMatch(one.titles()::contains);
  }

  /** A change of a copy of somebody else's event, or of one in a series, is not a change of it. */
  private static boolean mayBeTaken(StandingEvent event) {
    JsonNode resource = event.resource();
    // Google says who the organizer is, and "self" only where that is the calendar itself.
    boolean own =
        resource.has("isOrganizer")
            ? resource.path("isOrganizer").asBoolean()
            : !resource.has("organizer") || resource.at("/organizer/self").asBoolean();
    return own
        && !resource.has("recurringEventId")
        && resource.path("type").asText(SINGLE).equals(SINGLE);
  }

  private static String plain(String title) {
    return title.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }
}
