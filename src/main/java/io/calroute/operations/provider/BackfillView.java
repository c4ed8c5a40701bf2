package io.calroute.operations.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.calroute.operations.appointment.AppointmentView;
import io.calroute.sync.backfill.Backfill;
import java.time.Instant;

/**
 * A backfill as the API shows it.
 *
 * @param kind {@code backfill}, or {@code import} for a file
 * @param listed rows that were read so far
 * @param total rows that there are; null when the provider does not say
 * @param waiting appointments that are in no calendar yet
 * @param create events that accepting it makes; 0 before it is planned
 * @param adopt events that are taken over: the provider's own, and those that were found
 * @param leave appointments that are to stand nowhere
 * @param conflicts what can't be done, the first 200 of {@code conflictsFound}
 * @param calendars how many events each calendar gets, and why one was {@code unseen}
 * @param reason why it does not go on at present, or how far planning has come; null otherwise
 */
public record BackfillView(
    String id,
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
    long waiting,
    int create,
    int adopt,
    int leave,
    int conflictsFound,
    JsonNode conflicts,
    JsonNode calendars,
    AppointmentView.Remark reason) {

  public static BackfillView of(Backfill one) {
    JsonNode plan = one.plan() == null ? JsonNodeFactory.instance.objectNode() : one.plan();
    return new BackfillView(
        Long.toString(one.id()),
        one.provider(),
        one.connection(),
        one.kind(),
        one.state(),
        one.begunAt(),
        one.endedAt(),
        one.from(),
        one.to(),
        one.listed(),
        one.total(),
        one.held(),
        plan.path("create").asInt(),
        plan.path("adopt").asInt(),
        plan.path("leave").asInt(),
        plan.path("conflictsFound").asInt(),
        plan.withArray("/conflicts"),
        plan.withArray("/calendars"),
        one.code() == null ? null : new AppointmentView.Remark(one.code(), one.reason()));
  }
}
