package io.calroute.sync.planner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.Marker;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.InFlight;
import io.calroute.reference.Reference;
import io.calroute.sync.drift.DriftRule;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
 *       newer etag, and the version written on the event tells whether it was our own. After a lost
 *       answer the next update writes everything, because nobody knows what it changes.
 *   <li>A delete can be repeated. It names one generation, so that a late one never hits a newer
 *       event.
 *   <li>A new generation is begun only when a new event is meant, never to repeat a create.
 *   <li>A request whose answer was lost can land late, on top of newer ones, and not every target
 *       promises to refuse it then. When it no longer can, what stands is looked at, all events of
 *       the appointment in that calendar, and mended.
 * </ul>
 */
public final class Planner {

  /**
   * How long Graph is trusted to remember a transactionId; its documentation gives no time. After
   * that a repeated create is preceded by a search.
   */
  static final Duration TRANSACTION_MEMORY = Duration.ofMinutes(10);

  /** Graph takes them when a meeting is wanted, and never lets go of them. */
  private static final Set<String> MEETING_MEMBERS =
      Set.of("isOnlineMeeting", "onlineMeetingProvider");

  private final EventIds ids;
  private final DriftRule drift;
  private final Duration settle;

  /** The planner of an installation. */
  public static Planner of(SyncSettings settings) {
    return new Planner(new EventIds(settings.tenant()), settings.drift(), settings.sync().settle());
  }

  /**
   * A planner.
   *
   * @param ids makes ids
   * @param drift what to do about events that somebody edited
   * @param settle how long a target may take to carry a request out, and to show its effect
   */
  public Planner(EventIds ids, SyncSettings.Drift drift, Duration settle) {
    this.ids = ids;
    this.drift = new DriftRule(drift);
    this.settle = settle;
  }

  /**
   * Decides the first step of a turn.
   *
   * @param reference how it stands
   * @param desired what it is to be
   * @param now the present
   * @return the decision
   */
  public Decision begin(Reference reference, Desired desired, Instant now) {
    InFlight unresolved = reference.inFlight();
    if (unresolved != null) {
      return resolve(reference.watchedUntil(now.plus(settle)), unresolved, desired, now);
    }
    if (reference.verifyAt() == null || now.isBefore(reference.verifyAt())) {
      return step(reference, desired, now);
    }
    if (reference.lane().target() != Target.TEAMS) {
      return Decision.call(reference, findCall(reference, desired));
    }
    return reference.state() == Reference.State.LIVE && desired.wanted()
        ? Decision.call(reference, getCall(reference, reference.standing().eventId()))
        : step(reference.verified(), desired, now);
  }

  /**
   * Decides what follows from an answer.
   *
   * @param reference how it stood when the call was made
   * @param desired what it is to be
   * @param answer what came of it
   * @param now the present
   * @return the decision
   */
  public Decision proceed(
      Reference reference, Desired desired, Call call, Answer answer, Instant now) {
    Decision next = follow(reference, desired, call, answer, now);
    boolean unsearched =
        next.isDone()
            && next.reference().lane().target() != Target.TEAMS
            && next.reference().verifyAt() != null
            && !now.isBefore(next.reference().verifyAt());
    // Events that stand for nothing may be hidden from that search as well.
    return unsearched
        ? next.failing(reference.attempts(), searchBehind("does not show an event yet that stands"))
        : next;
  }

  private Decision follow(
      Reference reference, Desired desired, Call call, Answer answer, Instant now) {
    if (answer instanceof Answer.Refused refused) {
      return refused(reference, desired, call, refused.failure(), now);
    }
    return switch (call.operation()) {
      case CREATE -> created(reference, desired, ((Answer.Stands) answer).standing(), now);
      case UPDATE -> updated(reference, desired, ((Answer.Stands) answer).standing(), now);
      case DELETE -> deleted(reference, desired, now);
      case GET -> seen(reference, desired, ((Answer.Stands) answer).standing(), now);
      case FIND -> found(reference, desired, (Answer.Found) answer, now);
      case LIST -> throw new IllegalStateException("A turn never lists a calendar");
    };
  }

  // ---------------------------------------------------------------- first steps

  /** The next step when nothing is unknown. */
  private Decision step(Reference reference, Desired desired, Instant now) {
    boolean live = reference.state() == Reference.State.LIVE;
    if (!desired.wanted()) {
      return live && !mustStayForNow(reference, now)
          ? delete(reference, desired, now)
          : Decision.done(reference);
    }
    if (!live) {
      return mayTakeOver(reference, desired)
          ? Decision.call(reference, getCall(reference, desired.copy()))
          : create(reference, desired, now);
    }
    if (desired.hash().equals(reference.applied().hash())) {
      return lacksMeeting(reference)
          ? Decision.call(reference, getCall(reference, reference.standing().eventId()))
          : Decision.done(reference);
    }
    if (leavesMeeting(reference, desired)) {
      // Graph never takes a Teams meeting off an event: the event is made anew without one.
      return delete(reference, desired, now);
    }
    return update(reference, desired, false, null, now);
  }

  /**
   * Meetings cannot be searched for, so that one made by a late request would never be found again;
   * while the first one stands, it is only got once more.
   */
  private static boolean mustStayForNow(Reference reference, Instant now) {
    return reference.lane().target() == Target.TEAMS
        && reference.verifyAt() != null
        && now.isBefore(reference.verifyAt());
  }

  private Decision create(Reference reference, Desired desired, Instant now) {
    // A meeting that was perhaps made can be got as often as it takes; an event cannot.
    boolean same =
        reference.lane().target() == Target.TEAMS
            && reference.state() == Reference.State.ABSENT
            && reference.generation() > 0;
    int generation = reference.generation() + (same ? 0 : 1);
    InFlight request =
        new InFlight(
            Call.Operation.CREATE, desired.content(), desired.hash(), desired.revision(), now, now);
    Reference sending = reference.sending(request, generation);
    return Decision.call(sending, createCall(sending, desired));
  }

  /**
   * Writes what differs.
   *
   * @param everything whether members are written that do not differ from what was last written
   * @param look the event as it stands; null when it was not looked at
   */
  private Decision update(
      Reference reference, Desired desired, boolean everything, StandingEvent look, Instant now) {
    Reference.Applied applied = reference.applied();
    JsonNode intended = desired.content();
    ObjectNode content =
        everything || applied.hash() == null
            ? intended.deepCopy()
            : changed(applied.content(), intended);
    keepTimesTogether(content, intended);
    Decision.Remark remark = null;
    boolean meeting = carriesMeeting(reference);
    String member = reference.lane().target() == Target.OFFICE365 ? "body" : "description";
    boolean others = meeting || reference.standing().sharesText();
    if (look == null
        && (others && content.hasNonNull(member)
            || perhapsCarriesMeeting(reference)
            || mayBeStaffs(content, applied.content()))) {
      return Decision.call(reference, getCall(reference, reference.standing().eventId()));
    }
    leaveToStaff(content, applied.content(), look);
    if (content.hasNonNull(member) && look != null) {
      Optional<JsonNode> text = exchanged(reference, member, intended, look);
      if (text.isPresent()) {
        content.set(member, text.get());
      } else if (meeting) {
        content.remove(member);
        intended = with(intended, member, applied.content().get(member));
        remark = Decision.Remark.BODY_LEFT;
      }
    }
    if (content.isEmpty()) {
      return Decision.done(
              reference.live(
                  reference.standing(),
                  new Reference.Applied(desired.revision(), desired.hash(), intended)))
          .remarking(remark);
    }
    if (intended.has("status")) {
      // A Google event that was deleted stays so, and says 200, when an update leaves this out.
      content.set("status", intended.get("status"));
    }
    InFlight request =
        new InFlight(Call.Operation.UPDATE, intended, desired.hash(), desired.revision(), now, now);
    return Decision.call(
            reference.sending(request, reference.generation()),
            new Call(
                reference.lane().target(),
                Call.Operation.UPDATE,
                reference.lane().calendar(),
                reference.standing().eventId(),
                reference.standing().etag(),
                content,
                marker(reference, desired.appointment(), desired.version())))
        .remarking(remark);
  }

  private Decision delete(Reference reference, Desired desired, Instant now) {
    InFlight request =
        new InFlight(Call.Operation.DELETE, null, null, desired.revision(), now, now);
    return Decision.call(
        reference.sending(request, reference.generation()),
        deleteCall(reference, desired, reference.standing().eventId()));
  }

  /** Finds out about a request whose effect nobody knows, before anything else. */
  private Decision resolve(Reference reference, InFlight unresolved, Desired desired, Instant now) {
    Reference again =
        reference.sending(renewed(reference, unresolved, desired, now), reference.generation());
    return switch (unresolved.operation()) {
      case CREATE ->
          isForgotten(reference, unresolved, now)
              ? Decision.call(
                  reference.sending(unresolved, reference.generation()),
                  findCall(reference, desired))
              : Decision.call(again, createCall(again, desired));
      case DELETE ->
          Decision.call(again, deleteCall(reference, desired, reference.standing().eventId()));
      case UPDATE -> rewrite(reference, unresolved, desired, now);
      default -> throw new IllegalStateException("Never in flight: " + unresolved.operation());
    };
  }

  /**
   * An update may have landed, and may yet: whatever is wanted, all of it is written once more.
   * Where the text is not ours alone, or the update may have brought a meeting's block into it, the
   * event is looked at first, with the update in mind: its words may be the ones to exchange.
   */
  private Decision rewrite(Reference reference, InFlight unresolved, Desired desired, Instant now) {
    boolean sharesText =
        wantsMeeting(unresolved.content())
            || carriesMeeting(reference)
            || reference.standing().sharesText();
    Reference lost = reference.withLateText(text(reference, unresolved.content()));
    return desired.wanted() && sharesText
        ? Decision.call(lost, getCall(lost, lost.standing().eventId()))
        : step(lost.unsure(perhaps(lost, unresolved)), desired, now);
  }

  /** What the event was given last, with what a lost update may have made of it. */
  private static JsonNode perhaps(Reference reference, InFlight lost) {
    if (reference.applied() == null || lost == null || lost.content() == null) {
      return reference.applied() == null ? null : reference.applied().content();
    }
    return OwnMembers.perhaps(
        reference.applied().content(), lost.content(), OwnMembers.LEFT_TO_STAFF);
  }

  /** A meeting is known by its id alone, so that getting it again can take the newest content. */
  private static InFlight renewed(
      Reference reference, InFlight unresolved, Desired desired, Instant now) {
    InFlight again = unresolved.sentAgain(now);
    return reference.lane().target() == Target.TEAMS
            && desired.wanted()
            && unresolved.operation() == Call.Operation.CREATE
        ? new InFlight(
            again.operation(),
            desired.content(),
            desired.hash(),
            desired.revision(),
            again.firstSentAt(),
            again.lastSentAt())
        : again;
  }

  // ---------------------------------------------------------------- answers

  private Decision created(
      Reference reference, Desired desired, StandingEvent standing, Instant now) {
    return begin(
        reference.live(
            identity(reference, reference.inFlight().content(), standing, now),
            carried(reference.inFlight())),
        desired,
        now);
  }

  private Decision updated(
      Reference reference, Desired desired, StandingEvent standing, Instant now) {
    return standing.cancelled()
        ? missing(reference, desired, now)
        : begin(
            reference.live(
                identity(reference, reference.inFlight().content(), standing, now),
                carried(reference.inFlight())),
            desired,
            now);
  }

  private Decision deleted(Reference reference, Desired desired, Instant now) {
    return reference.inFlight() == null
        // It was one that stood for nothing; there may be more of them.
        ? Decision.call(reference, findCall(reference, desired))
        : begin(reference.gone(), desired, now);
  }

  /**
   * An event that was looked at: because its id was taken, its etag was not ours, its body is to be
   * kept, or a late request may have changed it.
   */
  private Decision seen(Reference reference, Desired desired, StandingEvent standing, Instant now) {
    InFlight request = reference.inFlight();
    if (mayTakeOver(reference, desired)) {
      if (isOfAnother(standing, desired)) {
        return create(reference, desired, now).remarking(Decision.Remark.OF_ANOTHER);
      }
      return standing.cancelled()
          ? create(reference, desired, now)
          : update(takenOver(reference, standing, now), desired, true, standing, now);
    }
    if (standing.cancelled()) {
      return missing(reference, desired, now);
    }
    boolean writing = request != null && request.content() != null;
    JsonNode ours = writing ? request.content() : reference.applied().content();
    Reference.Identity identity = identity(reference, ours, standing, now);
    if (reference.lane().target() == Target.TEAMS) {
      return step(reference.live(identity, reference.applied()).verified(), desired, now);
    }
    if (request != null && request.operation() == Call.Operation.CREATE) {
      Reference live = reference.live(identity, carried(request));
      boolean known =
          standing.marker() != null
              && Desired.version(request.revision(), request.hash())
                  .equals(standing.marker().version())
              && OwnMembers.differing(request.content(), standing.resource()).isEmpty();
      // Ours by its id; with a content that we do not know, it is given all of ours.
      return begin(known ? live : live.unsure(), desired, now);
    }
    Reference current = reference.live(identity, leftOver(reference, identity));
    if (!desired.wanted() || leavesMeeting(current, desired)) {
      return step(current, desired, now);
    }
    if (lacksMeeting(reference) && lacksMeeting(current)) {
      // Not in the answer to the write, and not now.
      return Decision.done(current).remarking(Decision.Remark.TEAMS_REFUSED);
    }
    String version = standing.marker() == null ? "" : standing.marker().version();
    for (Reference.Applied applied : possible(current, request, desired)) {
      if (Desired.version(applied.revision(), applied.hash()).equals(version)) {
        Reference known = reference.live(identity, applied);
        Set<String> edited = OwnMembers.differing(applied.content(), standing.resource());
        boolean repairs = !edited.isEmpty() && drift.repairs();
        Decision next = mended(known, desired, repairs, standing, now);
        // What was noted before, by a sweep for instance, is no news.
        return edited.isEmpty() || isAsKnown(reference, standing) ? next : next.edited(edited);
      }
    }
    // The last to write it was a request of ours that we had given up.
    boolean broughtMeeting = reference.joinUrl() == null && carriesMeeting(current);
    if (broughtMeeting && !wantsMeeting(desired.content())) {
      return delete(current, desired, now);
    }
    return mended(current, desired, true, standing, now);
  }

  private static boolean isAsKnown(Reference reference, StandingEvent standing) {
    return standing.etag() != null && standing.etag().equals(reference.standing().etag());
  }

  /** What the event may have been given last, as far as we know: the lost request above all. */
  private static List<Reference.Applied> possible(
      Reference current, InFlight request, Desired desired) {
    Reference.Applied wanted =
        new Reference.Applied(desired.revision(), desired.hash(), desired.content());
    return request == null || request.content() == null
        ? List.of(current.applied(), wanted)
        : List.of(carried(request), current.applied(), wanted);
  }

  private Decision mended(
      Reference current, Desired desired, boolean everything, StandingEvent standing, Instant now) {
    if (leavesMeeting(current, desired)) {
      return delete(current, desired, now);
    }
    return everything || !desired.hash().equals(current.applied().hash())
        ? update(current, desired, everything, standing, now)
        : step(current, desired, now);
  }

  private Decision found(Reference reference, Desired desired, Answer.Found found, Instant now) {
    InFlight request = reference.inFlight();
    if (request == null) {
      return verified(reference, desired, found, now);
    }
    for (StandingEvent standing : found.standings()) {
      if (standing.marker() != null && standing.marker().generation() == reference.generation()) {
        return seen(reference, desired, standing, now);
      }
    }
    if (failedAs(reference, Failure.Kind.PERMANENT)) {
      return Decision.failed(reference.unsent(), reference.failure());
    }
    if (failedAs(reference, Failure.Kind.TAKEN)) {
      // The event that was made under this id is gone, and the id with it.
      return step(reference.gone().watchedUntil(now.plus(settle)), desired, now);
    }
    Reference again = reference.sending(request.sentAgain(now), reference.generation());
    return Decision.call(again, createCall(again, desired));
  }

  /** No late request can land any more: what is found is what stands. */
  private Decision verified(Reference reference, Desired desired, Answer.Found found, Instant now) {
    boolean live = reference.state() == Reference.State.LIVE;
    StandingEvent ours = null;
    for (StandingEvent standing : found.standings()) {
      if (live && standing.id().equals(reference.standing().eventId())) {
        ours = standing;
      } else {
        return Decision.call(reference, deleteCall(reference, desired, standing.id()))
            .remarking(Decision.Remark.STRANGER);
      }
    }
    if (!live) {
      return step(reference.verified(), desired, now);
    }
    return ours == null
        // A search may be behind; a look at the event itself is not.
        ? Decision.call(reference, getCall(reference, reference.standing().eventId()))
        : seen(reference.verified(), desired, ours, now);
  }

  private Decision refused(
      Reference reference, Desired desired, Call call, Failure failure, Instant now) {
    boolean create = call.operation() == Call.Operation.CREATE;
    if (failure.calendarGone() && !desired.wanted()) {
      // Should the calendar come back with the event in it, a sweep finds the event.
      return Decision.done(reference.gone().verified());
    }
    if (mayTakeOver(reference, desired) && saysNo(failure)) {
      return create(reference, desired, now);
    }
    return switch (failure.kind()) {
      case TAKEN ->
          create ? taken(reference, desired, call, failure) : Decision.failed(reference, failure);
      case CHANGED ->
          reference.state() == Reference.State.LIVE
              ? Decision.call(reference, getCall(reference, reference.standing().eventId()))
              : Decision.failed(reference, failure);
      case MISSING -> notThere(reference, desired, call, failure, now);
      case PERMANENT -> refusedForGood(reference, desired, call, failure, now);
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

  /** Whoever names an event by its id may name anybody's; what another one stands for stays its. */
  private static boolean isOfAnother(StandingEvent standing, Desired desired) {
    return standing.marker() != null
        && !standing.marker().appointment().equals(desired.appointment());
  }

  private static boolean saysNo(Failure failure) {
    return failure.kind() == Failure.Kind.MISSING || failure.kind() == Failure.Kind.PERMANENT;
  }

  /** All that is known of its content is whether it carries a meeting, whose block must stay. */
  private static Reference takenOver(Reference reference, StandingEvent standing, Instant now) {
    ObjectNode known = JsonNodeFactory.instance.objectNode();
    known.put("isOnlineMeeting", standing.resource().path("isOnlineMeeting").asBoolean());
    return reference.live(
        Reference.Identity.of(standing, now, true), new Reference.Applied(0, null, known));
  }

  private Decision taken(Reference reference, Desired desired, Call call, Failure failure) {
    return switch (reference.lane().target()) {
      case GOOGLE -> Decision.call(reference, getCall(reference, call.eventId()));
      case OFFICE365 -> Decision.call(reference.failed(failure), findCall(reference, desired));
      case TEAMS -> Decision.failed(reference, failure);
    };
  }

  private Decision refusedForGood(
      Reference reference, Desired desired, Call call, Failure failure, Instant now) {
    InFlight request = reference.inFlight();
    boolean sentBefore = request != null && !request.firstSentAt().equals(request.lastSentAt());
    if (sentBefore && call.operation() == Call.Operation.CREATE) {
      // An earlier try may have been heard: what it made has to be found before it is forgotten.
      switch (reference.lane().target()) {
        case GOOGLE -> {
          return Decision.call(reference.failed(failure), getCall(reference, call.eventId()));
        }
        case OFFICE365 -> {
          return Decision.call(reference.failed(failure), findCall(reference, desired));
        }
        case TEAMS -> {
          // It can only be got again, by the same call.
          return Decision.failed(reference, failure);
        }
      }
    }
    // What cannot be looked at is not looked at again and again.
    boolean verifying = reference.verifyAt() != null && !now.isBefore(reference.verifyAt());
    Reference left = verifying ? reference.verified() : reference;
    // A request that was perhaps heard may have left nothing to be right about.
    boolean perhapsHeard = request != null && request.operation() != call.operation();
    return Decision.failed(
        sentBefore || perhapsHeard ? left.unsure(perhaps(left, request)) : left.unsent(), failure);
  }

  /** Whether this turn has been told so about the create that is being found out about. */
  private static boolean failedAs(Reference reference, Failure.Kind kind) {
    return reference.failure() != null
        && reference.failure().kind() == kind
        && reference.inFlight() != null;
  }

  private Decision notThere(
      Reference reference, Desired desired, Call call, Failure failure, Instant now) {
    return switch (call.operation()) {
      case DELETE -> deletedAlready(reference, desired, now);
      case CREATE -> Decision.failed(reference, failure);
      default -> {
        boolean creating =
            reference.inFlight() != null
                && reference.inFlight().operation() == Call.Operation.CREATE;
        if (creating && failedAs(reference, Failure.Kind.PERMANENT)) {
          yield Decision.failed(reference.unsent(), reference.failure());
        }
        yield creating || isFresh(reference, now)
            ? notVisibleYet(reference)
            : missing(reference, desired, now);
      }
    };
  }

  private static Decision notVisibleYet(Reference reference) {
    return Decision.failed(
        reference,
        Failure.of(
            Failure.Kind.PASSING,
            "not-visible-yet",
            "The event was made but is not to be seen yet; it is looked for again."));
  }

  /** A delete that found nothing; just after the create that says little. */
  private Decision deletedAlready(Reference reference, Desired desired, Instant now) {
    if (reference.inFlight() == null) {
      return Decision.failed(reference, searchBehind("still shows an event that is gone"));
    }
    if (isFresh(reference, now) && reference.lane().target() == Target.TEAMS) {
      return notVisibleYet(reference);
    }
    return deleted(
        isFresh(reference, now)
            ? reference.watchedUntil(reference.standing().madeAt().plus(settle))
            : reference,
        desired,
        now);
  }

  private static Failure searchBehind(String what) {
    return Failure.of(
        Failure.Kind.PASSING, "search-behind", "The search " + what + "; it is asked again.");
  }

  /** Whether the event was made so recently that it need not be visible everywhere. */
  private boolean isFresh(Reference reference, Instant now) {
    return reference.state() == Reference.State.LIVE
        && reference.standing().madeAt() != null
        && now.isBefore(reference.standing().madeAt().plus(settle));
  }

  /** Somebody has deleted the event. */
  private Decision missing(Reference reference, Desired desired, Instant now) {
    Decision next = step(reference.gone(), desired, now);
    return desired.wanted() ? next.remarking(Decision.Remark.DELETED) : next;
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

  private Call deleteCall(Reference reference, Desired desired, String eventId) {
    return new Call(
        reference.lane().target(),
        Call.Operation.DELETE,
        reference.lane().calendar(),
        eventId,
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

  private Call findCall(Reference reference, Desired desired) {
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

  // ---------------------------------------------------------------- contents

  /** What is left of what was written last: somebody may have taken the meeting off the event. */
  private static Reference.Applied leftOver(Reference reference, Reference.Identity identity) {
    Reference.Applied applied = reference.applied();
    if (reference.joinUrl() == null || identity.joinUrl() != null) {
      return applied;
    }
    ObjectNode left = applied.content().deepCopy();
    left.remove(MEETING_MEMBERS);
    return new Reference.Applied(applied.revision(), applied.hash(), left);
  }

  private static Reference.Applied carried(InFlight request) {
    return new Reference.Applied(request.revision(), request.hash(), request.content());
  }

  /** Our members that differ from what was last written; null where one is no longer there. */
  private static ObjectNode changed(JsonNode before, JsonNode content) {
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
              if (!content.has(name) && !MEETING_MEMBERS.contains(name)) {
                changed.putNull(name);
              }
            });
    return changed;
  }

  /**
   * What staff have made more private, or have said of their own time, stays as it is until the
   * provider's data ask for something else.
   */
  private static void leaveToStaff(ObjectNode content, JsonNode before, StandingEvent look) {
    for (String name : OwnMembers.LEFT_TO_STAFF) {
      JsonNode ours = content.get(name);
      boolean asked = before.has(name) && !before.get(name).equals(ours);
      if (ours != null
          && !asked
          && OwnMembers.isStaffsOwn(name, ours, look == null ? null : look.resource().path(name))) {
        content.remove(name);
      }
    }
  }

  /** Whether members would be written of which we do not know what we have made them before. */
  private static boolean mayBeStaffs(JsonNode content, JsonNode before) {
    return OwnMembers.LEFT_TO_STAFF.stream()
        .anyMatch(name -> content.has(name) && !before.has(name));
  }

  /** Of an event that was made all-day, one of the two alone can't be changed. */
  private static void keepTimesTogether(ObjectNode content, JsonNode intended) {
    if (content.has("start") != content.has("end") && intended.has("start")) {
      content.set("start", intended.get("start"));
      content.set("end", intended.get("end"));
    }
  }

  /** Whether the body of the event holds a Teams meeting's own block. */
  private static boolean carriesMeeting(Reference reference) {
    return reference.lane().target() == Target.OFFICE365 && reference.joinUrl() != null;
  }

  /**
   * Whether there may be a Teams meeting, and its block, of which we have not heard: a lost update
   * may have brought it along, and not every answer tells of it.
   */
  private static boolean perhapsCarriesMeeting(Reference reference) {
    return reference.lane().target() == Target.OFFICE365
        && reference.joinUrl() == null
        && wantsMeeting(reference.applied().content());
  }

  /** The text as it stands with our words exchanged; empty when they cannot be told. */
  private static Optional<JsonNode> exchanged(
      Reference reference, String member, JsonNode intended, StandingEvent look) {
    String after = text(reference, intended);
    JsonNode shown = look.resource().path(member);
    if (reference.lane().target() != Target.OFFICE365) {
      SharedText description = new SharedText(shown.asText(""), false, null);
      return description.exchange(before(reference, description), after).map(TextNode::valueOf);
    }
    SharedText body = new SharedText(shown.path("content").asText(""), true, reference.joinUrl());
    return body.exchange(before(reference, body), after)
        .map(
            html ->
                JsonNodeFactory.instance
                    .objectNode()
                    .put("contentType", "html")
                    .put("content", html));
  }

  /** Which words of ours stand there. The longest ones first: others may be part of them. */
  private static String before(Reference reference, SharedText shown) {
    String written = text(reference, reference.applied().content());
    return Stream.concat(Stream.of(written), reference.lateTexts().stream())
        .filter(words -> !words.isBlank() && shown.shows(words))
        .max(Comparator.comparingInt(String::length))
        .orElse(written);
  }

  /** Our words in an event's content; empty for none. */
  private static String text(Reference reference, JsonNode content) {
    return reference.lane().target() == Target.OFFICE365
        ? content.path("body").path("content").asText("")
        : content.path("description").asText("");
  }

  private static JsonNode with(JsonNode content, String member, JsonNode value) {
    ObjectNode copy = content.deepCopy();
    return value == null ? copy.without(member) : copy.set(member, value);
  }

  private static boolean leavesMeeting(Reference reference, Desired desired) {
    return carriesMeeting(reference)
        && reference.generation() > 0
        && wantsMeeting(reference.applied().content())
        && !wantsMeeting(desired.content());
  }

  /** Whether the event was to have a Teams meeting and, as far as is known, has none. */
  private static boolean lacksMeeting(Reference reference) {
    return reference.lane().target() == Target.OFFICE365
        && !reference.lane().withoutTeams()
        && reference.state() == Reference.State.LIVE
        && reference.applied().hash() != null
        && wantsMeeting(reference.applied().content())
        && reference.joinUrl() == null;
  }

  private static boolean wantsMeeting(JsonNode content) {
    return content != null && content.path("isOnlineMeeting").asBoolean();
  }

  /** An answer may leave out what does not change, such as the join URL of an update. */
  private static Reference.Identity identity(
      Reference reference, JsonNode ours, StandingEvent standing, Instant now) {
    Reference.Identity before = reference.standing();
    boolean sharesText = OwnMembers.shareText(ours, standing.resource());
    if (before == null || !before.eventId().equals(standing.id())) {
      return Reference.Identity.of(standing, now, sharesText);
    }
    boolean silent = standing.joinUrl() == null && !standing.resource().has("onlineMeeting");
    return new Reference.Identity(
        standing.id(),
        standing.iCalUid() == null ? before.iCalUid() : standing.iCalUid(),
        standing.etag(),
        silent ? before.joinUrl() : standing.joinUrl(),
        before.madeAt(),
        sharesText);
  }

  private static boolean isForgotten(Reference reference, InFlight request, Instant now) {
    return reference.lane().target() == Target.OFFICE365
        && request.lastSentAt().isBefore(now.minus(TRANSACTION_MEMORY));
  }
}
