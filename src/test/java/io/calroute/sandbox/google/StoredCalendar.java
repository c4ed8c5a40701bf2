package io.calroute.sandbox.google;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One calendar with its events and tombstones, in the order of creation. */
final class StoredCalendar {

  final String id;
  final Map<String, GoogleEvent> events = new LinkedHashMap<>();
  ZoneId zone;

  /** Counts changes; sync tokens point into it. */
  long changes;

  /** Sync tokens of an older epoch are no longer valid. */
  long epoch = 1;

  StoredCalendar(String id, ZoneId zone) {
    this.id = id;
    this.zone = zone;
  }

  /** The event as callers see it; null when there is none, or when it is hidden for now. */
  GoogleEvent visible(String eventId, Instant now) {
    GoogleEvent event = events.get(eventId);
    return event == null || now.isBefore(event.hiddenUntil) ? null : event;
  }

  List<GoogleEvent> live() {
    return events.values().stream()
        .filter(event -> !event.cancelled())
        .sorted(Comparator.comparing(event -> event.start().at(zone)))
        .toList();
  }
}
