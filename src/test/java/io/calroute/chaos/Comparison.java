package io.calroute.chaos;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.SimulatedCalendar;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.graph.mailbox.SimulatedMeeting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Compares the calendars, to the event, with what the providers want. */
final class Comparison {

  /** Mailbox that owns the meetings of events that carry none. */
  static final String ORGANIZER = "meetings@example.org";

  private final Map<String, List<SimulatedEvent>> standing = new HashMap<>();
  private final Map<String, SimulatedMeeting> meetings = new HashMap<>();
  private final Map<String, List<String>> faults = new TreeMap<>();
  private final Set<String> meetingsInUse = new HashSet<>();

  private Comparison(Installation installation) {
    Stream.of(installation.google().calendars(), installation.graph().mailboxes())
        .flatMap(List::stream)
        .map(SimulatedCalendar::events)
        .flatMap(List::stream)
        .forEach(
            event ->
                standing
                    .computeIfAbsent(
                        event.marker() == null ? "" : event.marker().appointment(),
                        key -> new ArrayList<>())
                    .add(event));
    for (SimulatedCalendar mailbox : installation.graph().mailboxes()) {
      installation
          .graph()
          .mailbox(mailbox.id())
          .meetings()
          .forEach(meeting -> meetings.put(meeting.joinUrl(), meeting));
    }
  }

  /**
   * Compares.
   *
   * @return what is wrong, by key of the appointment; empty when all is well
   */
  static Map<String, List<String>> of(List<Wish> wishes, Installation installation) {
    Comparison comparison = new Comparison(installation);
    wishes.forEach(comparison::check);
    comparison.standing.forEach(
        (key, events) -> comparison.blame(key, events.size() + " events stand for nothing"));
    comparison.meetings.forEach(
        (link, meeting) -> {
          if (!comparison.meetingsInUse.contains(link)) {
            comparison.blame("meetings", "The meeting " + meeting + " stands for nothing");
          }
        });
    return comparison.faults;
  }

  private void check(Wish wish) {
    List<SimulatedEvent> events = standing.getOrDefault(wish.key(), List.of());
    standing.remove(wish.key());
    List<Staff> staff = wish.cancelled() ? List.of() : wish.staff();
    if (events.size() != staff.size()) {
      blame(wish.key(), events.size() + " events stand instead of " + staff.size());
    }
    String link = link(wish, events);
    for (Staff one : staff) {
      List<SimulatedEvent> theirs =
          events.stream().filter(event -> event.calendar().equals(one.calendar())).toList();
      if (theirs.size() == 1) {
        check(wish, one, theirs.get(0), link);
      } else {
        blame(wish.key(), theirs.size() + " events stand for " + one);
      }
    }
  }

  /** The link that all events are to show; null for none. */
  private String link(Wish wish, List<SimulatedEvent> events) {
    if (!wish.wantsTeams()) {
      return wish.cancelled() ? null : wish.link();
    }
    Staff primary = wish.staff().get(0);
    SimulatedEvent first =
        events.stream()
            .filter(event -> event.calendar().equals(primary.calendar()))
            .findFirst()
            .orElse(null);
    if (first == null) {
      return null;
    }
    if (primary.carriesTeams()) {
      return first.joinUrl();
    }
    SimulatedMeeting meeting = meetings.get(first.location());
    if (meeting == null || !meeting.organizer().equals(ORGANIZER)) {
      blame(wish.key(), "No meeting stands for the link " + first.location());
    } else if (!meetingsInUse.add(meeting.joinUrl())) {
      blame(wish.key(), "It shares a meeting with another appointment");
    }
    return first.location();
  }

  private void check(Wish wish, Staff staff, SimulatedEvent event, String link) {
    String where = " in " + event.calendar() + " of generation " + event.marker().generation();
    if (!event.start().equals(wish.start())
        || !event.end().equals(wish.start().plus(Duration.ofMinutes(wish.minutes())))) {
      blame(wish.key(), "It is from " + event.start() + " to " + event.end() + where);
    }
    if (!event.title().equals(wish.title())) {
      blame(wish.key(), "It is called " + event.title() + where);
    }
    boolean carries = wish.wantsTeams() && staff == wish.staff().get(0) && staff.carriesTeams();
    if (carries != (event.joinUrl() != null)) {
      blame(wish.key(), "Its own join link is " + event.joinUrl() + where);
    }
    String place = event.location() == null ? "" : event.location();
    if (wish.virtual() && !carries && !place.equals(link)) {
      blame(wish.key(), "It shows the link " + place + ", not " + link + where);
    }
    if (!wish.virtual() && place.startsWith("https:")) {
      blame(wish.key(), "It shows the link " + place + where);
    }
    String text =
        staff.inGoogle()
            ? event.resource().path("description").asText()
            : event.resource().path("body").path("content").asText();
    if (!text.contains("Service: " + wish.service() + "\n")
        && !text.contains("Service: " + wish.service() + "<br>")) {
      blame(wish.key(), "It says " + text + where);
    }
    if (carries && !text.contains(String.valueOf(event.joinUrl()))) {
      blame(wish.key(), "The meeting's block is gone from its body" + where);
    }
  }

  private void blame(String key, String fault) {
    faults.computeIfAbsent(key, any -> new ArrayList<>()).add(fault);
  }
}
