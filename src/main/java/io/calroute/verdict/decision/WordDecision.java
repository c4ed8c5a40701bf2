package io.calroute.verdict.decision;

import io.calroute.appointment.Redaction;
import io.calroute.callback.journal.Outcome;
import io.calroute.verdict.fact.Found;
import io.calroute.verdict.fact.Word;
import io.calroute.verdict.fact.World;
import java.util.List;

/** What a callback that was not applied means. Pure. */
final class WordDecision {

  private static final String NOWHERE = "In no calendar";

  private WordDecision() {}

  /**
   * The verdict on a callback of whose appointment nothing else is known.
   *
   * @param denied providers that know no such id
   */
  static Draft of(Word word, List<Found.Denied> denied, World world) {
    boolean isHint = Outcome.ASKED.equals(word.code());
    return denied.stream()
        .filter(one -> isHint && one.at().isAfter(word.receivedAt()))
        .filter(one -> one.provider().equals(word.provider()))
        .filter(one -> one.connection().equals(word.connection()))
        .findFirst()
        .map(
            one ->
                new Draft(
                        Cause.STALE,
                        NOWHERE,
                        Draft.named(word)
                            + " said that something is new, and "
                            + UnknownDecision.denied(one))
                    .since(word.receivedAt())
                    .about(word))
        .orElseGet(() -> of(word, NOWHERE, world));
  }

  /**
   * The verdict on a callback.
   *
   * @param standing what stands of its appointment
   */
  static Draft of(Word word, String standing, World world) {
    return switch (word.outcome()) {
      case "pending" -> pending(word, standing, world);
      case "failed" -> failed(word, standing);
      case "stale" -> stale(word, standing);
      case "ignored" -> ignored(word, standing);
      default -> settled(word, standing);
    };
  }

  private static Draft pending(Word word, String standing, World world) {
    boolean put = word.retryAt() != null && word.code() != null;
    String turn =
        word.ahead() == 0
            ? "it is next"
            : word.ahead()
                + (word.ahead() == Word.AHEAD_LIMIT ? " or more" : "")
                + " come before it";
    Draft draft =
        new Draft(
                Cause.NOT_YET_APPLIED,
                standing,
                Draft.named(word)
                    + (put
                        ? " could not be mapped for the time being ("
                            + word.code()
                            + "): "
                            + Draft.clause(word.reason())
                        : " waits to be mapped and applied; " + turn))
            .since(word.receivedAt())
            .about(word);
    boolean later = put && word.retryAt().isAfter(world.now());
    return later
        ? draft.until(word.retryAt()).remedy("Press Replay to have it tried now.").replay(word)
        : draft;
  }

  private static Draft failed(Word word, String standing) {
    return new Draft(
            Cause.NOT_MAPPED,
            standing,
            "%s could not be applied (%s, %s): %s"
                .formatted(
                    Draft.named(word), word.code(), word.place(), Draft.clause(word.reason())))
        .since(word.receivedAt())
        .about(word)
        .replay(word);
  }

  private static Draft stale(Word word, String standing) {
    return new Draft(
            Cause.STALE,
            standing,
            "%s came late and changed nothing (%s): %s"
                .formatted(Draft.named(word), word.code(), Draft.clause(word.reason())))
        .since(word.receivedAt())
        .about(word);
  }

  private static Draft ignored(Word word, String standing) {
    if (Redaction.ERASED.equals(word.code())) {
      return new Draft(
              Cause.IGNORED,
              standing,
              Draft.named(word) + " had its body erased, and can't be applied any more")
          .since(word.receivedAt())
          .about(word)
          .remedy("Nothing to do.");
    }
    String rule =
        "ignored-by-route".equals(word.code())
            ? "a step of the route of " + word.provider()
            : "the rule " + word.code() + " in mappings/" + word.provider() + ".jslt";
    return new Draft(
            Cause.IGNORED,
            standing,
            "%s was ignored by %s: %s"
                .formatted(Draft.named(word), rule, Draft.clause(word.reason())))
        .since(word.receivedAt())
        .about(word)
        .replay(word);
  }

  /**
   * Applied, or nothing new; its appointment says the rest, and is gone only when it was erased.
   */
  private static Draft settled(Word word, String standing) {
    boolean asked = Outcome.ASKED.equals(word.code());
    return new Draft(
            asked ? Cause.BEING_ASKED : Cause.STALE,
            standing,
            asked
                ? Draft.named(word) + " said that something is new, and the provider is asked what"
                : Draft.named(word)
                    + " was "
                    + word.outcome()
                    + ", and its appointment is not known"
                    + " any more")
        .since(word.receivedAt())
        .about(word);
  }
}
