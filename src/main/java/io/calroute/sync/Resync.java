package io.calroute.sync;

import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.AppointmentStore;
import io.calroute.callback.Signal;
import io.calroute.reference.ReferenceStore;
import java.util.List;
import java.util.Optional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes an appointment due because somebody asks for it: its staff are looked up in the directory
 * again, and all that is wanted or stands is looked at now, what has failed included. Safe for
 * concurrent use.
 */
public final class Resync {

  private final AppointmentStore appointments;
  private final ReferenceStore references;
  private final Placement placement;
  private final TransactionTemplate transactions;
  private final Signal lanesDue;

  Resync(
      AppointmentStore appointments,
      ReferenceStore references,
      Placement placement,
      TransactionTemplate transactions,
      Signal lanesDue) {
    this.appointments = appointments;
    this.references = references;
    this.placement = placement;
    this.transactions = transactions;
    this.lanesDue = lanesDue;
  }

  /**
   * Makes one appointment due.
   *
   * @param key which
   * @return false when there is no such appointment
   */
  public boolean now(AppointmentKey key) {
    Optional<Integer> due = Optional.ofNullable(transactions.execute(t -> makeDue(key)));
    for (int i = 0; i < due.orElse(0); i++) {
      lanesDue.raise();
    }
    return due.isPresent();
  }

  private Integer makeDue(AppointmentKey key) {
    Appointment appointment = appointments.lock(List.of(key)).get(key);
    if (appointment == null) {
      return null;
    }
    if (appointment.isPlaceholder()) {
      // Nobody knows what is wanted: its events are not to be taken for unwanted.
      return 0;
    }
    placement.place(List.of(appointment));
    references.makeDue(appointment.id());
    return references.of(appointment.id()).size();
  }
}
