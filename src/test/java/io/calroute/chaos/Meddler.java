package io.calroute.chaos;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.SimulatedCalendar;
import io.calroute.sandbox.SimulatedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Somebody who edits and deletes events in the calendars. */
final class Meddler {

  private final Installation installation;
  private final Random random;
  private final Set<String> meddledWith = new TreeSet<>();
  private int edits;
  private int deletions;

  Meddler(Installation installation, long seed) {
    this.installation = installation;
    this.random = new Random(seed);
  }

  /** Disturbs a few events. */
  void meddle(int events) {
    List<SimulatedEvent> google = all(installation.google().calendars());
    List<SimulatedEvent> office365 = all(installation.graph().mailboxes());
    for (int i = 0; i < events; i++) {
      boolean inGoogle = random.nextBoolean();
      List<SimulatedEvent> choice = inGoogle ? google : office365;
      if (!choice.isEmpty()) {
        disturb(choice.get(random.nextInt(choice.size())), inGoogle);
      }
    }
  }

  /** Keys of the appointments whose events were disturbed. */
  Set<String> meddledWith() {
    return Set.copyOf(meddledWith);
  }

  int edits() {
    return edits;
  }

  int deletions() {
    return deletions;
  }

  private void disturb(SimulatedEvent event, boolean inGoogle) {
    boolean delete = random.nextBoolean();
    try {
      if (inGoogle && delete) {
        installation.google().calendar(event.calendar()).delete(event.id());
      } else if (inGoogle) {
        installation
            .google()
            .calendar(event.calendar())
            .edit(event.id(), Json.parse("{\"summary\": \"Lunch\", \"colorId\": \"5\"}"));
      } else if (delete) {
        installation.graph().mailbox(event.calendar()).delete(event.id());
      } else {
        installation
            .graph()
            .mailbox(event.calendar())
            .edit(
                event.id(),
                Json.parse("{\"subject\": \"Lunch\", \"location\": {\"displayName\": \"Bar\"}}"));
      }
    } catch (IllegalArgumentException goneMeanwhile) {
      return;
    }
    meddledWith.add(event.marker().appointment());
    if (delete) {
      deletions++;
    } else {
      edits++;
    }
  }

  private static List<SimulatedEvent> all(List<SimulatedCalendar> calendars) {
    List<SimulatedEvent> events = new ArrayList<>();
    for (SimulatedCalendar calendar : calendars) {
      calendar.events().stream().filter(event -> event.marker() != null).forEach(events::add);
    }
    return events;
  }
}
