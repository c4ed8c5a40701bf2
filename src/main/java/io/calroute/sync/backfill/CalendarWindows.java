package io.calroute.sync.backfill;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.calroute.appointment.directory.Calendar;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.policy.SyncSettings;
import io.calroute.sync.lane.QuotaGate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.camel.ProducerTemplate;
import org.springframework.stereotype.Component;

/**
 * Lists what stands in calendars in a span of time, whoever has made it. Safe for concurrent use.
 */
@Component
final class CalendarWindows {

  private static final Failure PLANNED =
      Failure.of(
          Failure.Kind.PERMANENT,
          "mode-plan",
          "In the mode plan nobody looks into calendars: events that are there already are not"
              + " found.");

  private final QuotaGate quotaGate;
  private final SyncSettings.Sync sync;

  CalendarWindows(QuotaGate quotaGate, SyncSettings.Sync sync) {
    this.quotaGate = quotaGate;
    this.sync = sync;
  }

  /**
   * Lists the events of one calendar that begin in a window, and perhaps some that began before.
   *
   * @param from start of the first one
   * @param to start of the last one
   * @param routes where the call is made
   */
  Answer list(Calendar calendar, Instant from, Instant to, ProducerTemplate routes) {
    if (sync.isPlanned()) {
      return new Answer.Refused(PLANNED);
    }
    Call call =
        new Call(
            calendar.target(),
            Call.Operation.WINDOW,
            calendar.id(),
            null,
            null,
            JsonNodeFactory.instance
                .objectNode()
                .put("from", from.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("to", to.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1).toString()),
            null);
    return routes.requestBody(
        "direct:write-" + calendar.target().key(), quotaGate.spend(call), Answer.class);
  }
}
