package io.calroute.console.today;

import io.calroute.appointment.AppointmentKey;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Outcome;
import io.calroute.console.page.Counted;
import io.calroute.operations.web.Snapshots;
import io.calroute.reference.ReferenceStore;
import io.calroute.sync.turn.Resync;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Does again what has one cause. Appointments are made due one after the other in the background;
 * what a stop leaves undone is still listed as what needs somebody. Safe for concurrent use.
 */
@Component
final class DoneAgain implements DisposableBean {

  private static final Logger LOG = LoggerFactory.getLogger(DoneAgain.class);
  private static final ThreadFactory DAEMONS =
      task -> {
        Thread thread = new Thread(task, "console-again");
        thread.setDaemon(true);
        return thread;
      };

  private final Snapshots snapshots;
  private final Resync resync;
  private final Journal journal;
  private final ExecutorService inOrder = Executors.newSingleThreadExecutor(DAEMONS);

  DoneAgain(Snapshots snapshots, Resync resync, Journal journal) {
    this.snapshots = snapshots;
    this.resync = resync;
    this.journal = journal;
  }

  /**
   * Begins.
   *
   * @return what is done, for people
   */
  String begin(Need need) {
    if (need.again() == Need.Again.RESYNC) {
      List<AppointmentKey> failed = failed(need.detail());
      inOrder.execute(() -> resync(failed));
      return "Made due again: " + Counted.of(failed.size(), "appointment") + ".";
    }
    String[] whose = need.detail().split(": ", 2);
    int replayed = journal.replay(Outcome.Kind.FAILED, whose[0], null, whose[1], null);
    return "To be applied again: " + Counted.of(replayed, "callback") + ".";
  }

  private List<AppointmentKey> failed(String code) {
    return snapshots.read(
        store ->
            store.query(
                """
                select a.provider, a.connection, a.external_id from appointment a
                where a.id in (select r.appointment_id from reference r
                  where r.failure_code = :code and %s limit :limit)
                """
                    .formatted(ReferenceStore.GIVEN_UP),
                Map.of("code", code, "limit", Need.COUNT_LIMIT),
                (row, index) ->
                    new AppointmentKey(row.getString(1), row.getString(2), row.getString(3))));
  }

  private void resync(List<AppointmentKey> all) {
    for (AppointmentKey one : all) {
      if (inOrder.isShutdown()) {
        return;
      }
      try {
        resync.now(one);
      } catch (RuntimeException fault) {
        LOG.warn("An appointment could not be made due: {}", fault.getMessage());
      }
    }
  }

  @Override
  public void destroy() {
    inOrder.shutdownNow();
  }
}
