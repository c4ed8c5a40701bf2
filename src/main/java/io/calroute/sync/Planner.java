package io.calroute.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.reference.InFlight;
import io.calroute.reference.Reference;
import io.calroute.target.Answer;
import io.calroute.target.Call;
import io.calroute.target.Failure;
import io.calroute.target.Marker;
import io.calroute.target.Standing;
import io.calroute.target.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;

/**
 * Decides the one next step that brings a reference to what is desired. Pure: no I/O, no clock, no
 * state; whatever is known comes in, and the decision goes out.
 *
 * <p>The rules that make it safe to be killed anywhere and to hear nothing back:
 *
 * <ul>
 *   <li>A create is stored before it is sent. Until its outcome is known nothing newer is sent; it
 *       is sent again, to the byte, under the same id.
 *   <li>An update carries the etag that it changes. If the answer is lost, the next one meets a
 *       newer etag, and the version written on the event tells whether it was our own.
 *   <li>A delete can be repeated. It names one generation, so that a late one never hits a newer
 *       event.
 *   <li>A new generation is begun only when a new event is meant, never to repeat a create.
 * </ul>
 */
final class Planner {

  /**
   * How long Graph is trusted to remember a transactionId; its documentation gives no time. After
   * that a repeated create is preceded by a search.
   */
  static final Duration TRANSACTION_MEMORY = Duration.ofMinutes(10);

  private final EventIds ids;
  private final SyncSettings.Drift drift;

  Planner(EventIds ids, SyncSettings.Drift drift) {
    this.ids = ids;
    this.drift = drift;
  }

  /**
   * Decides the first step of a turn.
   *
   * @param reference how it stands
   * @param desired what it is to be
   * @param now the present
   * @return the decision
   */
  Decision begin(Reference reference, Desired desired, Instant now) {
    InFlight unresolved = reference.inFlight();
    if (unresolved != null) {
      return resolve(reference, unresolved, desired, now);
    }
    boolean live = reference.state() == Reference.State.LIVE;
    if (!desired.wanted()) {
      return live ? delete(reference, desired, now) : Decision.done(reference);
    }
    if (!live) {
      return mayTakeOver(reference, desired)
          ? Decision.call(reference, getCall(reference, desired.copy()))
          : create(reference, desired, now);
    }
    if (desired.hash().equals(reference.applied().hash())) {
      return Decision.done(reference);
    }
    if (leavesMeeting(reference, desired)) {
      // Graph never takes a Teams meeting off an event: the event is made anew without one.
      return delete(reference, desired, now);
    }
    return update(reference, desired, false, now);
  }

  /**
   * Decides what follows from an answer.
   *
   * @param reference how it stood when the call was made
   * @param desired what it is to be
   * @param call the call
   * @param answer what came of it
   * @param now the present
   * @return the decision
   */
  Decision proceed(Reference reference, Desired desired, Call call, Answer answer, Instant now) {
    if (answer instanceof Answer.Refused refused) {
      return refused(reference, desired, call, refused.failure(), now);
    }
    return switch (call.operation()) {
      case CREATE -> created(reference, desired, ((Answer.Stands) answer).standing(), now);
      case UPDATE -> updated(reference, desired, ((Answer.Stands) answer).standing(), now);
      case DELETE -> begin(reference.gone(), desired, now);
      case GET -> seen(reference, desired, ((Answer.Stands) answer).standing(), now);
      case FIND -> found(reference, desired, (Answer.Found) answer, now);
      case LIST -> throw new IllegalStateException("A turn never lists a calendar");
    };
  }

  // ---------------------------------------------------------------- first steps

  private Decision create(Reference reference, Desired desired, Instant now) {
    int generation = reference.generation() + 1;
    InFlight request =
        new InFlight(
            Call.Operation.CREATE, desired.content(), desired.hash(), desired.revision(), now, now);
    Reference sending = reference.sending(request, generation);
    return Decision.call(sending, createCall(sending, desired));
  }

  private Decision update(Reference reference, Desired desired, boolean everything, Instant now) {
    JsonNode content =
        everything || reference.applied().hash() == null
            ? keepMeetingBody(reference, desired.content())
            : changed(reference, desired.content());
    if (content.isEmpty()) {
      return Decision.done(
          reference.live(
              reference.standing(),
              new Reference.Applied(desired.revision(), desired.hash(), desired.content())));
    }
    InFlight request =
        new InFlight(
            Call.Operation.UPDATE, desired.content(), desired.hash(), desired.revision(), now, now);
    return Decision.call(
        reference.sending(request, reference.generation()),
        new Call(
            reference.lane().target(),
            Call.Operation.UPDATE,
            reference.lane().calendar(),
            reference.standing().eventId(),
            reference.standing().etag(),
            content,
            marker(reference, desired.appointment(), desired.version())));
  }

  private Decision delete(Reference reference, Desired desired, Instant now) {
    InFlight request =
        new InFlight(Call.Operation.DELETE, null, null, desired.revision(), now, now);
    return Decision.call(
        reference.sending(request, reference.generation()), deleteCall(reference, desired));
  }

  /** Finds out about a request whose effect nobody knows, before anything else. */
  private Decision resolve(Reference reference, InFlight unresolved, Desired desired, Instant now) {
    Reference again = reference.sending(unresolved.sentAgain(now), reference.generation());
    return switch (unresolved.operation()) {
      case CREATE ->
          isForgotten(reference, unresolved, now)
              ? Decision.call(reference, findCall(reference, desired))
              : Decision.call(again, createCall(again, desired));
      case DELETE -> Decision.call(again, deleteCall(reference, desired));
      case UPDATE -> {
        // Guarded by its etag: if it has landed, the next update is told so; if it lands later, it
        // fails. Only what it has left behind matters.
        if (!desired.wanted()) {
          yield delete(reference.unsent(), desired, now);
        }
        yield leavesMeeting(reference, desired)
            ? delete(reference.unsent(), desired, now)
            : retryUpdate(reference, desired, unresolved, now);
      }
      default -> throw new IllegalStateException("Never in flight: " + unresolved.operation());
    };
  }

  private Decision retryUpdate(
      Reference reference, Desired desired, InFlight unresolved, Instant now) {
    Decision update = update(reference, desired, false, now);
    if (update.call() != null) {
      return update;
    }
    // What is wanted is what stood before the lost update: only a look tells whether it landed.
    return Decision.call(
        reference.sending(unresolved.sentAgain(now), reference.generation()),
        getCall(reference, reference.standing().eventId()));
  }

  // ---------------------------------------------------------------- answers

  private Decision created(Reference reference, Desired desired, Standing standing, Instant now) {
    InFlight request = reference.inFlight();
    Reference live =
        reference.live(
            Reference.Identity.of(standing),
            new Reference.Applied(request.revision(), request.hash(), request.content()));
    Decision next = begin(live, desired, now);
    return wantsMeeting(request.content()) && standing.joinUrl() == null
        ? next.remarking(Decision.Remark.TEAMS_REFUSED)
        : next;
  }

  private Decision updated(Reference reference, Desired desired, Standing standing, Instant now) {
    if (standing.cancelled()) {
      return missing(reference, desired, now);
    }
    InFlight request = reference.inFlight();
    return begin(
        reference.live(
            identity(reference, standing),
            new Reference.Applied(request.revision(), request.hash(), request.content())),
        desired,
        now);
  }

  /** An event that was looked at: because its id was taken, or because its etag was not ours. */
  private Decision seen(Reference reference, Desired desired, Standing standing, Instant now) {
    InFlight request = reference.inFlight();
    boolean creating = request != null && request.operation() == Call.Operation.CREATE;
    if (mayTakeOver(reference, desired)) {
      return standing.cancelled()
          ? create(reference, desired, now)
          : begin(takenOver(reference, standing), desired, now);
    }
    if (standing.cancelled()) {
      return missing(reference, desired, now);
    }
    String version = standing.marker() == null ? null : standing.marker().version();
    Reference.Identity identity = identity(reference, standing);
    if (request != null && Desired.version(request.revision(), request.hash()).equals(version)) {
      // Our own request, whose answer was lost.
      return begin(
          reference.live(
              identity,
              new Reference.Applied(request.revision(), request.hash(), request.content())),
          desired,
          now);
    }
    if (desired.wanted() && shows(standing, desired.hash())) {
      return begin(
          reference.live(
              identity,
              new Reference.Applied(desired.revision(), desired.hash(), desired.content())),
          desired,
          now);
    }
    if (creating) {
      // Ours by its id, with a content that we do not know: give it all of ours.
      return begin(
          reference.live(
              identity, new Reference.Applied(request.revision(), null, request.content())),
          desired,
          now);
    }
    return edited(reference, desired, identity, now);
  }

  private Decision edited(
      Reference reference, Desired desired, Reference.Identity identity, Instant now) {
    Reference current = reference.live(identity, reference.applied());
    if (!desired.wanted()) {
      return begin(current, desired, now);
    }
    boolean everything = drift == SyncSettings.Drift.REPAIR;
    return update(current, desired, everything, now).remarking(Decision.Remark.EDITED);
  }

  private Decision found(Reference reference, Desired desired, Answer.Found found, Instant now) {
    for (Standing standing : found.standings()) {
      if (standing.marker() != null && standing.marker().generation() == reference.generation()) {
        return seen(reference, desired, standing, now);
      }
    }
    if (isRefusedForGood(reference)) {
      return Decision.failed(reference.unsent(), reference.failure());
    }
    Reference again =
        reference.sending(reference.inFlight().sentAgain(now), reference.generation());
    return Decision.call(again, createCall(again, desired));
  }

  private Decision refused(
      Reference reference, Desired desired, Call call, Failure failure, Instant now) {
    boolean create = call.operation() == Call.Operation.CREATE;
    if (mayTakeOver(reference, desired) && saysNo(failure)) {
      return create(reference, desired, now);
    }
    return switch (failure.kind()) {
      case TAKEN ->
          create
              ? Decision.call(reference, getCall(reference, call.eventId()))
              : Decision.failed(reference, failure);
      case CHANGED -> Decision.call(reference, getCall(reference, reference.standing().eventId()));
      case MISSING -> notThere(reference, desired, call, failure, now);
      case PERMANENT -> refusedForGood(reference, desired, call, failure);
      case THROTTLED, EXHAUSTED, PASSING, CREDENTIALS -> Decision.failed(reference, failure);
    };
  }

  /** An event of the provider's own is looked for once, before the first event of ours. */
  private static boolean mayTakeOver(Reference reference, Desired desired) {
    return desired.wanted()
        && desired.copy() != null
        && reference.state() == Reference.State.ABSENT
        && reference.generation() == 0;
  }

  private static boolean saysNo(Failure failure) {
    return failure.kind() == Failure.Kind.MISSING || failure.kind() == Failure.Kind.PERMANENT;
  }

  /** All that is known of its content is whether it carries a meeting, whose block must stay. */
  private static Reference takenOver(Reference reference, Standing standing) {
    ObjectNode known = JsonNodeFactory.instance.objectNode();
    known.put("isOnlineMeeting", standing.resource().path("isOnlineMeeting").asBoolean());
    return reference.live(Reference.Identity.of(standing), new Reference.Applied(0, null, known));
  }

  private Decision refusedForGood(
      Reference reference, Desired desired, Call call, Failure failure) {
    InFlight request = reference.inFlight();
    boolean sentBefore = request != null && !request.firstSentAt().equals(request.lastSentAt());
    if (!sentBefore || call.operation() != Call.Operation.CREATE) {
      return Decision.failed(reference.unsent(), failure);
    }
    // An earlier try may have been heard: what it made has to be found before it is forgotten.
    return switch (reference.lane().target()) {
      case GOOGLE -> Decision.call(reference.failed(failure), getCall(reference, call.eventId()));
      case OFFICE365 -> Decision.call(reference.failed(failure), findCall(reference, desired));
      case TEAMS -> Decision.failed(reference.unsent(), failure);
    };
  }

  private static boolean isRefusedForGood(Reference reference) {
    return reference.failure() != null
        && reference.failure().kind() == Failure.Kind.PERMANENT
        && reference.inFlight() != null;
  }

  private Decision notThere(
      Reference reference, Desired desired, Call call, Failure failure, Instant now) {
    return switch (call.operation()) {
      case DELETE -> begin(reference.gone(), desired, now);
      case CREATE -> Decision.failed(reference, failure);
      default -> {
        boolean creating =
            reference.inFlight() != null
                && reference.inFlight().operation() == Call.Operation.CREATE;
        if (creating && isRefusedForGood(reference)) {
          yield Decision.failed(reference.unsent(), reference.failure());
        }
        // Google: the id was taken a moment ago; a read just after an insert may not see it yet.
        yield creating
            ? Decision.failed(
                reference,
                Failure.of(
                    Failure.Kind.PASSING,
                    "not-visible-yet",
                    "The event was made but is not to be seen yet; it is looked for again."))
            : missing(reference, desired, now);
      }
    };
  }

  /** Somebody has deleted the event. */
  private Decision missing(Reference reference, Desired desired, Instant now) {
    Reference gone = reference.gone();
    if (!desired.wanted()) {
      return Decision.done(gone);
    }
    return create(gone, desired, now).remarking(Decision.Remark.DELETED);
  }

  // ---------------------------------------------------------------- calls

  private Call createCall(Reference reference, Desired desired) {
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
            reference, desired.appointment(), Desired.version(request.revision(), request.hash())));
  }

  private static Call deleteCall(Reference reference, Desired desired) {
    return new Call(
        reference.lane().target(),
        Call.Operation.DELETE,
        reference.lane().calendar(),
        reference.standing().eventId(),
        null,
        null,
        marker(reference, desired.appointment(), null));
  }

  private static Call getCall(Reference reference, String eventId) {
    return new Call(
        reference.lane().target(),
        Call.Operation.GET,
        reference.lane().calendar(),
        eventId,
        null,
        null,
        null);
  }

  private static Call findCall(Reference reference, Desired desired) {
    return new Call(
        reference.lane().target(),
        Call.Operation.FIND,
        reference.lane().calendar(),
        null,
        null,
        null,
        marker(reference, desired.appointment(), null));
  }

  private static Marker marker(Reference reference, String appointment, String version) {
    return new Marker(appointment, reference.generation(), version);
  }

  // ---------------------------------------------------------------- contents

  /** Whether the version written on an event says that it has a certain content. */
  private static boolean shows(Standing standing, String hash) {
    Marker marker = standing.marker();
    return hash != null
        && marker != null
        && marker.version() != null
        && marker.version().endsWith("-" + hash);
  }

  /** Our members that differ from what was last written; null where one is no longer there. */
  private static JsonNode changed(Reference reference, JsonNode content) {
    JsonNode before = reference.applied().content();
    ObjectNode changed = ((ObjectNode) content).objectNode();
    for (Iterator<Map.Entry<String, JsonNode>> members = content.fields(); members.hasNext(); ) {
      Map.Entry<String, JsonNode> member = members.next();
      if (!member.getValue().equals(before.get(member.getKey()))) {
        changed.set(member.getKey(), member.getValue());
      }
    }
    before
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!content.has(name)) {
                changed.putNull(name);
              }
            });
    if (wantsMeeting(before)) {
      changed.remove("body");
    }
    if (!changed.isEmpty() && content.has("status")) {
      // A Google event that was deleted stays so, and says 200, when an update leaves this out.
      changed.set("status", content.get("status"));
    }
    return changed;
  }

  /**
   * The body of an event with a Teams meeting holds the meeting's own block; an update that leaves
   * the block out would switch the meeting off (Graph, "Update event").
   */
  private static JsonNode keepMeetingBody(Reference reference, JsonNode content) {
    return wantsMeeting(reference.applied().content())
        ? ((ObjectNode) content.deepCopy()).without("body")
        : content;
  }

  /** Generation 0 is an event that the provider has made: its meeting is none of ours. */
  private static boolean leavesMeeting(Reference reference, Desired desired) {
    return reference.lane().target() == Target.OFFICE365
        && reference.state() == Reference.State.LIVE
        && reference.joinUrl() != null
        && reference.generation() > 0
        && wantsMeeting(reference.applied().content())
        && !wantsMeeting(desired.content());
  }

  private static boolean wantsMeeting(JsonNode content) {
    return content != null && content.path("isOnlineMeeting").asBoolean();
  }

  /** An answer may leave out what does not change, such as the join URL of an update. */
  private static Reference.Identity identity(Reference reference, Standing standing) {
    Reference.Identity before = reference.standing();
    return before == null
        ? Reference.Identity.of(standing)
        : new Reference.Identity(
            standing.id(),
            standing.iCalUid() == null ? before.iCalUid() : standing.iCalUid(),
            standing.etag(),
            standing.joinUrl() == null && before.eventId().equals(standing.id())
                ? before.joinUrl()
                : standing.joinUrl());
  }

  private static boolean isForgotten(Reference reference, InFlight request, Instant now) {
    return reference.lane().target() == Target.OFFICE365
        && request.lastSentAt().isBefore(now.minus(TRANSACTION_MEMORY));
  }
}
