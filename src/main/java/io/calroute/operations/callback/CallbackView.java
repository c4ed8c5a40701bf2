package io.calroute.operations.callback;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.calroute.operations.appointment.AppointmentView;
import java.time.Instant;

/**
 * A callback as the API shows it.
 *
 * @param provider such as {@code acme}
 * @param connection such as {@code default}
 * @param type the provider's name for what happened; null until known
 * @param appointmentId the provider's id of the appointment; null until known
 * @param outcome {@code pending}, {@code applied}, {@code unchanged}, {@code stale}, {@code
 *     ignored} or {@code failed}
 * @param source {@code webhook} when the provider sent it, otherwise where Calroute read it: {@code
 *     list}, {@code get} or {@code import}
 * @param reason null when there is nothing to say
 * @param body what came in: JSON, or text when it is not JSON after all; left out of lists
 */
public record CallbackView(
    String id,
    String provider,
    String connection,
    String type,
    String appointmentId,
    Instant receivedAt,
    String source,
    String outcome,
    AppointmentView.Remark reason,
    int attempts,
    @JsonInclude(JsonInclude.Include.NON_NULL) Object body) {}
