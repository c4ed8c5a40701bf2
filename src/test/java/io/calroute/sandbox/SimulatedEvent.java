package io.calroute.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.destination.Marker;
import java.time.Instant;

/**
 * An event in a simulated calendar, for assertions and for people.
 *
 * @param calendar calendar or mailbox
 * @param id the target's id; at Graph the immutable one
 * @param etag the target's version, quoted as it is sent
 * @param cancelled true for a tombstone
 * @param title what people read
 * @param start when it starts; for an all-day event midnight in {@code zone}
 * @param end when it ends
 * @param zone the zone the client gave, as it gave it
 * @param allDay whether it covers whole days
 * @param location where; null when it does not say
 * @param joinUrl link of the online meeting in the target; null without one
 * @param marker what it says about itself; null without a marker of ours
 * @param resource the resource as the API shows it, extended properties included
 */
public record SimulatedEvent(
    String calendar,
    String id,
    String etag,
    boolean cancelled,
    String title,
    Instant start,
    Instant end,
    String zone,
    boolean allDay,
    String location,
    String joinUrl,
    Marker marker,
    JsonNode resource) {}
