package io.calroute.sync.dryrun;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.applying.MappedCallback;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.CallbackEffect;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Outcome;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.mapping.function.MappingRefused;
import io.calroute.policy.LinkSettings;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Reference;
import io.calroute.routing.PlacementInputs;
import io.calroute.sync.planner.Decision;
import io.calroute.sync.planner.Desired;
import io.calroute.sync.planner.Planner;
import io.calroute.sync.planner.ReferenceOrder;
import io.calroute.sync.planner.WantedContent;
import io.calroute.sync.remap.Rewriting;
import io.calroute.sync.turn.Turns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What would come of callbacks and appointments: callback, appointment, places, contents, calls.
 * Each step is decided by the code that decides it in earnest; only the answers of the targets are
 * made up, by an {@link ObedientTarget}. Nothing is written and nobody is called.
 */
final class DryRun {

  /** More turns than any honest story needs. */
  private static final int TURNS = 100;

  private final PlacementInputs inputs;
  private final SyncSettings settings;
  private final LinkSettings links;
  private final Planner planner;
  private final WantedContent.Contents contents;
  private final Instant now;

  DryRun(PlacementInputs inputs, LinkSettings links, WantedContent.Contents contents, Instant now) {
    this.inputs = inputs;
    this.settings = inputs.settings();
    this.links = links;
    this.planner = Planner.of(settings);
    this.contents = contents;
    this.now = now;
  }

  /**
   * What comes of a callback.
   *
   * @param after the appointment; null when nothing comes of it
   * @param refusal why nothing does; null when something does
   */
  record Heard(Appointment after, Outcome refusal) {}

  /**
   * Hears a callback that has the last word about its appointment.
   *
   * @param known the appointment so far; null when the callback is its first word
   * @param mapped what its route makes of it
   */
  static Heard hear(Appointment known, MappedCallback mapped) {
    if (mapped.outcome() != null) {
      return new Heard(null, mapped.outcome());
    }
    Callback callback = mapped.callback();
    JsonNode canonical = mapped.canonical();
    AppointmentKey key =
        new AppointmentKey(
            callback.provider(), callback.connection(), canonical.path("id").textValue());
    if (known != null && !known.key().id().equals(key.id())) {
      return new Heard(
          null,
          Outcome.failed(
              "other-id", "The mapping reads another appointment's id out of the callback."));
    }
    CallbackEffect effect =
        known == null
            ? CallbackEffect.of(null, key, canonical, callback.id())
            : CallbackEffect.again(known, known.key(), canonical, callback.id());
    return effect.kind() == CallbackEffect.Kind.REFUSED
        ? new Heard(null, Outcome.failed(effect.code(), effect.reason()))
        : new Heard(effect.after(), null);
  }

  /** The references of an appointment once it has been routed anew. */
  List<Reference> place(Appointment appointment, List<Reference> references) {
    return inputs.place(appointment, references, now);
  }

  /** What all wanted events of an appointment are to show, by position. */
  Map<Reference, JsonNode> shown(Appointment appointment, List<Reference> references) {
    Reference host = new ReferenceOrder(references, now).host(appointment, settings);
    Map<Reference, JsonNode> shown = new LinkedHashMap<>();
    for (Reference one : references) {
      if (one.wanted()) {
        shown.put(one, WantedContent.of(appointment, one, host, links, contents));
      }
    }
    return shown;
  }

  /** The references, with those due whose events are to show the same appointment otherwise. */
  List<Reference> rewritten(Appointment appointment, List<Reference> references) {
    Set<Long> due = Rewriting.due(appointment, references, contents, settings, links, now);
    return references.stream().map(one -> due.contains(one.id()) ? one.due(now) : one).toList();
  }

  /**
   * What is foreseen for one reference.
   *
   * @param reference as it is now
   * @param calls in order; possibly none
   * @param content what it shows in the end; null for nothing
   * @param problem what keeps it from being done; null when nothing does
   */
  record Foreseen(Reference reference, List<Call> calls, JsonNode content, Failure problem) {}

  /**
   * Foresees the calls that an appointment's due references will cost.
   *
   * @param appointment what is wanted
   * @param references all its references, by position
   * @return references that cost calls or have a problem, by position
   */
  List<Foreseen> foresee(Appointment appointment, List<Reference> references) {
    Story story = new Story(appointment, references);
    for (int i = 0; i < TURNS && story.takeTurn(); i++) {
      continue;
    }
    return story.told();
  }

  /** One appointment's way to where nothing is left to do. */
  private final class Story {
    private final Appointment appointment;
    private final Map<Long, Reference> before = new LinkedHashMap<>();
    private final Map<Long, Reference> current = new LinkedHashMap<>();
    private final Map<Long, Instant> due = new LinkedHashMap<>();
    private final Map<Long, List<Call>> calls = new LinkedHashMap<>();
    private final Map<Long, JsonNode> shown = new HashMap<>();
    private final Map<Long, Failure> problems = new HashMap<>();
    private Instant present = now;

    Story(Appointment appointment, List<Reference> references) {
      this.appointment = appointment;
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

    private ReferenceOrder order() {
      return new ReferenceOrder(List.copyOf(current.values()), present);
    }

    /** Takes the turn that would be taken next; false when there is none left. */
    boolean takeTurn() {
      if (!due.isEmpty() && order().lackHost(appointment, settings)) {
        take(inputs.place(appointment, List.copyOf(current.values()), present));
      }
      ReferenceOrder order = order();
      Reference host = order.host(appointment, settings);
      Optional<Reference> next =
          current.values().stream()
              .filter(one -> due.containsKey(one.id()) && !order.mustWait(one, host))
              .min(Comparator.comparing(one -> due.get(one.id())));
      next.ifPresent(reference -> turn(reference, host));
      return next.isPresent();
    }

    private void turn(Reference reference, Reference host) {
      Instant at = due.remove(reference.id());
      if (at.isAfter(present)) {
        present = at;
      }
      Desired desired;
      try {
        JsonNode content =
            reference.wanted()
                ? WantedContent.of(appointment, reference, host, links, contents)
                : null;
        desired = WantedContent.desired(appointment, reference, content);
        shown.put(reference.id(), content);
      } catch (MappingRefused refused) {
        Failure failure = Failure.of(Failure.Kind.PERMANENT, refused.code(), refused.getMessage());
        problems.put(reference.id(), failure);
        current.put(reference.id(), reference.failed(failure).due(null));
        return;
      }
      Decision decision = planner.begin(reference, desired, present);
      for (int i = 0; decision.call() != null && i < Turns.CALLS_PER_TURN; i++) {
        Call call = decision.call();
        calls.computeIfAbsent(reference.id(), any -> new ArrayList<>()).add(call);
        Answer answer = ObedientTarget.answer(call, decision.reference());
        decision = planner.proceed(decision.reference(), desired, call, answer, present);
      }
      close(reference, decision);
    }

    private void close(Reference opened, Decision decision) {
      Reference reference = decision.reference();
      Instant again = decision.call() != null ? present : reference.verifyAt();
      if (decision.failure() != null) {
        problems.put(reference.id(), decision.failure());
        again = null;
      }
      if (again != null) {
        due.put(reference.id(), again);
      }
      current.put(reference.id(), reference.due(again));
      if (!Objects.equals(opened.joinUrl(), reference.joinUrl())) {
        current.values().stream()
            .filter(one -> one.wanted() && one.id() != reference.id())
            .forEach(one -> due.put(one.id(), present));
      }
    }

    List<Foreseen> told() {
      List<Foreseen> told = new ArrayList<>();
      before.forEach(
          (id, reference) -> {
            List<Call> made = calls.getOrDefault(id, List.of());
            Failure problem = problems.get(id);
            if (!made.isEmpty() || problem != null) {
              told.add(new Foreseen(reference, List.copyOf(made), shown.get(id), problem));
            }
          });
      return told;
    }
  }
}
