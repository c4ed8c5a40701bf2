package io.calroute.sync.planner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Lane;
import io.calroute.reference.Reference;
import io.calroute.work.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * One story of a reference: a provider that changes its mind, a calendar, a planner, and an
 * adversary who loses answers or parts of them, delays requests, refuses calls for good, lets
 * searches lag, kills the process and edits events. When the adversary has had enough, everything
 * must come out right by itself.
 */
public final class Story {

  /** How long a late request may take. */
  public static final Duration SETTLE = Duration.ofMinutes(3);

  private static final String APPOINTMENT = "acme/default/appt-1";
  private static final Instant START = Instant.parse("2026-11-02T09:00:00Z");
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration OUTAGE = Duration.ofMinutes(11);

  /** More calls than these after the adversary has stopped are no convergence. */
  private static final int CALLS_TO_CONVERGE = 12;

  /** How long a search may go on not to show an event, counted from a look at the calendar. */
  private static final Duration LAG = Duration.ofMinutes(5);

  /** Pauses of 1, 2, 4, 8, 16 and 32 seconds, half of it by chance, then of a minute. */
  private static final int LOOKS_WHILE_LAGGING = 16;

  private static final int CALLS_OF_A_LOOK = 2;

  /** What the provider wants at first, and what it changes its mind to. */
  enum Wishes {
    /** Events without texts. */
    PLAIN(content("A", "here"), content("B", "here"), content("A", "there")),
    /** An event with a Teams meeting and a text. */
    ONLINE(
        online("A", "here", "Words about A"),
        online("A", "here", "Words about A and more"),
        content("B", "there")),
    /** An event that gets a Teams meeting later on, with other words. */
    TURNING(
        with(content("A", "here"), "Words about A"),
        online("A", "here", "Words about B"),
        online("A", "there", "Words about C"));

    private final List<JsonNode> contents;

    Wishes(JsonNode... contents) {
      this.contents = List.of(contents);
    }
  }

  private record Late(Call call, Instant deadline) {}

  private final CalendarModel.Rules rules;
  private final boolean people;
  private final Choices choices;
  private final CalendarModel calendar;
  private final Planner planner;
  private final Backoff backoff =
      new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), new Random(1));
  private final List<JsonNode> contents;
  private final List<Late> late = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private Instant now = START;
  private Reference reference;
  private Desired desired;
  private long revision = 1;
  private boolean helpNeeded;
  private boolean disturbed;
  private boolean wordsLeft;
  private boolean lagged;
  private int calls;

  /**
   * A story to be.
   *
   * @param rules of the calendar
   * @param people whether somebody edits and deletes events; if not, drift is left alone
   * @param wishes what the provider wants
   * @param choices of the adversary
   */
  Story(CalendarModel.Rules rules, boolean people, Wishes wishes, Choices choices) {
    this.rules = rules;
    this.people = people;
    this.choices = choices;
    this.contents = wishes.contents;
    this.calendar = new CalendarModel(rules);
    this.planner =
        new Planner(
            new EventIds("calroute"),
            people ? SyncSettings.Drift.REPAIR : SyncSettings.Drift.IGNORE,
            SETTLE);
    int position = rules.target() == Target.TEAMS ? -1 : 0;
    Lane lane = new Lane(1, rules.target(), "anna@example.com", false, null, false);
    reference =
        new Reference(
            1,
            1,
            lane,
            position,
            null,
            true,
            Reference.State.ABSENT,
            0,
            null,
            null,
            null,
            List.of(),
            null,
            now,
            0,
            null,
            0);
    want(contents.get(0));
  }

  /** Tells it to its end, and checks that. */
  void tell() {
    try {
      while (adversaryGoesOn()) {
        if (isDue()) {
          turn(true);
        }
        if (calls > CALLS_TO_CONVERGE * 20) {
          throw new AssertionError("It never comes to rest: " + reference);
        }
      }
      comeToRest();
      if (helpNeeded) {
        askForALook();
        comeToRest();
      }
      check();
      askForALook();
      int before = calls;
      comeToRest();
      check();
      if (calls - before > 1 && !wordsLeft) {
        throw new AssertionError("A look at what is right costs " + (calls - before) + " calls");
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          e + "\n" + rules + "\nchoices " + choices + "\n" + String.join("\n", told), e);
    }
  }

  // ---------------------------------------------------------------- the adversary between turns

  private boolean adversaryGoesOn() {
    int choice = choices.pick(people ? 8 : 6);
    switch (choice) {
      case 1 -> changeTo(contents.get(1));
      case 2 -> changeTo(contents.get(2));
      case 3 -> changeTo(desired.wanted() ? null : contents.get(0));
      case 4 -> landOne();
      case 5 -> pass(OUTAGE);
      case 6 -> disturb(calendar::edit, "somebody edits it");
      case 7 -> disturb(calendar::remove, "somebody deletes it");
      default -> {
        if (reference.dueAt() == null) {
          return false;
        }
        if (!isDue()) {
          pass(Duration.between(now, reference.dueAt()));
        }
      }
    }
    return true;
  }

  private interface Disturbance {
    void strike(CalendarModel.Event event);
  }

  private void disturb(Disturbance disturbance, String what) {
    if (!calendar.live().isEmpty() && rules.target() != Target.TEAMS) {
      told.add(what);
      disturbed = true;
      disturbance.strike(calendar.live().get(0));
      // Nobody hears of it until the event is looked at.
      helpNeeded = true;
    }
  }

  private void changeTo(JsonNode content) {
    told.add(content == null ? "cancelled" : "wanted: " + content);
    revision++;
    want(content);
    reference = due(reference, now);
  }

  private void want(JsonNode content) {
    if (content == null) {
      desired = Desired.nothing(APPOINTMENT, revision);
    } else if (rules.target() == Target.TEAMS) {
      desired = Desired.meeting(APPOINTMENT, revision, content);
    } else {
      desired = Desired.event(APPOINTMENT, revision, content, null);
    }
  }

  private void pass(Duration duration) {
    now = now.plus(duration);
    for (Iterator<Late> each = late.iterator(); each.hasNext(); ) {
      Late one = each.next();
      if (!one.deadline.isAfter(now)) {
        each.remove();
        land(one, one.deadline);
      }
    }
  }

  private void landOne() {
    if (!late.isEmpty()) {
      land(late.remove(0), now);
    }
  }

  private void land(Late one, Instant at) {
    told.add("  late: " + one.call.operation() + " " + one.call.content());
    calendar.apply(one.call, at);
  }

  // ---------------------------------------------------------------- turns

  private boolean isDue() {
    return reference.dueAt() != null && !reference.dueAt().isAfter(now);
  }

  private void turn(boolean disturbed) {
    Desired goal = desired;
    Decision decision = planner.begin(reference, goal, now);
    for (int i = 0; ; i++) {
      reference = decision.reference();
      wordsLeft |= decision.remark() == Decision.Remark.BODY_LEFT;
      if (decision.call() == null || i == 8) {
        break;
      }
      Call call = decision.call();
      Answer answer = disturbed ? disturbedAnswer(call) : calendar.apply(call, now);
      calls++;
      told.add(
          now
              + " "
              + call.operation()
              + " "
              + call.eventId()
              + " "
              + call.content()
              + " -> "
              + text(answer));
      if (answer == null) {
        return;
      }
      pass(TICK);
      decision = planner.proceed(reference, goal, call, answer, now);
    }
    Duration dueIn = decision.lookAgainIn(backoff, now);
    if (decision.failure() != null && dueIn == null) {
      helpNeeded = true;
    }
    checkWhatIsSure();
    boolean overtaken = goal != desired;
    if (decision.remark() == Decision.Remark.TEAMS_REFUSED) {
      // The mailbox is remembered, and its appointment is said anew where it is to stand.
      reference = due(inMailboxWithoutTeams(reference), now);
      return;
    }
    reference =
        due(
            reference,
            overtaken && decision.failure() == null ? now : dueIn == null ? null : now.plus(dueIn));
  }

  private static Reference inMailboxWithoutTeams(Reference one) {
    Lane lane = one.lane();
    return new Reference(
        one.id(),
        one.appointment(),
        new Lane(lane.id(), lane.target(), lane.calendar(), true, null, false),
        one.position(),
        one.staff(),
        one.wanted(),
        one.state(),
        one.generation(),
        one.standing(),
        one.applied(),
        one.inFlight(),
        one.lateTexts(),
        one.verifyAt(),
        one.dueAt(),
        one.attempts(),
        one.failure(),
        one.writes());
  }

  /** Null when the process dies before the call. */
  private Answer disturbedAnswer(Call call) {
    boolean reads =
        call.operation() == Call.Operation.GET || call.operation() == Call.Operation.FIND;
    boolean creates = call.operation() == Call.Operation.CREATE;
    int choice = choices.pick(reads ? 5 : creates ? 10 : 8);
    if (reads && choice == 3) {
      return refused(Failure.Kind.PERMANENT);
    }
    if (reads && choice == 4) {
      return call.operation() == Call.Operation.FIND
          ? lagging(call)
          : withoutMeeting(calendar.apply(call, now));
    }
    switch (choice) {
      case 1:
        return refused(Failure.Kind.PASSING);
      case 2:
        landOne();
        return calendar.apply(call, now);
      case 3:
        calendar.apply(call, now);
        return refused(Failure.Kind.PASSING);
      case 4:
        late.add(new Late(call, now.plus(SETTLE).minusMillis(1)));
        return refused(Failure.Kind.PASSING);
      case 5:
        return null;
      case 6:
        return refused(Failure.Kind.PERMANENT);
      case 7:
        return withoutMeeting(calendar.apply(call, now));
      case 8:
        return unsearched(calendar.apply(call, now));
      case 9:
        Answer answer = calendar.apply(call, now);
        calendar.live().forEach(event -> event.hiddenUntil = now.plus(SETTLE).minusMillis(1));
        return answer;
      default:
        return calendar.apply(call, now);
    }
  }

  /** The search goes on not to show the event that is known to stand. */
  private Answer lagging(Call call) {
    if (reference.state() == Reference.State.LIVE) {
      lagged = true;
      calendar.live().stream()
          .filter(event -> event.id.equals(reference.standing().eventId()))
          .forEach(event -> event.notFoundUntil = now.plus(LAG));
    }
    return calendar.apply(call, now);
  }

  /** No search shows the event that was just made, as long as anything may take. */
  private Answer unsearched(Answer answer) {
    if (answer instanceof Answer.Stands made) {
      calendar.live().stream()
          .filter(event -> event.id.equals(made.standing().id()))
          .forEach(event -> event.notFoundUntil = now.plus(SETTLE).minusMillis(1));
    }
    return answer;
  }

  /** An event whose online meeting is not told of, as happens where it is made a moment later. */
  private static Answer withoutMeeting(Answer answer) {
    if (!(answer instanceof Answer.Stands stands) || stands.standing().etag() == null) {
      return answer;
    }
    StandingEvent full = stands.standing();
    ObjectNode resource = full.resource().deepCopy();
    resource.remove("onlineMeeting");
    return new Answer.Stands(
        new StandingEvent(
            full.id(),
            full.etag(),
            full.iCalUid(),
            full.cancelled(),
            null,
            full.marker(),
            resource));
  }

  private static String text(Answer answer) {
    if (answer == null) {
      return "killed before";
    }
    return answer instanceof Answer.Refused refused
        ? refused.failure().kind().toString()
        : answer.getClass().getSimpleName();
  }

  private static Answer refused(Failure.Kind kind) {
    return new Answer.Refused(Failure.of(kind, "adversary", "adversary"));
  }

  // ---------------------------------------------------------------- the end

  private void comeToRest() {
    int before = calls;
    for (int i = 0; reference.dueAt() != null; i++) {
      if (!isDue()) {
        pass(Duration.between(now, reference.dueAt()));
      }
      turn(false);
      int bound =
          lagged ? CALLS_TO_CONVERGE + LOOKS_WHILE_LAGGING * CALLS_OF_A_LOOK : CALLS_TO_CONVERGE;
      if (i > 40 || calls - before > bound) {
        throw new AssertionError("It does not come to rest: " + reference);
      }
    }
    pass(SETTLE);
  }

  private void askForALook() {
    told.add("somebody asks for a look");
    reference = due(reference.verifyAt() == null ? reference.watchedUntil(now) : reference, now);
  }

  /**
   * What the store is sure of is so: that an event stands, with a content, and no request of ours
   * can change that any more without a look.
   */
  private void checkWhatIsSure() {
    boolean sure =
        reference.state() == Reference.State.LIVE
            && reference.inFlight() == null
            && reference.verifyAt() == null
            && reference.applied().hash() != null;
    if (sure
        && late.isEmpty()
        && !disturbed
        && calendar.live().stream()
            .noneMatch(event -> event.id.equals(reference.standing().eventId()))) {
      throw new AssertionError("The store is sure of an event that does not stand: " + reference);
    }
  }

  private void check() {
    List<CalendarModel.Event> live = calendar.live();
    if (live.size() != (desired.wanted() ? 1 : 0)) {
      throw new AssertionError(live.size() + " events stand");
    }
    if (rules.remembersCreates() && calendar.doubled()) {
      throw new AssertionError("Two events of one generation stood");
    }
    if (!desired.wanted()) {
      return;
    }
    CalendarModel.Event event = live.get(0);
    if (!event.id.equals(reference.standing().eventId())) {
      throw new AssertionError("The event that stands is not the one that is known");
    }
    if (rules.target() == Target.TEAMS) {
      return;
    }
    desired
        .content()
        .properties()
        .forEach(
            member -> {
              JsonNode shown = event.content.path(member.getKey());
              // Where updates heed no condition, a late one can bring words that nobody knows.
              boolean words = member.getKey().equals("body");
              boolean excused = words && wordsLeft && !rules.conditionalPatch();
              boolean right =
                  words
                      ? excused || words(shown).contains(words(member.getValue()))
                      : shown.equals(member.getValue());
              if (!right) {
                throw new AssertionError(
                    "It shows " + event.content + ", not " + desired.content());
              }
            });
    if (desired.content().path("isOnlineMeeting").asBoolean() == (event.joinUrl == null)) {
      throw new AssertionError("Its join link is " + event.joinUrl);
    }
  }

  private static String words(JsonNode body) {
    return body.path("content").asText();
  }

  private static ObjectNode content(String title, String place) {
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    return content.put("title", title).put("place", place).put("status", "confirmed");
  }

  private static ObjectNode online(String title, String place, String body) {
    return with(content(title, place), body).put("isOnlineMeeting", true);
  }

  private static ObjectNode with(ObjectNode content, String body) {
    content.putObject("body").put("contentType", "text").put("content", body);
    return content;
  }

  private static Reference due(Reference reference, Instant at) {
    return new Reference(
        reference.id(),
        reference.appointment(),
        reference.lane(),
        reference.position(),
        reference.staff(),
        true,
        reference.state(),
        reference.generation(),
        reference.standing(),
        reference.applied(),
        reference.inFlight(),
        reference.lateTexts(),
        reference.verifyAt(),
        at,
        reference.attempts(),
        reference.failure(),
        reference.writes());
  }
}
