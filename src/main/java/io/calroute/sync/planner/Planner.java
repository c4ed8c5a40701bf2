package io.calroute.sync.planner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.InFlight;
import io.calroute.reference.Reference;
import io.calroute.sync.drift.DriftRule;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
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
 *       is sent again, unchanged, under the same id; only a Teams meeting takes the newest content.
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

  /** Graph takes them when a meeting is wanted, and never lets go of them. */
  private static final Set<String> MEETING_MEMBERS =
      Set.of("isOnlineMeeting", "onlineMeetingProvider");

  private final TargetCalls calls;
  private final LostAnswers lost;
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
    this.calls = new TargetCalls(ids);
    this.lost = new LostAnswers(calls, settle);
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
      return lost.resolve(
          reference.watchedUntil(now.plus(settle)),
          unresolved,
          desired,
          now,
          next -> step(next, desired, now));
    }
    if (reference.verifyAt() == null || now.isBefore(reference.verifyAt())) {
      return step(reference, desired, now);
    }
    if (reference.lane().target() != Target.TEAMS) {
      return Decision.call(reference, calls.find(reference, desired));
    }
    return reference.state() == Reference.State.LIVE && desired.wanted()
        ? Decision.call(reference, calls.get(reference, reference.standing().eventId()))
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
      case LIST, WINDOW -> throw new IllegalStateException("A turn never lists a calendar");
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
          ? Decision.call(reference, calls.get(reference, desired.copy()))
          : create(reference, desired, now);
    }
    if (desired.hash().equals(reference.applied().hash())) {
      return MeetingOnEvent.isLacking(reference)
          ? Decision.call(reference, calls.get(reference, reference.standing().eventId()))
          : Decision.done(reference);
    }
    if (MeetingOnEvent.isToLeave(reference, desired)) {
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
    return Decision.call(sending, calls.create(sending, desired));
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
    Desired said = desired;
    ObjectNode content =
        everything || applied.hash() == null
            ? intended.deepCopy()
            : changed(applied.content(), intended);
    keepTimesTogether(content, intended);
    Decision.Remark remark = null;
    boolean meeting = MeetingOnEvent.isOn(reference);
    String member = reference.lane().target() == Target.OFFICE365 ? "body" : "description";
    boolean others = meeting || reference.standing().sharesText();
    boolean guests = Guests.mayChange(content, applied.content(), intended);
    if (look == null
        && (others && content.hasNonNull(member)
            || guests
            || MeetingOnEvent.mayBeOn(reference)
            || mayBeStaffs(content, applied.content()))) {
      return Decision.call(reference, calls.get(reference, reference.standing().eventId()));
    }
    leaveToStaff(content, applied.content(), look);
    if (guests) {
      content.remove(Guests.MEMBER);
      Guests.joined(applied.content(), intended, look.resource())
          .ifPresent(all -> content.set(Guests.MEMBER, all));
    }
    if (content.hasNonNull(member) && look != null) {
      Optional<JsonNode> text = exchanged(reference, member, desired, look);
      if (text.isPresent()) {
        content.set(member, text.get());
      } else if (meeting) {
        content.remove(member);
        said = desired.erased() ? desired.showingErased() : desired;
        intended = with(intended, member, desired.erased() ? null : applied.content().get(member));
        remark = Decision.Remark.BODY_LEFT;
      }
    }
    if (content.isEmpty() && said != desired) {
      return Decision.failed(
          reference.live(
              reference.standing(),
              new Reference.Applied(desired.revision(), said.hash(), intended)),
          Failure.of(
              Failure.Kind.PERMANENT,
              "shows-erased",
              "The event may go on showing somebody who was erased, because our words in it can't"
                  + " be told from its Teams meeting's any more; delete it and press Resync."));
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
        new InFlight(Call.Operation.UPDATE, intended, said.hash(), desired.revision(), now, now);
    return Decision.call(
            reference.sending(request, reference.generation()),
            calls.update(reference, said, content))
        .remarking(remark);
  }

  private Decision delete(Reference reference, Desired desired, Instant now) {
    InFlight request =
        new InFlight(Call.Operation.DELETE, null, null, desired.revision(), now, now);
    return Decision.call(
        reference.sending(request, reference.generation()),
        calls.delete(reference, desired, reference.standing().eventId()));
  }

  // ---------------------------------------------------------------- answers

  private Decision created(
      Reference reference, Desired desired, StandingEvent standing, Instant now) {
    return begin(
        reference.live(
            identity(reference, reference.inFlight().content(), standing, now),
            reference.inFlight().carried()),
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
                reference.inFlight().carried()),
            desired,
            now);
  }

  private Decision deleted(Reference reference, Desired desired, Instant now) {
    return reference.inFlight() == null
        // It was one that stood for nothing; there may be more of them.
        ? Decision.call(reference, calls.find(reference, desired))
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
      return begin(LostAnswers.heard(reference, identity, standing), desired, now);
    }
    Reference current = reference.live(identity, leftOver(reference, identity));
    if (!desired.wanted()) {
      return step(current, desired, now);
    }
    if (MeetingOnEvent.isToLeave(current, desired, standing)) {
      return delete(current, desired, now);
    }
    if (MeetingOnEvent.isLacking(reference) && MeetingOnEvent.isLacking(current)) {
      // Not in the answer to the write, and not now.
      return Decision.done(current).remarking(Decision.Remark.TEAMS_REFUSED);
    }
    String version = standing.marker() == null ? "" : standing.marker().version();
    for (Reference.Applied applied : LostAnswers.possible(current, request, desired)) {
      if (Desired.version(applied.revision(), applied.hash()).equals(version)) {
        Reference known = reference.live(identity, applied);
        Set<String> edited = EventDifference.differing(applied.content(), standing.resource());
        boolean repairs = !edited.isEmpty() && drift.repairs();
        Decision next = mended(known, desired, repairs, standing, now);
        // What was noted before, by a sweep for instance, is no news.
        return edited.isEmpty() || isAsKnown(reference, standing) ? next : next.edited(edited);
      }
    }
    // The last to write it was a request of ours that we had given up.
    boolean broughtMeeting = reference.joinUrl() == null && MeetingOnEvent.isOn(current);
    if (broughtMeeting && !MeetingOnEvent.isWanted(desired.content())) {
      return delete(current, desired, now);
    }
    return mended(current, desired, true, standing, now);
  }

  private static boolean isAsKnown(Reference reference, StandingEvent standing) {
    return standing.etag() != null && standing.etag().equals(reference.standing().etag());
  }

  private Decision mended(
      Reference current, Desired desired, boolean everything, StandingEvent standing, Instant now) {
    if (MeetingOnEvent.isToLeave(current, desired, standing)) {
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
    return lost.notFound(reference, desired, now, next -> step(next, desired, now));
  }

  /** No late request can land any more: what is found is what stands. */
  private Decision verified(Reference reference, Desired desired, Answer.Found found, Instant now) {
    boolean live = reference.state() == Reference.State.LIVE;
    StandingEvent ours = null;
    for (StandingEvent standing : found.standings()) {
      if (live && standing.id().equals(reference.standing().eventId())) {
        ours = standing;
      } else {
        return Decision.call(reference, calls.delete(reference, desired, standing.id()))
            .remarking(Decision.Remark.STRANGER);
      }
    }
    if (!live) {
      return step(reference.verified(), desired, now);
    }
    return ours == null
        // A search may be behind; a look at the event itself is not.
        ? Decision.call(reference, calls.get(reference, reference.standing().eventId()))
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
          create
              ? lost.taken(reference, desired, call, failure)
              : Decision.failed(reference, failure);
      case CHANGED ->
          reference.state() == Reference.State.LIVE
              ? Decision.call(reference, calls.get(reference, reference.standing().eventId()))
              : Decision.failed(reference, failure);
      case MISSING -> notThere(reference, desired, call, failure, now);
      case PERMANENT -> lost.refusedForGood(reference, desired, call, failure, now);
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
  private boolean isOfAnother(StandingEvent standing, Desired desired) {
    return standing.marker() != null
        && !standing.marker().appointment().equals(calls.ids().mark(desired.appointment()));
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

  private Decision notThere(
      Reference reference, Desired desired, Call call, Failure failure, Instant now) {
    return switch (call.operation()) {
      case DELETE -> deletedAlready(reference, desired, now);
      case CREATE -> Decision.failed(reference, failure);
      default -> {
        boolean creating =
            reference.inFlight() != null
                && reference.inFlight().operation() == Call.Operation.CREATE;
        if (creating && LostAnswers.failedAs(reference, Failure.Kind.PERMANENT)) {
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

  /** Our members that differ from what was last written; null where one is no longer there. */
  private static ObjectNode changed(JsonNode before, JsonNode content) {
    ObjectNode changed = ((ObjectNode) content).objectNode();
    for (Map.Entry<String, JsonNode> member : content.properties()) {
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
    for (String name : EventDifference.LEFT_TO_STAFF) {
      JsonNode ours = content.get(name);
      boolean asked = before.has(name) && !before.get(name).equals(ours);
      if (ours != null
          && !asked
          && EventDifference.isStaffsOwn(
              name, ours, look == null ? null : look.resource().path(name))) {
        content.remove(name);
      }
    }
  }

  /** Whether members would be written of which we do not know what we have made them before. */
  private static boolean mayBeStaffs(JsonNode content, JsonNode before) {
    return EventDifference.LEFT_TO_STAFF.stream()
        .anyMatch(name -> content.has(name) && !before.has(name));
  }

  /** Of an event that was made all-day, one of the two alone can't be changed. */
  private static void keepTimesTogether(ObjectNode content, JsonNode intended) {
    if (content.has("start") != content.has("end") && intended.has("start")) {
      content.set("start", intended.get("start"));
      content.set("end", intended.get("end"));
    }
  }

  /** The text as it stands with our words exchanged; empty when they cannot be told. */
  private static Optional<JsonNode> exchanged(
      Reference reference, String member, Desired desired, StandingEvent look) {
    String after = SharedText.ours(reference.lane().target(), desired.content());
    JsonNode shown = look.resource().path(member);
    if (reference.lane().target() != Target.OFFICE365) {
      SharedText description = new SharedText(shown.asText(""), false, null);
      return description.exchange(before(reference, description), after).map(TextNode::valueOf);
    }
    SharedText body = new SharedText(shown.path("content").asText(""), true, reference.joinUrl());
    String before = before(reference, body);
    if (desired.erased() && (before.isBlank() || !body.shows(before))) {
      // What is wanted may be part of what shows somebody who was erased.
      return Optional.empty();
    }
    return body.exchange(before, after)
        .map(
            html ->
                JsonNodeFactory.instance
                    .objectNode()
                    .put("contentType", "html")
                    .put("content", html));
  }

  /** Which words of ours stand there. The longest ones first: others may be part of them. */
  private static String before(Reference reference, SharedText shown) {
    String written = SharedText.ours(reference.lane().target(), reference.applied().content());
    return Stream.concat(Stream.of(written), reference.lateTexts().stream())
        .filter(words -> !words.isBlank() && shown.shows(words))
        .max(Comparator.comparingInt(SharedText::length))
        .orElse(written);
  }

  private static JsonNode with(JsonNode content, String member, JsonNode value) {
    ObjectNode copy = content.deepCopy();
    return value == null ? copy.without(member) : copy.set(member, value);
  }

  /** An answer may leave out what does not change, such as the join URL of an update. */
  private static Reference.Identity identity(
      Reference reference, JsonNode ours, StandingEvent standing, Instant now) {
    Reference.Identity before = reference.standing();
    boolean sharesText = EventDifference.shareText(ours, standing.resource());
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
}
