package io.calroute.verdict.decision;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.directory.DirectoryEntry;
import io.calroute.appointment.directory.StaffMember;
import io.calroute.destination.Failure;
import io.calroute.destination.MailAddresses;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Reference;
import io.calroute.verdict.fact.KnownPlace;
import io.calroute.verdict.fact.Word;
import io.calroute.verdict.fact.World;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How it stands in one place of an appointment. Pure.
 *
 * @param clause why, without a full stop
 * @param since null when nobody knows
 * @param until null when nobody knows
 * @param remedy null for the usual one of the cause
 */
record PlaceDecision(
    KnownPlace place, Cause cause, String clause, Instant since, Instant until, String remedy) {

  private static final Set<String> GONE =
      Set.of("calendar-not-found", "google-owner-unknown", "mailbox-not-found");
  private static final Pattern FORBIDDEN =
      Pattern.compile("mailbox-out-of-scope|teams-no-access-policy|.*-403-.*");

  /** No call was refused: what is left to do is not Calroute's to do. */
  private static final String SHOWS_ERASED = "shows-erased";

  /** The pause that Calroute makes by itself; all others were asked for by the target. */
  private static final String OWN_PAUSE = "quota-kept";

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

  /** How it stands there. */
  static PlaceDecision of(KnownPlace place, Appointment appointment, World world) {
    PlaceDecision own = ofItself(place, appointment, world);
    // Without its meeting an event stands all the same.
    return place.reference().isMeeting() && place.reference().wanted() && !own.cause().isWell()
        ? new PlaceDecision(
            place,
            Cause.LINK_PENDING,
            "the online meeting of " + calendar(place) + " is not there yet: " + own.clause(),
            own.since(),
            own.until(),
            own.remedy() == null ? own.cause().remedy() : own.remedy())
        : own;
  }

  /** Whether it is gone, or was never made, and is to be so. */
  boolean isOver() {
    Reference r = place.reference();
    return !r.wanted() && r.state() != Reference.State.LIVE && r.inFlight() == null;
  }

  String calendar() {
    return calendar(place);
  }

  /** As the API shows it. */
  Verdict.Place view() {
    Reference r = place.reference();
    boolean live = r.state() == Reference.State.LIVE;
    return new Verdict.Place(
        r.lane().target().synchronizationKey(),
        r.lane().calendar(),
        live ? (r.wanted() ? "standing" : "to-go") : "missing",
        cause.code(),
        r.standing() == null ? null : r.standing().eventId(),
        live ? EventAddress.of(r).orElse(null) : null);
  }

  private static String calendar(KnownPlace place) {
    return place.reference().lane().calendar();
  }

  private static PlaceDecision ofItself(KnownPlace place, Appointment appointment, World world) {
    Reference r = place.reference();
    if (place.isSettled()) {
      return settled(place, appointment, world);
    }
    Failure failure = r.failure();
    if (r.dueAt() == null) {
      return failure == null ? leftAlone(place) : givenUp(place, failure);
    }
    if (world.settings().sync().isPlanned()) {
      return new PlaceDecision(
          place, Cause.PLAN_MODE, "everything is only planned", r.dueAt(), null, null);
    }
    Optional<World.RefusedCredentials> refused =
        world.refused().stream()
            .filter(one -> one.account().equals(r.lane().target().account()))
            .findFirst();
    if (refused.isPresent()) {
      return refused(place, refused.get());
    }
    if (place.pause() != null) {
      return paused(place);
    }
    return failure == null || failure.kind() == Failure.Kind.PERMANENT
        ? turn(place, world)
        : failed(place, failure);
  }

  private static PlaceDecision refused(KnownPlace place, World.RefusedCredentials refused) {
    return new PlaceDecision(
        place,
        Cause.CREDENTIALS_REFUSED,
        "the credentials for %s are refused (%s): %s"
            .formatted(refused.account(), refused.code(), Draft.clause(refused.reason())),
        refused.since(),
        refused.nextProbeAt(),
        null);
  }

  private static PlaceDecision paused(KnownPlace place) {
    KnownPlace.Pause pause = place.pause();
    Instant due = place.reference().dueAt();
    String layer =
        OWN_PAUSE.equals(pause.code())
            ? "Calroute itself lets this calendar's calls rest"
            : place.reference().lane().target().account() + " throttles this calendar's calls";
    return new PlaceDecision(
        place,
        Cause.THROTTLED,
        "%s (%s): %s".formatted(layer, pause.code(), Draft.clause(pause.reason())),
        pause.since(),
        due.isAfter(pause.until()) ? due : pause.until(),
        null);
  }

  private static PlaceDecision failed(KnownPlace place, Failure failure) {
    Cause cause =
        switch (failure.kind()) {
          case CREDENTIALS -> Cause.CREDENTIALS_REFUSED;
          case THROTTLED, EXHAUSTED -> Cause.THROTTLED;
          default -> Cause.RETRYING;
        };
    return new PlaceDecision(
        place,
        cause,
        "the last of %d tries failed (%s): %s"
            .formatted(
                place.reference().attempts(), failure.code(), Draft.clause(failure.message())),
        place.changedAt(),
        place.reference().dueAt(),
        null);
  }

  private static PlaceDecision givenUp(KnownPlace place, Failure failure) {
    if (SHOWS_ERASED.equals(failure.code())) {
      return new PlaceDecision(
          place,
          Cause.FAILED,
          "it may go on showing somebody who was erased, because our words in it can't be told from"
              + " its Teams meeting's any more (shows-erased)",
          place.changedAt(),
          null,
          "Delete the event in the calendar, then press Resync: it is made anew, and its meeting"
              + " has another link.");
    }
    Cause cause =
        GONE.contains(failure.code())
            ? Cause.CALENDAR_GONE
            : FORBIDDEN.matcher(failure.code()).matches() ? Cause.CALENDAR_FORBIDDEN : Cause.FAILED;
    return new PlaceDecision(
        place,
        cause,
        "the call was refused for good (%s): %s"
            .formatted(failure.code(), Draft.clause(failure.message())),
        place.changedAt(),
        null,
        null);
  }

  /** Nothing is to be done, and it is not as it is to be: somebody has taken it away. */
  private static PlaceDecision leftAlone(KnownPlace place) {
    boolean deleted =
        place.reference().wanted() && place.reference().state() == Reference.State.GONE;
    return deleted
        ? new PlaceDecision(
            place,
            Cause.DELETED_BY_STAFF,
            "somebody deleted the event there, and calroute.drift leaves it so until the provider"
                + " says something new",
            place.drift() == null ? place.changedAt() : place.drift().foundAt(),
            null,
            null)
        : new PlaceDecision(
            place, Cause.WAITING, "nothing was done there yet", place.changedAt(), null, null);
  }

  private static PlaceDecision turn(KnownPlace place, World world) {
    Reference r = place.reference();
    if (place.waits()) {
      boolean meeting = r.wanted();
      return new PlaceDecision(
          place,
          meeting ? Cause.LINK_PENDING : Cause.WAITING,
          meeting
              ? "it waits for the link of the online meeting"
              : "it stays until the events that take its place stand",
          place.changedAt(),
          null,
          null);
    }
    boolean later = r.dueAt().isAfter(world.now());
    String turn =
        later
            ? "it is looked at again"
            : place.ahead() == 0
                ? "it is next in this calendar"
                : place.ahead()
                    + (place.ahead() == Word.AHEAD_LIMIT ? " or more" : "")
                    + " come before it in this calendar";
    // A second for each that comes before it: calendars are seldom slower.
    Instant until = later ? r.dueAt() : world.now().plusSeconds(1 + place.ahead());
    return new PlaceDecision(
        place, Cause.WAITING, turn, later ? place.changedAt() : r.dueAt(), until, null);
  }

  private static PlaceDecision settled(KnownPlace place, Appointment appointment, World world) {
    Reference r = place.reference();
    Instant madeAt = r.standing() == null ? null : r.standing().madeAt();
    if (!r.wanted()) {
      return new PlaceDecision(
          place, Cause.CANCELLED, "it is gone there", place.changedAt(), null, null);
    }
    if (place.missed() != null) {
      return missed(place);
    }
    if (place.drift() != null && place.drift().kind().equals("edited")) {
      return edited(place, world);
    }
    String elsewhere = elsewhere(r, appointment, world);
    return elsewhere == null
        ? new PlaceDecision(
            place, Cause.IN_CALENDAR, "it stands there" + at(appointment), madeAt, null, null)
        : new PlaceDecision(place, Cause.ELSEWHERE, elsewhere, madeAt, null, null);
  }

  private static PlaceDecision missed(KnownPlace place) {
    return new PlaceDecision(
        place,
        Cause.WAITING,
        "a look at "
            + Draft.time(place.missed().at())
            + " has not found its event; it is looked for again, since a search may lag",
        null,
        place.missed().nextAt(),
        null);
  }

  private static PlaceDecision edited(KnownPlace place, World world) {
    boolean repairs = world.settings().drift() == SyncSettings.Drift.REPAIR;
    List<String> members = place.drift().members();
    return new PlaceDecision(
        place,
        Cause.EDITED_BY_STAFF,
        "somebody has changed %s of the event there, and calroute.drift %s"
            .formatted(
                members.isEmpty() ? "something" : String.join(", ", members),
                repairs
                    ? "puts it right with the next look"
                    : "leaves it so until the provider says something new"),
        place.drift().foundAt(),
        null,
        null);
  }

  /** Null when it stands where and when one looks for it. */
  private static String elsewhere(Reference r, Appointment appointment, World world) {
    StringBuilder told = new StringBuilder();
    String email = r.staff() == null ? null : r.staff().path("email").textValue();
    if (!r.isMeeting() && email != null && !MailAddresses.same(email, r.lane().calendar())) {
      told.append("the directory names this calendar for ").append(email);
    }
    String everybody = everybody(r, appointment, world);
    if (everybody != null) {
      told.append(told.isEmpty() ? "it is in " + r.lane().calendar() : ",")
          .append(" because ")
          .append(everybody);
    }
    String zone =
        world
            .connection(appointment.key().provider(), appointment.key().connection())
            .map(World.Source::timeZone)
            .orElse(null);
    String own = appointment.document().path("start").path("timeZone").textValue();
    if (zone != null && own != null && appointment.startsAt() != null) {
      String there = clock(appointment.startsAt(), own);
      String here = clock(appointment.startsAt(), zone);
      if (there != null && here != null && !there.equals(here)) {
        told.append(told.isEmpty() ? "" : ", and ")
            .append("it begins at %s in %s, which is %s in %s".formatted(there, own, here, zone));
      }
    }
    return told.isEmpty() ? null : told.toString();
  }

  /** The entry that has led somebody here though it names nobody; null when another one has. */
  private static String everybody(Reference r, Appointment appointment, World world) {
    if (r.isMeeting() || r.staff() == null) {
      return null;
    }
    AppointmentKey key = appointment.key();
    StaffMember staff = StaffMember.of(r.staff(), appointment.document().path("queue").textValue());
    DirectoryEntry entry =
        world.directory().entry(key.provider(), key.connection(), staff).orElse(null);
    if (entry == null
        || !entry.match().takesEverybody()
        || !MailAddresses.same(entry.calendar(), r.lane().calendar())) {
      return null;
    }
    int place = world.directory().entries().indexOf(entry) + 1;
    String whose = entry.match().provider() == null ? "" : " of " + entry.match().provider();
    return "entry " + place + " of the directory takes everybody" + whose;
  }

  private static String at(Appointment appointment) {
    String zone = appointment.document().path("start").path("timeZone").textValue();
    String clock =
        zone == null || appointment.startsAt() == null ? null : clock(appointment.startsAt(), zone);
    return clock == null ? "" : ", at " + clock + " in " + zone;
  }

  private static String clock(Instant at, String zone) {
    try {
      return CLOCK.format(at.atZone(ZoneId.of(zone, ZoneId.SHORT_IDS)));
    } catch (DateTimeException unknown) {
      return null;
    }
  }

  /** Whether the provider has announced a link that it has not given yet. */
  static boolean announcesLink(JsonNode document) {
    JsonNode meeting = document.path("meeting");
    return meeting.path("pending").asBoolean() && !meeting.path("link").isTextual();
  }
}
