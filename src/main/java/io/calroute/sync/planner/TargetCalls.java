package io.calroute.sync.planner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.destination.Call;
import io.calroute.destination.Marker;
import io.calroute.reference.InFlight;
import io.calroute.reference.Reference;

/**
 * Makes the calls that the planner decides on, with the ids and markers that go with them. Pure.
 *
 * @param ids makes ids
 */
record TargetCalls(EventIds ids) {

  /** The create that is in flight, the same each time. */
  Call create(Reference reference, Desired desired) {
    InFlight request = reference.inFlight();
    String calendar = reference.lane().calendar();
    int generation = reference.generation();
    ObjectNode content = request.content().deepCopy();
    String eventId = null;
    switch (reference.lane().target()) {
      case GOOGLE -> {
        eventId = ids.google(desired.appointment(), calendar, generation);
        content.put("id", eventId);
      }
      case OFFICE365 ->
          content.put(
              "transactionId", ids.transaction(desired.appointment(), calendar, generation));
      case TEAMS ->
          content.put("externalId", ids.meeting(desired.appointment(), calendar, generation));
    }
    return new Call(
        reference.lane().target(),
        Call.Operation.CREATE,
        calendar,
        eventId,
        null,
        content,
        marker(
            reference, desired.appointment(), Desired.version(request.revision(), request.hash())),
        Guests.are(content));
  }

  Call update(Reference reference, Desired desired, ObjectNode content) {
    return new Call(
        reference.lane().target(),
        Call.Operation.UPDATE,
        reference.lane().calendar(),
        reference.standing().eventId(),
        reference.standing().etag(),
        content,
        marker(reference, desired.appointment(), desired.version()),
        Guests.are(desired.content()) || haveGuests(reference));
  }

  Call delete(Reference reference, Desired desired, String eventId) {
    return new Call(
        reference.lane().target(),
        Call.Operation.DELETE,
        reference.lane().calendar(),
        eventId,
        null,
        null,
        marker(reference, desired.appointment(), null),
        haveGuests(reference));
  }

  private static boolean haveGuests(Reference reference) {
    return reference.applied() != null && Guests.are(reference.applied().content());
  }

  Call get(Reference reference, String eventId) {
    return new Call(
        reference.lane().target(),
        Call.Operation.GET,
        reference.lane().calendar(),
        eventId,
        null,
        null,
        null);
  }

  Call find(Reference reference, Desired desired) {
    return new Call(
        reference.lane().target(),
        Call.Operation.FIND,
        reference.lane().calendar(),
        null,
        null,
        null,
        marker(reference, desired.appointment(), null));
  }

  private Marker marker(Reference reference, String appointment, String version) {
    return new Marker(ids.mark(appointment), reference.generation(), version);
  }
}
