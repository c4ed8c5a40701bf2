package io.calroute.access.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A row of the audit.
 *
 * @param at when it began; the hour, for what is counted
 * @param who empty for somebody who is not known
 * @param path the reason of a refusal, for somebody who is not known
 * @param ids an object
 * @param status null for what is under way, or whose process ended
 * @param times how often; more than once only for somebody who is not known
 */
public record AuditRow(
    String id,
    Instant at,
    String who,
    String how,
    String source,
    String method,
    String path,
    JsonNode ids,
    Integer status,
    long times) {}
