package io.calroute.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.Status;
import io.calroute.appointment.directory.Calendar;
import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.StaffMember;
import io.calroute.destination.MailAddresses;
import io.calroute.destination.Target;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.WantedReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where an appointment is to stand: in the calendar of each of its staff members, and as an online
 * meeting where one is needed and no event can carry it. A pure decision.
 *
 * @param places the places, without repetition
 * @param unrouted true when a staff member has no calendar in the directory, or nobody is named
 */
public record Routing(List<WantedReference> places, boolean unrouted) {

  /** A queue or a whole connection may have a calendar although nobody is named. */
  private static final JsonNode NOBODY = JsonNodeFactory.instance.objectNode();

  private static final Routing NOWHERE = new Routing(List.of(), false);

  /**
   * Routes an appointment.
   *
   * @param withoutTeams mailboxes that make events without Teams meetings
   */
  public static Routing of(
      Appointment appointment,
      Directory directory,
      SyncSettings settings,
      Set<String> withoutTeams) {
    JsonNode document = appointment.document();
    if (!isWanted(appointment.status(), document, settings)) {
      return NOWHERE;
    }
    String queue = document.path("queue").textValue();
    List<WantedReference> places = new ArrayList<>();
    Set<Calendar> taken = new HashSet<>();
    boolean unrouted = false;
    int position = 0;
    JsonNode staff = document.path("staff");
    for (JsonNode entry : staff.isEmpty() ? List.of(NOBODY) : staff) {
      Optional<Calendar> calendar =
          directory.find(
              appointment.key().provider(),
              appointment.key().connection(),
              StaffMember.of(entry, queue));
      if (calendar.isEmpty()) {
        unrouted = true;
      } else if (taken.add(calendar.get().plain())) {
        places.add(
            new WantedReference(calendar.get().target(), calendar.get().id(), position, entry));
      }
      position++;
    }
    if (!places.isEmpty() && needsMeeting(document, settings)) {
      organizer(places, settings, withoutTeams)
          .ifPresent(
              organizer -> places.add(new WantedReference(Target.TEAMS, organizer, -1, null)));
    }
    return new Routing(List.copyOf(places), unrouted);
  }

  /** The calendars of the staff, without meetings of their own; only for comparing. */
  Set<Calendar> calendars() {
    Set<Calendar> calendars = new HashSet<>();
    for (WantedReference place : places) {
      if (place.target() != Target.TEAMS) {
        calendars.add(new Calendar(place.target(), place.calendar()).plain());
      }
    }
    return calendars;
  }

  /** Whether an appointment like this gets a Teams meeting at all. */
  public static boolean needsMeeting(JsonNode document, SyncSettings settings) {
    JsonNode meeting = document.path("meeting");
    return settings.teams().when() != SyncSettings.Teams.When.NEVER
        && meeting.path("virtual").asBoolean()
        && !meeting.path("pending").asBoolean()
        && !hasSuppliedLink(document);
  }

  /** One link for all, or one for each staff member. */
  private static boolean hasSuppliedLink(JsonNode document) {
    if (document.path("meeting").path("link").isTextual()) {
      return true;
    }
    for (JsonNode member : document.path("staff")) {
      if (member.path("link").isTextual()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Who owns a meeting of its own; empty when an event carries it, or nobody can own one. There is
   * one meeting for all: the primary's own event carries it when it can.
   */
  private static Optional<String> organizer(
      List<WantedReference> places, SyncSettings settings, Set<String> withoutTeams) {
    List<WantedReference> mailboxes =
        places.stream().filter(place -> place.target() == Target.OFFICE365).toList();
    if (carries(places.get(0), withoutTeams)) {
      return Optional.empty();
    }
    if (settings.teams().hasOrganizer()) {
      return Optional.of(settings.teams().organizer());
    }
    return mailboxes.stream().anyMatch(place -> carries(place, withoutTeams))
        ? Optional.empty()
        : mailboxes.stream().map(WantedReference::calendar).findFirst();
  }

  private static boolean carries(WantedReference place, Set<String> withoutTeams) {
    return place.target() == Target.OFFICE365
        && withoutTeams.stream().noneMatch(one -> MailAddresses.same(one, place.calendar()));
  }

  private static boolean isWanted(Status status, JsonNode document, SyncSettings settings) {
    boolean personal = "personal".equals(document.path("kind").textValue());
    return status.timed()
        && !(status == Status.TENTATIVE && settings.tentative() == SyncSettings.Tentative.SKIP)
        && !(personal && settings.personal() == SyncSettings.Personal.SKIP);
  }
}
