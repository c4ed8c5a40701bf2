package io.calroute.routing;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.RoutedBy;
import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.DirectoryStore.InForce;
import io.calroute.event.Events;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.ReferenceStore;
import io.calroute.reference.WantedReference;
import io.calroute.store.JoinedWrites;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Says where appointments are to stand, and makes all of it due. Takes part in the caller's
 * transaction, with a fixed number of statements. Safe for concurrent use.
 */
@Component
public final class Placement {

  /** Longer ones do not fit into an index row, and nobody looks for them. */
  private static final int LINK_LENGTH_LIMIT = 600;

  private final AppointmentStore appointments;
  private final ReferenceStore references;
  private final DirectoryInForce directory;
  private final Supplier<SyncSettings> settings;
  private final Events events;

  public Placement(
      AppointmentStore appointments,
      ReferenceStore references,
      DirectoryInForce directory,
      Supplier<SyncSettings> settings,
      Events events) {
    this.appointments = appointments;
    this.references = references;
    this.directory = directory;
    this.settings = settings;
    this.events = events;
  }

  /**
   * Where appointments are to stand.
   *
   * @param places by appointment id
   * @param routing what is kept of it with the appointments
   * @param unrouted those of which the directory does not know somebody who holds them
   */
  public record Placed(
      Map<Long, List<WantedReference>> places, RoutedBy routing, List<Appointment> unrouted) {}

  /**
   * Says anew where appointments are to stand.
   *
   * @param all locked by the caller; placeholders and those that are held stay where they are
   */
  public void place(Collection<Appointment> all) {
    mark(decide(all, directory.known(), false));
  }

  /**
   * Says where appointments are to stand because of something later than their callbacks, such as a
   * backfill that was accepted.
   *
   * @param all locked by the caller; placeholders and those that are held stay where they are
   */
  public void placeAnew(Collection<Appointment> all) {
    placeAnew(all, directory.known());
  }

  /**
   * Says where appointments are to stand because the directory says so.
   *
   * @param all locked by the caller; placeholders and those that are held stay where they are
   * @param by the directory in force; empty when there was never any
   */
  void placeAnew(Collection<Appointment> all, Optional<InForce> by) {
    mark(decide(all, by, true));
  }

  /**
   * Decides where appointments are to stand that the caller is about to store.
   *
   * @param all with the ids that they will have; placeholders and those that are held stay where
   *     they are
   * @param anew whether something later than their callbacks is the reason
   */
  public Placed decide(Collection<Appointment> all, boolean anew) {
    return decide(all, directory.known(), anew);
  }

  /**
   * Makes what was decided due; the caller stores what is kept of it with the appointments.
   *
   * @param fresh ids of those that are stored just now, so that nothing is known of them yet
   */
  public void want(Placed placed, Set<Long> fresh, JoinedWrites writes) {
    Set<Long> known = new HashSet<>(placed.places.keySet());
    known.removeAll(fresh);
    references.want(placed.places, known, writes);
  }

  private void mark(Placed placed) {
    if (placed.places.isEmpty()) {
      return;
    }
    events.unrouted(placed.unrouted);
    JoinedWrites writes = appointments.writes();
    want(placed, Set.of(), writes);
    appointments.markRouted(placed.routing, writes);
    writes.write();
  }

  private Placed decide(Collection<Appointment> all, Optional<InForce> by, boolean anew) {
    List<Appointment> changed =
        all.stream().filter(one -> !one.isPlaceholder() && !one.isHeld()).toList();
    if (changed.isEmpty()) {
      return new Placed(Map.of(), RoutedBy.NOTHING, List.of());
    }
    SyncSettings decided = settings.get();
    Directory named = by.map(InForce::directory).orElseGet(directory::get);
    PlacementInputs inputs =
        changed.stream().anyMatch(one -> Routing.needsMeeting(one.document(), decided))
            ? inputs(named, decided)
            : new PlacementInputs(named, decided, Set.of());
    Map<Long, List<WantedReference>> places = new HashMap<>();
    Map<Long, Boolean> unrouted = new HashMap<>();
    Map<Long, Map<String, String>> names = new HashMap<>();
    for (Appointment appointment : changed) {
      Routing routing = inputs.route(appointment);
      places.put(appointment.id(), routing.places());
      unrouted.put(appointment.id(), routing.unrouted());
      names.put(appointment.id(), names(appointment.document()));
    }
    long number = DirectoryInForce.number(by, DirectoryOffers.policy(decided));
    return new Placed(
        places,
        new RoutedBy(unrouted, names, number, anew),
        changed.stream().filter(one -> unrouted.get(one.id())).toList());
  }

  /** What says where appointments are to stand as things are now, by some directory. */
  PlacementInputs inputs(Directory known, SyncSettings decided) {
    return new PlacementInputs(known, decided, references.mailboxesWithoutTeams());
  }

  private static Map<String, String> names(JsonNode document) {
    Map<String, String> names = new HashMap<>();
    for (Map.Entry<String, JsonNode> id : document.path("externalIds").properties()) {
      if (id.getValue().isTextual()) {
        names.put(id.getKey(), id.getValue().textValue());
      }
    }
    String link = document.path("meeting").path("link").textValue();
    if (link != null && link.length() <= LINK_LENGTH_LIMIT) {
      names.put("meeting.link", link);
    }
    return names;
  }
}
