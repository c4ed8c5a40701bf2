package io.calroute.verdict.decision;

import io.calroute.callback.door.RefusedCallbacks;
import io.calroute.verdict.fact.KnownAppointment.Asked;
import io.calroute.verdict.fact.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What it means that nothing is known by an id. Pure. */
final class UnknownDecision {

  private static final String NOWHERE = "In no calendar";

  /** Who asks today does not ask about what was refused last month. */
  private static final Duration RECENT = Duration.ofDays(7);

  /** Whoever looks for open doors calls at names that nobody has configured, day and night. */
  private static final Comparator<RefusedCallbacks> LIKELY_FIRST =
      Comparator.comparing((RefusedCallbacks one) -> one.connection().isEmpty());

  private static final int NAMED = 5;
  private static final int LONGEST_ID = 255;

  private UnknownDecision() {}

  /** The verdict while the provider is asked about it. */
  static Draft asked(Asked asked) {
    Draft draft =
        new Draft(
                Cause.BEING_ASKED,
                NOWHERE,
                asked.code() == null
                    ? "Calroute asks %s/%s about it".formatted(asked.provider(), asked.connection())
                    : "%s/%s was asked in vain (%s): %s"
                        .formatted(
                            asked.provider(),
                            asked.connection(),
                            asked.code(),
                            Draft.clause(asked.reason())))
            .until(asked.nextAt());
    return asked.code() == null
        ? draft
        : draft
            .who(Actor.OPERATOR)
            .remedy("Mend what it says, then press Fetch now.")
            .fetch(asked.provider(), asked.connection(), asked.appointment());
  }

  /**
   * The verdict when nothing is known at all.
   *
   * @param id what was asked for; never shown, because it may be an address that opens something
   */
  static Draft of(String id, World world) {
    List<RefusedCallbacks> refused =
        world.refusals().stream()
            .filter(one -> !one.provider().isEmpty())
            .filter(one -> one.lastAt().isAfter(world.now().minus(RECENT)))
            .sorted(LIKELY_FIRST)
            .toList();
    Draft draft = refused.isEmpty() ? never(world) : refused(refused, world);
    boolean fetchable =
        id.length() <= LONGEST_ID
            && !id.contains("://")
            && id.chars().noneMatch(Character::isWhitespace);
    if (fetchable) {
      world.connections().stream()
          .filter(World.Source::askable)
          .forEach(one -> draft.fetch(one.provider(), one.connection(), id));
    }
    boolean askable = world.connections().stream().anyMatch(World.Source::askable);
    return fetchable && askable && refused.isEmpty()
        ? draft.remedy(
            "Press Fetch now for its connection, or have the provider send it again; look at its"
                + " webhook.")
        : draft;
  }

  private static Draft never(World world) {
    return new Draft(
        Cause.NEVER_RECEIVED,
        NOWHERE,
        "nothing that Calroute has received names it; " + last(world));
  }

  /** Who has called back last: those that are silent first, then the newest. */
  private static String last(World world) {
    int others = Math.max(0, world.connections().size() - NAMED);
    String heard =
        world.connections().stream()
            .sorted(
                Comparator.comparing((World.Source one) -> one.silentSince() == null)
                    .thenComparing(
                        World.Source::lastCallback,
                        Comparator.nullsLast(Comparator.reverseOrder())))
            .limit(NAMED)
            .map(UnknownDecision::heard)
            .collect(Collectors.joining(", "));
    return heard.isEmpty()
        ? "no connection is configured"
        : "the last callbacks: " + heard + (others == 0 ? "" : ", and " + others + " others");
  }

  private static String heard(World.Source one) {
    return one.provider()
        + "/"
        + one.connection()
        + (one.lastCallback() == null ? " never" : " " + Draft.time(one.lastCallback()))
        + (one.silentSince() == null ? "" : " (silent for longer than ever)");
  }

  private static Draft refused(List<RefusedCallbacks> all, World world) {
    Instant first =
        all.stream().map(RefusedCallbacks::firstAt).min(Comparator.naturalOrder()).orElseThrow();
    String which =
        all.stream().limit(NAMED).map(UnknownDecision::which).collect(Collectors.joining("; "));
    return new Draft(
            Cause.REFUSED_AT_THE_DOOR,
            NOWHERE,
            "nothing that Calroute has taken names it, and callbacks were refused that may have: "
                + which
                + (all.size() > NAMED ? "; and others" : "")
                + "; or the id has a slip, or it was never sent: "
                + last(world))
        .since(first);
  }

  private static String which(RefusedCallbacks one) {
    String where =
        one.connection().isEmpty()
            ? "an unknown connection of " + one.provider()
            : one.provider() + "/" + one.connection();
    return "%d for %s answered %d (%s) from %s, last at %s"
        .formatted(
            one.times(),
            where,
            one.status(),
            meaning(one.status()),
            one.source(),
            Draft.time(one.lastAt()));
  }

  private static String meaning(int status) {
    return switch (status) {
      case 400 -> "the body is no JSON text, or the path can't be read";
      case 401 -> "the signature or the credentials are wrong";
      case 404 -> "no such provider or connection is configured";
      case 405 -> "the method is not POST";
      case 408 -> "the body came too slowly";
      case 413 -> "the body is too large";
      case 415 -> "the body is compressed";
      case 429 -> "signatures or credentials from there were wrong too often";
      case 503 -> "Calroute could not take it, and the provider is to send it again";
      default -> status < 500 ? "a step of the route refused it" : "a step of the route failed";
    };
  }
}
