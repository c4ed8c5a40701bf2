package io.calroute.sandbox.graph.mailbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.graph.event.GraphEvent;
import io.calroute.sandbox.server.SlidingWindow;
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
public final class Mailbox {

  public final String address;
  public final String objectId;
  public final SlidingWindow window = new SlidingWindow(Duration.ofMinutes(10));
  public final Map<String, Creation> creations = new HashMap<>();
  final Map<String, Meeting> meetings = new LinkedHashMap<>();

  /** Removed events, for delta. */
  public final List<GraphEvent> removed = new ArrayList<>();

  public boolean teamsAllowed = true;
  public boolean unknown;
  public boolean outOfScope;
  public long changes;
  public long deltaEpoch = 1;

  private final Map<String, GraphEvent> byEntryId = new LinkedHashMap<>();
  private final Map<String, GraphEvent> byImmutableId = new HashMap<>();

  public Mailbox(String address) {
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
  public record Creation(GraphEvent event, JsonNode body, Instant time) {}

  public Collection<GraphEvent> events() {
    return byEntryId.values();
  }

  public List<GraphEvent> byStart() {
    return byEntryId.values().stream().sorted(Comparator.comparing(GraphEvent::start)).toList();
  }

  public GraphEvent event(String id) {
    GraphEvent event = byEntryId.get(id);
    return event == null ? byImmutableId.get(id) : event;
  }

  public void add(GraphEvent event) {
    byEntryId.put(event.entryId, event);
    byImmutableId.put(event.immutableId, event);
  }

  /** Puts back what was kept; removed events are kept as well, because transactions know them. */
  public void restore(GraphEvent event) {
    add(event);
    changes = Math.max(changes, event.change);
    if (event.deleted) {
      remove(event);
    }
  }

  public void remove(GraphEvent event) {
    byEntryId.remove(event.entryId);
    byImmutableId.remove(event.immutableId);
    event.deleted = true;
    removed.add(event);
  }

  public void wipe() {
    List.copyOf(byEntryId.values()).forEach(this::remove);
    removed.clear();
    creations.clear();
    deltaEpoch++;
  }
}
