package io.calroute.provider.asking;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * An appointment whose state is to be asked for.
 *
 * @param appointment the provider's id of it
 * @param document the canonical appointment as far as it is known; null when nothing is
 * @param hint the callback that gave reason to ask, and counts by its arrival when nobody can be
 *     asked; null for none
 * @param dueAt when to ask
 */
public record Ask(
    String provider,
    String connection,
    String appointment,
    JsonNode document,
    Long hint,
    Instant dueAt) {}
