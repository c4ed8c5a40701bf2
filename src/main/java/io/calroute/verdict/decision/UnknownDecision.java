package io.calroute.verdict.decision;

import io.calroute.callback.door.RefusedCallbacks;
import io.calroute.verdict.fact.Found;
import io.calroute.verdict.fact.KnownAppointment.Asked;
import io.calroute.verdict.fact.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /**
   * The verdict while the provider is asked about it, and nothing else is known.
   *
   * @param denied providers that know no such id
   */
  static Draft asked(Asked asked, List<Found.Denied> denied, World world) {
    String others = denied.stream().map(one -> "; " + denied(one)).collect(Collectors.joining());
    Draft draft =
        new Draft(
                Cause.BEING_ASKED,
                NOWHERE,
                (asked.code() == null
                        ? "Calroute asks %s/%s about it"
                            .formatted(asked.provider(), asked.connection())
                        : "%s/%s was asked in vain (%s): %s"
                            .formatted(
                                asked.provider(),
                                asked.connection(),
                                asked.code(),
                                Draft.clause(asked.reason())))
                    + others)
            .until(asked.nextAt());
    if (asked.code() == null) {
      return draft;
    }
    draft
        .who(Actor.OPERATOR)
        .remedy(
            "Mend what it says, then press Fetch now; or press Ask no more, where the id is not"
                + " theirs.")
        .fetch(asked.provider(), asked.connection(), asked.appointment())
        .withdraw(asked.provider(), asked.connection(), asked.appointment());
    world.connections().stream()
        .filter(World.Source::askable)
        .filter(one -> !one.is(asked.provider(), asked.connection()))
        .forEach(one -> draft.fetch(one.provider(), one.connection(), asked.appointment()));
    return draft;
  }

  /**
   * The verdict when nothing is known at all.
   *
   * @param id what was asked for; never shown, because it may be an address that opens something
   * @param denied providers that know no such id
   */
  static Draft of(String id, List<Found.Denied> denied, World world) {
    String refused = refused(world);
    Instant shut = shutSince(world);
    Draft draft =
        new Draft(
                shut == null ? Cause.NEVER_RECEIVED : Cause.REFUSED_AT_THE_DOOR,
                NOWHERE,
                "nothing that Calroute has received names it; "
                    + denied.stream().map(one -> denied(one) + "; ").collect(Collectors.joining())
                    + last(world)
                    + refused)
            .sinceAsSaid(shut);
    boolean fetchable =
        id.length() <= LONGEST_ID
            && !id.contains("://")
            && id.chars().noneMatch(Character::isWhitespace);
    List<World.Source> askable =
        fetchable ? world.connections().stream().filter(World.Source::askable).toList() : List.of();
    askable.forEach(one -> draft.fetch(one.provider(), one.connection(), id));
    boolean allDeny = askable.stream().allMatch(one -> isDenied(one, denied));
    String ask =
        !denied.isEmpty() && allDeny
            ? "Look at the id: it has a slip, or is another connection's."
            : askable.isEmpty()
                ? Cause.NEVER_RECEIVED.remedy()
                : "Press Fetch now for its connection, or have the provider send it again; look at"
                    + " its webhook.";
    return draft.remedy(
        refused.isEmpty() ? ask : ask + " If it was refused, mend what the answer says first.");
  }

  /** That a provider was asked, and knows none by the id. */
  static String denied(Found.Denied one) {
    return "%s/%s was asked at %s and knows none by this id"
        .formatted(one.provider(), one.connection(), Draft.time(one.at()));
  }

  private static boolean isDenied(World.Source source, List<Found.Denied> denied) {
    return denied.stream().anyMatch(one -> source.is(one.provider(), one.connection()));
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

  /**
   * Since when a connection has refused all that came for it; null when each has taken something
   * since. One refusal amid callbacks that are taken says little.
   */
  private static Instant shutSince(World world) {
    return recent(world)
        .filter(one -> isShut(one, world))
        .map(RefusedCallbacks::firstAt)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private static boolean isShut(RefusedCallbacks refused, World world) {
    return world
        .connection(refused.provider(), refused.connection())
        .filter(
            source ->
                source.lastCallback() == null || source.lastCallback().isBefore(refused.firstAt()))
        .isPresent();
  }

  private static Stream<RefusedCallbacks> recent(World world) {
    return world.refusals().stream()
        .filter(one -> !one.provider().isEmpty())
        .filter(one -> one.lastAt().isAfter(world.now().minus(RECENT)));
  }

  /** Callbacks of which nothing was kept but their number; empty when there were none of late. */
  private static String refused(World world) {
    Map<String, RefusedCallbacks> alike = new LinkedHashMap<>();
    recent(world)
        .sorted(
            Comparator.comparing((RefusedCallbacks one) -> !isShut(one, world))
                .thenComparing(LIKELY_FIRST))
        .forEach(one -> alike.merge(whose(one) + one.status(), one, RefusedCallbacks::and));
    String which =
        alike.values().stream()
            .limit(NAMED)
            .map(UnknownDecision::which)
            .collect(Collectors.joining(", "));
    return which.isEmpty()
        ? ""
        : "; %s%s; it may have been among them"
            .formatted(which, alike.size() > NAMED ? ", and others" : "");
  }

  private static String which(RefusedCallbacks some) {
    return "%d callback%s for %s %s refused with %d (%s) since %s"
        .formatted(
            some.times(),
            some.times() == 1 ? "" : "s",
            whose(some),
            some.times() == 1 ? "was" : "were",
            some.status(),
            meaning(some.status()),
            Draft.time(some.firstAt()));
  }

  private static String whose(RefusedCallbacks some) {
    return some.connection().isEmpty()
        ? "an unknown connection of " + some.provider()
        : some.provider() + "/" + some.connection();
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
