package io.calroute.sync.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A backfill as it stands.
 *
 * @param kind {@code backfill} or {@code import}
 * @param state {@code listing}, {@code planned}, {@code writing}, {@code done} or {@code stopped}
 * @param from start of the range of appointments
 * @param to end of the range
 * @param listed rows that were read so far
 * @param total rows that there are, as the provider says; null when it does not say
 * @param held appointments that are in no calendar yet
 * @param plan what accepting it does; null before it is planned
 * @param code why it does not go on at present, or {@code planning}; null when it is reading
 * @param reason the same in a sentence
 */
public record Backfill(
    long id,
    String provider,
    String connection,
    String kind,
    String state,
    Instant begunAt,
    Instant endedAt,
    Instant from,
    Instant to,
    long listed,
    Long total,
    long held,
    JsonNode plan,
    String code,
    String reason) {}
