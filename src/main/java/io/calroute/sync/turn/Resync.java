package io.calroute.sync.turn;

import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.AppointmentStore;
import io.calroute.reference.Lane;
import io.calroute.reference.Reference;
import io.calroute.reference.ReferenceStore;
import io.calroute.routing.Placement;
import io.calroute.sync.lane.CredentialsStore;
import io.calroute.work.Signal;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes an appointment due because somebody asks for it: its staff are looked up in the directory
 * again, and all that is wanted or stands is looked at now, what has failed included. Its calendars
 * are tried even if they are parked; only a pause that the target asked for is kept. Safe for
 * concurrent use.
 */
@Component
public final class Resync {

  private final AppointmentStore appointments;
  private final ReferenceStore references;
  private final CredentialsStore credentials;
  private final Placement placement;
  private final TransactionTemplate transactions;
  private final Signal lanesDue;

  public Resync(
      AppointmentStore appointments,
      ReferenceStore references,
      CredentialsStore credentials,
      Placement placement,
      TransactionTemplate transactions,
      Signal lanesDue) {
    this.appointments = appointments;
    this.references = references;
    this.credentials = credentials;
    this.placement = placement;
    this.transactions = transactions;
    this.lanesDue = lanesDue;
  }

  /**
   * Makes one appointment due.
   *
   * @param key which
   * @return its calendars that go on pausing, because their target has asked for it; empty when
   *     there is no such appointment
   */
  public Optional<List<Lane>> now(AppointmentKey key) {
    Optional<Due> due = Optional.ofNullable(transactions.execute(t -> makeDue(key)));
    due.ifPresent(
        one -> {
          for (int i = 0; i < one.references(); i++) {
            lanesDue.raise();
          }
        });
    return due.map(Due::pausing);
  }

  private record Due(int references, List<Lane> pausing) {}

  private Due makeDue(AppointmentKey key) {
    Appointment appointment = appointments.lock(List.of(key)).known().get(key);
    if (appointment == null) {
      return null;
    }
    if (appointment.isPlaceholder()) {
      // Nobody knows what is wanted: its events are not to be taken for unwanted.
      return new Due(0, List.of());
    }
    placement.place(List.of(appointment));
    references.makeDue(appointment.id());
    List<Lane> pausing = references.liftPauses(appointment.id());
    List<Reference> all = references.of(appointment.id());
    all.stream()
        .filter(one -> one.dueAt() != null && one.lane().refused())
        .map(one -> one.lane().target())
        .distinct()
        .forEach(credentials::probeNow);
    return new Due(all.size(), pausing);
  }
}
