package io.calroute.routing;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.DirectoryStore.InForce;
import io.calroute.event.Events;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.ReferenceStore;
import io.calroute.reference.WantedReference;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
   * Says anew where appointments are to stand.
   *
   * @param all locked by the caller; placeholders and those that are held stay where they are
   */
  public void place(Collection<Appointment> all) {
    place(all, key -> false);
  }

  /**
   * Says for the first time, or anew, where appointments are to stand.
   *
   * @param all locked by the caller; placeholders and those that are held stay where they are
   * @param fresh which of them were stored in the caller's transaction, so that nothing is known of
   *     them yet
   */
  public void place(Collection<Appointment> all, Predicate<AppointmentKey> fresh) {
    place(all, directory.known(), fresh, false);
  }

  /**
   * Says where appointments are to stand because of something later than their callbacks, such as a
   * backfill that was accepted or a mapping that was changed.
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
    place(all, by, key -> false, true);
  }

  private void place(
      Collection<Appointment> all,
      Optional<InForce> by,
      Predicate<AppointmentKey> fresh,
      boolean anew) {
    List<Appointment> changed =
        all.stream().filter(one -> !one.isPlaceholder() && !one.isHeld()).toList();
    if (changed.isEmpty()) {
      return;
    }
    SyncSettings decided = settings.get();
    Directory named = by.map(InForce::directory).orElseGet(directory::get);
    PlacementInputs inputs =
        changed.stream().anyMatch(one -> Routing.needsMeeting(one.document(), decided))
            ? inputs(named, decided)
            : new PlacementInputs(named, decided, Set.of());
    Map<Long, List<WantedReference>> places = new HashMap<>();
    Map<Long, Boolean> unrouted = new HashMap<>();
    Map<Long, Map<String, String>> aliases = new HashMap<>();
    Set<Long> known = new HashSet<>();
    for (Appointment appointment : changed) {
      Routing routing = inputs.route(appointment);
      places.put(appointment.id(), routing.places());
      unrouted.put(appointment.id(), routing.unrouted());
      aliases.put(appointment.id(), aliases(appointment.document()));
      if (!fresh.test(appointment.key())) {
        known.add(appointment.id());
      }
    }
    references.want(places, known);
    events.unrouted(changed.stream().filter(one -> unrouted.get(one.id())).toList());
    appointments.markRouted(
        unrouted, aliases, DirectoryInForce.number(by, DirectoryOffers.policy(decided)), anew);
  }

  /** What says where appointments are to stand as things are now, by some directory. */
  PlacementInputs inputs(Directory known, SyncSettings decided) {
    return new PlacementInputs(known, decided, references.mailboxesWithoutTeams());
  }

  private static Map<String, String> aliases(JsonNode document) {
    Map<String, String> aliases = new HashMap<>();
    for (Map.Entry<String, JsonNode> id : document.path("externalIds").properties()) {
      if (id.getValue().isTextual()) {
        aliases.put(id.getKey(), id.getValue().textValue());
      }
    }
    String link = document.path("meeting").path("link").textValue();
    if (link != null && link.length() <= LINK_LENGTH_LIMIT) {
      aliases.put("meeting.link", link);
    }
    return aliases;
  }
}
