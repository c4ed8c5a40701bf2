package io.calroute.destination;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An event or online meeting as the target showed it last.
 *
 * @param etag the target's version, quoted as it came; null for online meetings
 * @param iCalUid the id shared by all copies of the event; null for online meetings
 * @param cancelled true for a tombstone: the id is taken, nothing is to be seen in the calendar
 * @param joinUrl where people join the online meeting; null when there is none
 * @param marker what the event says about itself; null when it carries no marker of ours, or when
 *     the answer does not show it (Graph shows it only when asked)
 * @param resource the whole resource as it came
 */
public record StandingEvent(
    String id,
    String etag,
    String iCalUid,
    boolean cancelled,
    String joinUrl,
    Marker marker,
    JsonNode resource) {}
