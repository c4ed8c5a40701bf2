package io.calroute.sandbox.graph.mailbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * An online meeting, for assertions.
 *
 * @param organizer mailbox of the organizer
 * @param id Graph's id
 * @param externalId the id that the app gave; null for a meeting made without one
 * @param joinUrl where people join
 * @param subject title
 * @param start when it starts
 * @param end when it ends
 * @param resource the resource as Graph shows it
 */
public record SimulatedMeeting(
    String organizer,
    String id,
    String externalId,
    String joinUrl,
    String subject,
    Instant start,
    Instant end,
    JsonNode resource) {}
