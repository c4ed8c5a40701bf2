package io.calroute.operations.call;

import java.time.Duration;
import java.time.Instant;

/**
 * A call to a target about an appointment.
 *
 * @param appointment id in the store
 * @param target the target's key
 * @param operation the word for it, such as {@code create}
 * @param eventId null where the target makes it, and for finds
 * @param took until it was answered; null for calls of older versions
 * @param code why it failed; null when it did not
 * @param message the same in one sentence
 */
public record MadeCall(
    long appointment,
    Instant at,
    String target,
    String calendar,
    String operation,
    String eventId,
    Duration took,
    String code,
    String message) {}
