package io.calroute.sync.planner;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import io.calroute.reference.InFlight;
import io.calroute.reference.Reference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * Decides what follows when the answer to a request was lost: the request is sent again, its effect
 * is looked up, or it is given up. Pure.
 *
 * @param calls makes the calls
 * @param settle how long a target may take to carry a request out, and to show its effect
 */
record LostAnswers(TargetCalls calls, Duration settle) {

  /**
   * How long Graph is trusted to remember a transactionId; its documentation gives no time. After
   * that a repeated create is preceded by a search.
   */
  static final Duration TRANSACTION_MEMORY = Duration.ofMinutes(10);

  /**
   * Finds out about a request whose effect nobody knows, before anything else.
   *
   * @param next decides what follows when there is nothing to find out
   */
  Decision resolve(
      Reference reference,
      InFlight unresolved,
      Desired desired,
      Instant now,
      Function<Reference, Decision> next) {
    Reference again =
        reference.sending(renewed(reference, unresolved, desired, now), reference.generation());
    return switch (unresolved.operation()) {
      case CREATE ->
          isForgotten(reference, unresolved, now)
              ? Decision.call(
                  reference.sending(unresolved, reference.generation()),
                  calls.find(reference, desired))
              : Decision.call(again, calls.create(again, desired));
      case DELETE ->
          Decision.call(again, calls.delete(reference, desired, reference.standing().eventId()));
      case UPDATE -> rewrite(reference, unresolved, desired, next);
      default -> throw new IllegalStateException("Never in flight: " + unresolved.operation());
    };
  }

  /**
   * An update may have landed, and may yet: whatever is wanted, all of it is written once more.
   * Where the text is not ours alone, or the update may have brought a meeting's block into it, the
   * event is looked at first, with the update in mind: its words may be the ones to exchange.
   */
  private Decision rewrite(
      Reference reference,
      InFlight unresolved,
      Desired desired,
      Function<Reference, Decision> next) {
    boolean sharesText =
        MeetingOnEvent.isWanted(unresolved.content())
            || MeetingOnEvent.isOn(reference)
            || reference.standing().sharesText();
    Reference lost =
        reference.withLateText(SharedText.ours(reference.lane().target(), unresolved.content()));
    return desired.wanted() && sharesText
        ? Decision.call(lost, calls.get(lost, lost.standing().eventId()))
        : next.apply(lost.unsure(perhaps(lost, unresolved)));
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

  /**
   * A search has not found what a create has made.
   *
   * @param next decides what follows when the create has made nothing that stands
   */
  Decision notFound(
      Reference reference, Desired desired, Instant now, Function<Reference, Decision> next) {
    if (failedAs(reference, Failure.Kind.PERMANENT)) {
      return Decision.failed(reference.unsent(), reference.failure());
    }
    if (failedAs(reference, Failure.Kind.TAKEN)) {
      // The event that was made under this id is gone, and the id with it.
      return next.apply(reference.gone().watchedUntil(now.plus(settle)));
    }
    Reference again =
        reference.sending(reference.inFlight().sentAgain(now), reference.generation());
    return Decision.call(again, calls.create(again, desired));
  }

  /** An event that was looked at stands, so that the create has been heard. */
  static Reference heard(Reference reference, Reference.Identity identity, StandingEvent standing) {
    InFlight request = reference.inFlight();
    Reference live = reference.live(identity, request.carried());
    boolean known =
        standing.marker() != null
            && Desired.version(request.revision(), request.hash())
                .equals(standing.marker().version())
            && EventDifference.differing(request.content(), standing.resource()).isEmpty();
    // Ours by its id; with a content that we do not know, it is given all of ours.
    return known ? live : live.unsure();
  }

  Decision taken(Reference reference, Desired desired, Call call, Failure failure) {
    return switch (reference.lane().target()) {
      case GOOGLE -> Decision.call(reference, calls.get(reference, call.eventId()));
      case OFFICE365 -> Decision.call(reference.failed(failure), calls.find(reference, desired));
      case TEAMS -> Decision.failed(reference, failure);
    };
  }

  Decision refusedForGood(
      Reference reference, Desired desired, Call call, Failure failure, Instant now) {
    InFlight request = reference.inFlight();
    boolean sentBefore = request != null && !request.firstSentAt().equals(request.lastSentAt());
    if (sentBefore && call.operation() == Call.Operation.CREATE) {
      // An earlier try may have been heard: what it made has to be found before it is forgotten.
      switch (reference.lane().target()) {
        case GOOGLE -> {
          return Decision.call(reference.failed(failure), calls.get(reference, call.eventId()));
        }
        case OFFICE365 -> {
          return Decision.call(reference.failed(failure), calls.find(reference, desired));
        }
        case TEAMS -> {
          // It can only be got again, by the same call.
          return Decision.failed(reference, failure);
        }
      }
    }
    // What cannot be looked at is not looked at again and again, but nobody knows what is there.
    boolean verifying = reference.verifyAt() != null && !now.isBefore(reference.verifyAt());
    Reference left = verifying ? reference.verified() : reference;
    // A request that was perhaps heard may have left nothing to be right about.
    boolean perhapsHeard = request != null && request.operation() != call.operation();
    return Decision.failed(
        verifying || sentBefore || perhapsHeard
            ? left.unsure(perhaps(left, request))
            : left.unsent(),
        failure);
  }

  /** Whether this turn has been told so about the create that is being found out about. */
  static boolean failedAs(Reference reference, Failure.Kind kind) {
    return reference.failure() != null
        && reference.failure().kind() == kind
        && reference.inFlight() != null;
  }

  /** What the event may have been given last, as far as we know: the lost request above all. */
  static List<Reference.Applied> possible(Reference current, InFlight request, Desired desired) {
    Reference.Applied wanted =
        new Reference.Applied(desired.revision(), desired.hash(), desired.content());
    return request == null || request.content() == null
        ? List.of(current.applied(), wanted)
        : List.of(request.carried(), current.applied(), wanted);
  }

  /** What the event was given last, with what a lost update may have made of it. */
  private static JsonNode perhaps(Reference reference, InFlight lost) {
    if (reference.applied() == null || lost == null || lost.content() == null) {
      return reference.applied() == null ? null : reference.applied().content();
    }
    JsonNode perhaps =
        EventDifference.perhaps(
            reference.applied().content(), lost.content(), EventDifference.LEFT_TO_STAFF);
    return MeetingOnEvent.isWanted(lost.content()) ? MeetingOnEvent.broughtTo(perhaps) : perhaps;
  }

  private static boolean isForgotten(Reference reference, InFlight request, Instant now) {
    return reference.lane().target() == Target.OFFICE365
        && request.lastSentAt().isBefore(now.minus(TRANSACTION_MEMORY));
  }
}
