package io.calroute.verdict.decision;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.Status;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Reference;
import io.calroute.verdict.fact.KnownAppointment;
import io.calroute.verdict.fact.Word;
import io.calroute.verdict.fact.World;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Why an appointment is, or is not, in the calendar. Pure. */
final class AppointmentDecision {

  private static final String NOWHERE = "In no calendar";

  /** What nobody takes to heart as long as somebody's calendar is missing altogether. */
  private static final Set<Cause> GRAVER_THAN_UNROUTED =
      Set.of(
          Cause.CREDENTIALS_REFUSED, Cause.CALENDAR_GONE, Cause.CALENDAR_FORBIDDEN, Cause.FAILED);

  private final KnownAppointment known;
  private final Appointment appointment;
  private final World world;

  /** How it stands wherever something stands, is to stand or is to go; the gravest first. */
  private final List<PlaceDecision> places;

  private AppointmentDecision(KnownAppointment known, World world) {
    this.known = known;
    this.appointment = known.appointment();
    this.world = world;
    this.places =
        known.places().stream()
            .map(place -> PlaceDecision.of(place, known.appointment(), world))
            .filter(place -> !place.isOver())
            .sorted(
                Comparator.comparing(PlaceDecision::cause)
                    .thenComparing(place -> place.place().reference().isMeeting()))
            .toList();
  }

  /** The verdict on an appointment. */
  static Draft of(KnownAppointment known, World world) {
    return new AppointmentDecision(known, world).decided().about(known.appointment().key());
  }

  private Draft decided() {
    String successor = appointment.document().path("supersededBy").textValue();
    if (successor != null && appointment.version().isLast()) {
      return superseded(successor);
    }
    Optional<Draft> later = unapplied();
    if (later.isPresent()) {
      return later.get().places(views());
    }
    if (appointment.isPlaceholder()) {
      return new Draft(
              Cause.REBUILT,
              standing(),
              "the store was rebuilt from the calendars, and the provider has said nothing since")
          .places(views());
    }
    return (appointment.status().timed() ? wanted() : unwanted()).places(views());
  }

  private List<Verdict.Place> views() {
    return places.stream().map(PlaceDecision::view).toList();
  }

  private Draft superseded(String successor) {
    Optional<Word> said = known.last();
    Draft draft =
        new Draft(
                Cause.SUPERSEDED,
                "It stands as another one",
                "the booking goes on as "
                    + successor
                    + said.map(word -> ", as " + Draft.named(word) + " said").orElse(""))
            .since(said.map(Word::receivedAt).orElse(known.statusSince()))
            .goesOnAs(successor);
    said.ifPresent(draft::about);
    return draft;
  }

  /** A later callback that has not become what stands. */
  private Optional<Draft> unapplied() {
    long last = appointment.callbacks().stream().mapToLong(Long::longValue).max().orElse(0);
    // What concerns no calendar says nothing of those that do; nor does a row of a list.
    Optional<Word> newest =
        known.words().stream()
            .filter(word -> !word.is("ignored") && !(word.is("stale") && word.source() != null))
            .findFirst()
            .filter(word -> word.id() > last || word.is("pending"));
    if (newest.isPresent()
        && Set.of("pending", "failed", "stale").contains(newest.get().outcome())) {
      boolean saysLess =
          newest.get().is("stale")
              && (!appointment.status().timed()
                  || !places.isEmpty() && !places.get(0).cause().isWell());
      return saysLess
          ? Optional.empty()
          : Optional.of(
              WordDecision.of(newest.get(), standing() + ", as it was said before", world));
    }
    if (known.asked() != null && known.asked().code() == null && newest.isPresent()) {
      return Optional.of(
          new Draft(
                  Cause.BEING_ASKED,
                  standing() + ", as it was said before",
                  Draft.named(newest.get())
                      + " said that something is new, and the provider is asked what")
              .since(newest.get().receivedAt())
              .until(known.asked().nextAt()));
    }
    return Optional.empty();
  }

  /** Called off, gone, or without a time. */
  private Draft unwanted() {
    boolean timeless = appointment.status() == Status.UNSCHEDULED;
    String why =
        (timeless
                ? "it has no time now"
                : appointment.status() == Status.DELETED ? "it was deleted" : "it was cancelled")
            + known.statusGiven().map(word -> " by " + Draft.named(word)).orElse("");
    Instant since =
        known.statusSince() != null
            ? known.statusSince()
            : known.statusGiven().map(Word::receivedAt).orElse(null);
    if (!places.isEmpty()) {
      PlaceDecision first = places.get(0);
      return of(first, "Still in " + calendars(true) + ", and to go, because " + why);
    }
    Draft draft =
        new Draft(timeless ? Cause.UNSCHEDULED : Cause.CANCELLED, NOWHERE, why).since(since);
    known.statusGiven().ifPresent(draft::about);
    return draft;
  }

  private Draft wanted() {
    if (appointment.isHeld()) {
      return held();
    }
    Optional<Draft> skipped = skipped();
    if (skipped.isPresent()) {
      return skipped.get();
    }
    Optional<PlaceDecision> first = places.stream().findFirst();
    boolean grave = first.filter(one -> GRAVER_THAN_UNROUTED.contains(one.cause())).isPresent();
    Optional<String> heldVersion = heldDirectory();
    if (!grave && heldVersion.isPresent()) {
      return directoryHeld(heldVersion.get());
    }
    if (!grave && known.unrouted()) {
      return staffUnknown();
    }
    if (first.isEmpty()) {
      return new Draft(Cause.WAITING, NOWHERE, "it was not said yet where it is to stand")
          .since(known.statusSince())
          .resync(appointment.key());
    }
    if (first.get().cause().isWell() && PlaceDecision.announcesLink(appointment.document())) {
      return new Draft(
              Cause.LINK_PENDING,
              standing(),
              "the provider has announced a link for the online meeting and has not given it yet")
          .since(known.last().map(Word::receivedAt).orElse(null));
    }
    return of(first.get(), standing(first.get()));
  }

  private Draft of(PlaceDecision place, String standing) {
    Draft draft =
        new Draft(place.cause(), standing, place.clause())
            .since(place.since())
            .until(place.until());
    if (place.remedy() != null) {
      draft.remedy(place.remedy());
    }
    known.last().filter(word -> place.cause().isWell()).ifPresent(draft::about);
    return Set.of(Cause.THROTTLED, Cause.WAITING, Cause.PLAN_MODE, Cause.EDITED_BY_STAFF)
                .contains(place.cause())
            || place.cause().isWell()
        ? draft
        : draft.resync(appointment.key());
  }

  private Draft held() {
    KnownAppointment.Held held = known.held();
    Draft draft =
        new Draft(
                Cause.BACKFILL_NOT_ACCEPTED,
                NOWHERE,
                held == null
                    ? "it was read from the provider, and nobody has accepted a backfill"
                    : "it was read from the provider by %s %d, which is %s and not accepted"
                        .formatted(held.kind(), held.run(), held.state()))
            .since(known.last().map(Word::receivedAt).orElse(known.statusSince()));
    return held == null || !held.state().equals("planned")
        ? toBegin(draft)
        : draft.press("Accept", "/api/backfill/" + held.run() + "/accept");
  }

  private Draft toBegin(Draft draft) {
    draft.remedy("Begin a backfill, look at its plan, and accept it.");
    AppointmentKey key = appointment.key();
    boolean askable =
        world
            .connection(key.provider(), key.connection())
            .filter(World.Source::askable)
            .isPresent();
    return askable ? draft.backfill(key.provider(), key.connection()) : draft;
  }

  /** What the installation has decided not to show. */
  private Optional<Draft> skipped() {
    JsonNode document = appointment.document();
    Instant since = known.statusSince();
    String said = known.last().map(word -> ", as " + Draft.named(word) + " said").orElse("");
    if (appointment.status() == Status.TENTATIVE
        && world.settings().tentative() == SyncSettings.Tentative.SKIP) {
      return Optional.of(
          new Draft(
                  Cause.TENTATIVE,
                  standing(),
                  "it is not confirmed yet" + said + ", and calroute.tentative is skip")
              .since(since));
    }
    if ("personal".equals(document.path("kind").textValue())
        && world.settings().personal() == SyncSettings.Personal.SKIP) {
      return Optional.of(
          new Draft(
                  Cause.PERSONAL,
                  standing(),
                  "it is an entry of the staff's own" + said + ", and calroute.personal is skip")
              .since(since));
    }
    return Optional.empty();
  }

  /** The version of a directory that is held and would place it otherwise. */
  private Optional<String> heldDirectory() {
    return world.held().stream()
        .filter(
            held ->
                !Calendars.of(appointment, held.directory())
                    .equals(Calendars.of(appointment, world.directory())))
        .map(World.HeldDirectory::version)
        .findFirst();
  }

  private Draft directoryHeld(String version) {
    return new Draft(
            Cause.DIRECTORY_HELD,
            standing(),
            "the directory in the files would place it otherwise, and it is held back, because it"
                + " moves or removes very many events, or an older one is in use elsewhere")
        .press("Confirm", "/api/directory/confirm?version=" + version.substring(0, 12));
  }

  private Draft staffUnknown() {
    DirectoryTrial trial = DirectoryTrial.of(appointment, world.directory());
    String who =
        trial.who().isEmpty()
            ? "somebody who has an entry by now"
            : String.join(" and ", trial.who());
    String nearest = trial.nearest();
    Draft draft =
        new Draft(
                Cause.STAFF_UNKNOWN,
                standing(),
                "the directory names no calendar for "
                    + who
                    + (nearest == null ? "" : "; " + nearest))
            .since(known.last().map(Word::receivedAt).orElse(null))
            .tried(trial.tried());
    if (trial.who().isEmpty()) {
      draft.remedy("Press Resync.").resync(appointment.key());
    }
    return world.unreadable() == null
        ? draft
        : draft
            .also(
                "; the newest edit of config/directory.yaml is not followed: "
                    + Draft.clause(world.unreadable()))
            .remedy("Mend config/directory.yaml, then look again; nothing to press.");
  }

  /** What stands, where one place is not as it is to be. */
  private String standing(PlaceDecision of) {
    Reference r = of.place().reference();
    if (r.isMeeting() || of.cause() == Cause.LINK_PENDING || of.cause().isWell()) {
      return standing();
    }
    String others = others(of);
    if (r.state() != Reference.State.LIVE) {
      // A create that got no answer may have worked.
      boolean perhaps = r.inFlight() != null && of.cause() == Cause.RETRYING;
      return (perhaps ? "Perhaps in " : "Not in ") + of.calendar() + others;
    }
    if (of.place().missed() != null) {
      return "Perhaps no longer in " + of.calendar() + others;
    }
    return (r.wanted()
            ? "In " + of.calendar() + ", not as it is to be"
            : "Still in " + of.calendar() + ", and to go")
        + others;
  }

  private String others(PlaceDecision of) {
    String others =
        places.stream()
            .filter(one -> one != of && one.place().isStanding())
            .filter(one -> !one.place().reference().isMeeting())
            .map(PlaceDecision::calendar)
            .distinct()
            .collect(Collectors.joining(", "));
    return others.isEmpty() ? "" : " (it is in " + others + ")";
  }

  /** What stands of what is to stand. */
  private String standing() {
    String calendars = calendars(false);
    return calendars.isEmpty() ? NOWHERE : "In " + calendars;
  }

  private String calendars(boolean toGo) {
    return places.stream()
        .map(PlaceDecision::place)
        .filter(one -> one.reference().state() == Reference.State.LIVE)
        .filter(one -> !one.reference().isMeeting())
        .filter(one -> toGo || one.reference().wanted())
        .map(one -> one.reference().lane().calendar())
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
