package io.calroute.sync.planner;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Lane;
import io.calroute.reference.Reference;
import io.calroute.work.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A reference, its planner and its calendar, for stories told step by step. */
public final class Scene {

  private static final String APPOINTMENT = "acme/default/appt-1";

  public final CalendarModel calendar;
  public final List<Call> calls = new ArrayList<>();
  private final Planner planner;
  private Instant now = Instant.parse("2026-11-02T09:00:00Z");
  private long revision;
  private Desired desired;
  private Decision decision;

  public Scene(CalendarModel.Rules rules) {
    this(rules, SyncSettings.Drift.REPAIR);
  }

  public Scene(CalendarModel.Rules rules, SyncSettings.Drift drift) {
    calendar = new CalendarModel(rules);
    planner = new Planner(new EventIds("calroute"), drift, Story.SETTLE);
    Lane lane = new Lane(1, rules.target(), "anna@example.com", false, null, false);
    Reference reference =
        new Reference(
            1,
            1,
            lane,
            0,
            null,
            true,
            Reference.State.ABSENT,
            0,
            null,
            null,
            null,
            List.of(),
            null,
            null,
            0,
            null,
            0);
    decision = new Decision(reference, null, null, null, java.util.Set.of());
  }

  public static ObjectNode content(String title) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("title", title)
        .put("place", "here")
        .put("status", "confirmed");
  }

  static ObjectNode online(String title, String words) {
    ObjectNode content = content(title).put("isOnlineMeeting", true);
    content.putObject("body").put("contentType", "text").put("content", words);
    return content;
  }

  public Reference reference() {
    return decision.reference();
  }

  /** The next call; null when there is none. */
  public Call call() {
    return decision.call();
  }

  public Decision decision() {
    return decision;
  }

  /** When the next turn is due; null for never. */
  public Duration lookAgainIn(Backoff backoff) {
    return decision.lookAgainIn(backoff, now);
  }

  /** The provider wants it so. */
  public Scene wanted(ObjectNode content) {
    revision++;
    desired = Desired.event(APPOINTMENT, revision, content, null);
    return this;
  }

  /** The provider wants it so, and says that an event of its own stands there. */
  public Scene wanted(ObjectNode content, String copy) {
    revision++;
    desired = Desired.event(APPOINTMENT, revision, content, copy);
    return this;
  }

  /** Somebody was erased, and the event was left as it stands. */
  Scene erased(List<String> imprints) {
    Reference before = decision.reference();
    Reference after =
        before.live(
            before.standing(),
            new Reference.Applied(
                before.applied().revision(), "erased", JsonNodeFactory.instance.objectNode()));
    for (String imprint : imprints) {
      after = after.withLateText(imprint);
    }
    decision = new Decision(after, null, null, null, java.util.Set.of());
    return this;
  }

  /** The provider wants it so, and somebody was taken out of the appointment. */
  Scene wantedOfErased(ObjectNode content) {
    wanted(content);
    desired = desired.withoutErased();
    return this;
  }

  /** The provider cancels. */
  public Scene cancelled() {
    revision++;
    desired = Desired.nothing(APPOINTMENT, revision);
    return this;
  }

  /** Time goes by. */
  public Scene after(Duration duration) {
    now = now.plus(duration);
    return this;
  }

  /** A turn begins, in the same process or in the next. */
  public Scene turn() {
    now = now.plusSeconds(1);
    return follow(planner.begin(decision.reference(), desired, now));
  }

  /** The calendar carries the call out and answers. */
  public Scene answered() {
    return told(calendar.apply(call(), now));
  }

  /** The calendar carries calls out and answers until there are none left. */
  public Scene toTheEnd() {
    while (call() != null) {
      answered();
    }
    return this;
  }

  /** The calendar carries the call out; nobody hears of it. */
  public Scene unheard() {
    calendar.apply(call(), now);
    return refused(Failure.Kind.PASSING);
  }

  public Scene refused(Failure.Kind kind) {
    return refused(Failure.of(kind, "test", "test"));
  }

  public Scene refused(Failure failure) {
    return told(new Answer.Refused(failure));
  }

  /** The process dies before the call is made. */
  Scene killed() {
    return this;
  }

  /** A call lands that was thought to be lost. */
  Scene lands(Call late) {
    calendar.apply(late, now);
    return this;
  }

  public List<Call.Operation> operations() {
    return calls.stream().map(Call::operation).toList();
  }

  private Scene told(Answer answer) {
    now = now.plusSeconds(1);
    return follow(planner.proceed(decision.reference(), desired, call(), answer, now));
  }

  private Scene follow(Decision next) {
    decision = next;
    if (next.call() != null) {
      calls.add(next.call());
    }
    return this;
  }
}
