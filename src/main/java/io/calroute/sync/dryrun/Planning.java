package io.calroute.sync.dryrun;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.Appointment;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.mapping.function.MappingRefused;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Reference;
import io.calroute.routing.Surroundings;
import io.calroute.sync.planner.Decision;
import io.calroute.sync.planner.Desired;
import io.calroute.sync.planner.Planner;
import io.calroute.sync.planner.Siblings;
import io.calroute.sync.planner.WantedContent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Foresees the calls that an appointment's due references will cost: the same turns as those that
 * are taken in earnest, decided by the same planner, answered by an {@link ObedientTarget}. Pure.
 *
 * @param planner decides each call
 * @param settings what the installation decides
 */
public record Planning(Planner planner, SyncSettings settings) {

  /** As many as a turn in earnest makes. */
  private static final int CALLS_PER_TURN = 8;

  /** More turns than any honest story needs. */
  private static final int TURNS = 100;

  /**
   * What is foreseen for one reference.
   *
   * @param reference as it is now
   * @param calls in order; possibly none
   * @param problem what keeps it from being done; null when nothing does
   */
  record Foreseen(Reference reference, List<Call> calls, Failure problem) {}

  /**
   * Foresees.
   *
   * @param appointment what is wanted
   * @param references all its references, by position
   * @param contents makes what events are to show
   * @param surroundings where appointments are to stand
   * @param now the present
   * @return references that cost calls or have a problem, by position
   */
  List<Foreseen> foresee(
      Appointment appointment,
      List<Reference> references,
      WantedContent.Contents contents,
      Surroundings surroundings,
      Instant now) {
    Story story = new Story(appointment, references, contents, surroundings, now);
    for (int i = 0; i < TURNS && story.takeTurn(); i++) {
      continue;
    }
    return story.told();
  }

  /** One appointment's way to where nothing is left to do. */
  private final class Story {
    private final Appointment appointment;
    private final WantedContent.Contents contents;
    private final Surroundings surroundings;
    private final Map<Long, Reference> before = new LinkedHashMap<>();
    private final Map<Long, Reference> current = new LinkedHashMap<>();
    private final Map<Long, Instant> due = new LinkedHashMap<>();
    private final Map<Long, List<Call>> calls = new LinkedHashMap<>();
    private final Map<Long, Failure> problems = new LinkedHashMap<>();
    private Instant now;

    Story(
        Appointment appointment,
        List<Reference> references,
        WantedContent.Contents contents,
        Surroundings surroundings,
        Instant now) {
      this.appointment = appointment;
      this.contents = contents;
      this.surroundings = surroundings;
      this.now = now;
      take(references);
    }

    private void take(List<Reference> references) {
      current.clear();
      for (Reference one : references) {
        before.putIfAbsent(one.id(), one);
        current.put(one.id(), one);
        if (one.dueAt() != null) {
          due.put(one.id(), one.dueAt());
        }
      }
    }

    private Siblings siblings() {
      return new Siblings(List.copyOf(current.values()), now);
    }

    /** Takes the turn that would be taken next; false when there is none left. */
    boolean takeTurn() {
      if (!due.isEmpty() && siblings().lackHost(appointment, settings)) {
        take(surroundings.place(appointment, List.copyOf(current.values()), now));
      }
      Siblings siblings = siblings();
      Reference host = siblings.host(appointment, settings);
      Optional<Reference> next =
          current.values().stream()
              .filter(one -> due.containsKey(one.id()) && !siblings.mustWait(one, host))
              .min(Comparator.comparing(one -> due.get(one.id())));
      next.ifPresent(reference -> turn(reference, host));
      return next.isPresent();
    }

    private void turn(Reference reference, Reference host) {
      Instant at = due.remove(reference.id());
      if (at.isAfter(now)) {
        now = at;
      }
      Desired desired;
      try {
        desired = WantedContent.desired(appointment, reference, content(reference, host));
      } catch (MappingRefused refused) {
        Failure failure = Failure.of(Failure.Kind.PERMANENT, refused.code(), refused.getMessage());
        problems.put(reference.id(), failure);
        current.put(reference.id(), reference.failed(failure).due(null));
        return;
      }
      Decision decision = planner.begin(reference, desired, now);
      for (int i = 0; decision.call() != null && i < CALLS_PER_TURN; i++) {
        Call call = decision.call();
        calls.computeIfAbsent(reference.id(), any -> new ArrayList<>()).add(call);
        Answer answer = ObedientTarget.answer(call, decision.reference());
        decision = planner.proceed(decision.reference(), desired, call, answer, now);
      }
      close(reference, decision);
    }

    private JsonNode content(Reference reference, Reference host) {
      return reference.wanted()
          ? contents.make(
              WantedContent.mapping(reference.lane().target()),
              WantedContent.input(appointment, reference, host))
          : null;
    }

    private void close(Reference opened, Decision decision) {
      Reference reference = decision.reference();
      Instant again = decision.call() != null ? now : reference.verifyAt();
      if (decision.failure() != null) {
        problems.put(reference.id(), decision.failure());
        again = null;
      }
      if (again != null) {
        due.put(reference.id(), again);
      }
      current.put(reference.id(), reference.due(again));
      if (!java.util.Objects.equals(opened.joinUrl(), reference.joinUrl())) {
        current.values().stream()
            .filter(one -> one.wanted() && one.id() != reference.id())
            .forEach(one -> due.put(one.id(), now));
      }
    }

    List<Foreseen> told() {
      List<Foreseen> told = new ArrayList<>();
      before.forEach(
          (id, reference) -> {
            List<Call> made = calls.getOrDefault(id, List.of());
            Failure problem = problems.get(id);
            if (!made.isEmpty() || problem != null) {
              told.add(new Foreseen(reference, List.copyOf(made), problem));
            }
          });
      return told;
    }
  }
}
