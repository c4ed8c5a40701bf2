package io.calroute.sync.drift;

import io.calroute.appointment.AppointmentKey;
import io.calroute.destination.Call;
import io.calroute.event.Events;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Reference;
import io.calroute.work.SyncObserver;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What is said about drift, wherever it is found: it is counted always, listed where it is to be
 * reported, and logged unless it is to be ignored. Safe for concurrent use.
 *
 * @param store what is listed
 * @param settings what the installation does about drift
 * @param observer counts
 * @param events tells hooks, unless drift is to be ignored
 */
@Component
public record Drifts(
    DriftStore store, Supplier<SyncSettings> settings, SyncObserver observer, Events events) {

  private static final Logger LOG = LoggerFactory.getLogger(Drifts.class);

  /** What the installation does about drift. */
  public DriftRule rule() {
    return new DriftRule(settings.get().drift());
  }

  /**
   * Somebody has edited an event.
   *
   * @param members which of our members differ
   */
  public void edited(Reference reference, AppointmentKey appointment, Collection<String> members) {
    found(reference, appointment, "edited", members);
  }

  /** Somebody has deleted an event. */
  public void deleted(Reference reference, AppointmentKey appointment) {
    found(reference, appointment, "deleted", List.of());
  }

  /** The event is as it should be. */
  public void mended(Reference reference) {
    store.mended(reference);
  }

  /**
   * A call was carried out.
   *
   * @param reference whose event it was about
   * @param call any
   */
  public void carriedOut(Reference reference, Call call) {
    switch (call.operation()) {
      case CREATE -> store.mended(reference);
      case UPDATE -> {
        List<String> written = new ArrayList<>();
        call.content().fieldNames().forEachRemaining(written::add);
        store.written(reference.id(), written);
      }
      default -> {
        // It puts nothing right.
      }
    }
  }

  private void found(
      Reference reference, AppointmentKey appointment, String kind, Collection<String> members) {
    observer.drifted(reference.lane().target(), kind);
    DriftRule rule = rule();
    if (rule.lists()) {
      store.found(reference, kind, members);
    }
    if (rule.tells()) {
      events.drift(reference, appointment, kind, members);
      LOG.warn(
          "{} in {}: somebody has {} the event{}",
          appointment.text(),
          reference.lane().calendar(),
          kind,
          members.isEmpty() ? "" : ", namely " + String.join(", ", members));
    }
  }
}
