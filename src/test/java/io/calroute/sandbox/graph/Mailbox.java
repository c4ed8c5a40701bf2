package io.calroute.sandbox.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.SlidingWindow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One mailbox: its events, its online meetings and what it remembers of creates. */
final class Mailbox {

  final String address;
  final String objectId;
  final SlidingWindow window = new SlidingWindow(Duration.ofMinutes(10));
  final Map<String, Creation> creations = new HashMap<>();
  final Map<String, Meeting> meetings = new LinkedHashMap<>();

  /** Removed events, for delta. */
  final List<GraphEvent> removed = new ArrayList<>();

  boolean teamsAllowed = true;
  boolean unknown;
  boolean outOfScope;
  long changes;
  long deltaEpoch = 1;

  private final Map<String, GraphEvent> byEntryId = new LinkedHashMap<>();
  private final Map<String, GraphEvent> byImmutableId = new HashMap<>();

  Mailbox(String address) {
    this.address = address;
    objectId = UUID.nameUUIDFromBytes(address.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /**
   * What a transactionId has made.
   *
   * @param event the event
   * @param body the body that made it
   * @param time when
   */
  record Creation(GraphEvent event, JsonNode body, Instant time) {}

  Collection<GraphEvent> events() {
    return byEntryId.values();
  }

  List<GraphEvent> byStart() {
    return byEntryId.values().stream().sorted(Comparator.comparing(GraphEvent::start)).toList();
  }

  GraphEvent event(String id) {
    GraphEvent event = byEntryId.get(id);
    return event == null ? byImmutableId.get(id) : event;
  }

  void add(GraphEvent event) {
    byEntryId.put(event.entryId, event);
    byImmutableId.put(event.immutableId, event);
  }

  /** Puts back what was kept; removed events are kept as well, because transactions know them. */
  void restore(GraphEvent event) {
    add(event);
    changes = Math.max(changes, event.change);
    if (event.deleted) {
      remove(event);
    }
  }

  void remove(GraphEvent event) {
    byEntryId.remove(event.entryId);
    byImmutableId.remove(event.immutableId);
    event.deleted = true;
    removed.add(event);
  }

  void wipe() {
    List.copyOf(byEntryId.values()).forEach(this::remove);
    removed.clear();
    creations.clear();
    deltaEpoch++;
  }
}
