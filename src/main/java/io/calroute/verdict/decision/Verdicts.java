package io.calroute.verdict.decision;

import io.calroute.appointment.AppointmentKey;
import io.calroute.verdict.fact.Found;
import io.calroute.verdict.fact.KnownAppointment;
import io.calroute.verdict.fact.Word;
import io.calroute.verdict.fact.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns facts into verdicts. Pure. */
public final class Verdicts {

  /** The journal's words for callbacks that were applied, or told nothing new. */
  private static final Set<String> SETTLED = Set.of("applied", "unchanged");

  private Verdicts() {}

  /** The verdict on an appointment. */
  public static Verdict of(KnownAppointment known, World world) {
    return AppointmentDecision.of(known, world).verdict();
  }

  /**
   * The verdicts on what is known by an id.
   *
   * @param id what was asked for
   * @param appointments those that were found, each followed by the one that has taken its place
   * @return at least one
   */
  public static List<Verdict> of(
      String id, Found found, List<KnownAppointment> appointments, World world) {
    List<Verdict> ofAppointments = appointments.stream().map(known -> of(known, world)).toList();
    List<Verdict> verdicts = new ArrayList<>();
    Set<Long> told = new HashSet<>();
    for (Word word : found.named()) {
      if (!SETTLED.contains(word.outcome()) || isUnknown(word, appointments)) {
        Verdict verdict = WordDecision.of(word, found.denied(), world).verdict();
        if (ofAppointments.stream().noneMatch(one -> saysTheSame(one, verdict))) {
          verdicts.add(verdict);
        }
        told.add(word.id());
      }
    }
    verdicts.addAll(ofAppointments);
    long last =
        appointments.stream()
            .flatMap(known -> known.appointment().callbacks().stream())
            .mapToLong(Long::longValue)
            .max()
            .orElse(0);
    telling(found.mentioning(), appointments.isEmpty(), last)
        .filter(word -> told.add(word.id()))
        .ifPresent(word -> verdicts.add(WordDecision.of(word, found.denied(), world).verdict()));
    if (verdicts.isEmpty()) {
      found
          .asked()
          .forEach(
              asked -> verdicts.add(UnknownDecision.asked(asked, found.denied(), world).verdict()));
    }
    if (verdicts.isEmpty()) {
      verdicts.add(UnknownDecision.of(id, found.denied(), world).verdict());
    }
    return verdicts;
  }

  /** Whether the callback is why it stands as it does: the appointment's verdict says more. */
  private static boolean saysTheSame(Verdict ofAppointment, Verdict ofWord) {
    return ofAppointment.code().equals(ofWord.code())
        && ofWord.callback().equals(ofAppointment.callback());
  }

  private static boolean isUnknown(Word word, List<KnownAppointment> appointments) {
    return word.appointment() == null
        || appointments.stream()
            .map(known -> known.appointment().key())
            .noneMatch(
                new AppointmentKey(word.provider(), word.connection(), word.appointment())::equals);
  }

  /**
   * The one callback that tells most: what waits before what failed before what was ignored. Where
   * the appointment is known, only what came later and was not ignored.
   */
  private static Optional<Word> telling(List<Word> words, boolean nothingElse, long last) {
    for (String outcome : List.of("pending", "failed", "stale", "ignored", "unchanged")) {
      Optional<Word> word =
          words.stream()
              .filter(one -> one.is(outcome))
              .filter(
                  one -> nothingElse || one.id() > last && (one.is("pending") || one.is("failed")))
              .findFirst();
      if (word.isPresent()) {
        return word;
      }
    }
    return Optional.empty();
  }
}
