package io.calroute.sync.planner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.Redaction;
import io.calroute.appointment.Status;
import io.calroute.destination.MailAddresses;
import io.calroute.destination.Target;
import io.calroute.mapping.function.MappingRefused;
import io.calroute.policy.LinkSettings;
import io.calroute.reference.Lane;
import io.calroute.reference.Reference;
import java.util.Arrays;
import java.util.regex.Pattern;

/** What a reference is to show: which mapping makes it, out of what. Pure. */
public final class WantedContent {

  /** Makes contents with mappings. */
  public interface Contents {
    /**
     * Makes a content.
     *
     * @param mapping name of the mapping
     * @param input what it is given
     * @throws MappingRefused when it does not take that
     */
    JsonNode make(String mapping, JsonNode input);
  }

  /** Far less than RFC 5322 allows, and all that people have. */
  private static final Pattern ADDRESS = Pattern.compile("[^\\s@,;:<>()\"]+@[^\\s@,;:<>()\"]+");

  private WantedContent() {}

  /** Name of the mapping that makes the content for a target. */
  public static String mapping(Target target) {
    return switch (target) {
      case GOOGLE -> "google-event";
      case OFFICE365 -> "office365-event";
      case TEAMS -> "teams-meeting";
    };
  }

  /** Whether a mapping makes contents, so that it is no provider's. */
  public static boolean isMadeBy(String mapping) {
    return Arrays.stream(Target.values()).anyMatch(target -> mapping(target).equals(mapping));
  }

  /**
   * What the mapping is given.
   *
   * @param appointment what is to be shown
   * @param reference where
   * @param host the reference that carries the online meeting; null for none
   * @param links how clients get to know of it
   */
  public static JsonNode input(
      Appointment appointment, Reference reference, Reference host, LinkSettings links) {
    ObjectNode input = JsonNodeFactory.instance.objectNode();
    input.set("appointment", appointment.document());
    input.put("provider", appointment.key().provider());
    input.put("connection", appointment.key().connection());
    input.put("calendar", reference.lane().calendar());
    input.set("staff", reference.staff());
    ObjectNode meeting = input.putObject("meeting");
    boolean onEvent =
        host != null
            && host.id() == reference.id()
            && reference.lane().target() == Target.OFFICE365;
    meeting.put("link", onEvent ? null : ReferenceOrder.link(appointment.document(), host));
    meeting.put("onEvent", onEvent);
    meeting.put("invite", isInvitation(appointment, reference, host, links));
    return input;
  }

  /**
   * Whether the client is a guest of an event: of one only, the one that carries the Teams meeting
   * or else the first staff member's. Where there are several clients, each would see the others.
   * Who is a guest already stays one while the link is made anew: a cancellation would tell of an
   * appointment that takes place.
   */
  private static boolean isInvitation(
      Appointment appointment, Reference reference, Reference host, LinkSettings links) {
    JsonNode document = appointment.document();
    boolean carried = host != null && host.lane().target() == Target.OFFICE365;
    boolean theOne =
        carried
            ? host.id() == reference.id()
            : reference.position() == 0
                && (ReferenceOrder.link(document, host) != null || hasGuest(reference));
    return theOne
        && appointment.status() == Status.CONFIRMED
        && document.at("/meeting/virtual").asBoolean()
        && !"personal".equals(document.path("kind").textValue())
        && mayBeInvited(document.at("/client/email").asText(""), document, reference)
        && document.path("otherClients").isEmpty()
        && !appointment.isShared()
        && links.invites(
            appointment.key().provider(),
            appointment.key().connection(),
            document.at("/meeting/link").isTextual());
  }

  private static boolean hasGuest(Reference reference) {
    return reference.applied() != null && Guests.are(reference.applied().content());
  }

  /**
   * Whether a target would take a guest: it refuses the whole event because of what is no address,
   * and whoever has the event is no guest of it.
   */
  private static boolean mayBeInvited(String address, JsonNode document, Reference reference) {
    return ADDRESS.matcher(address).matches()
        && !MailAddresses.same(address, reference.lane().calendar())
        && document.path("staff").findValuesAsText("email").stream()
            .noneMatch(staff -> MailAddresses.same(address, staff));
  }

  /**
   * What a wanted reference is to show.
   *
   * @param host the reference that carries the online meeting; null for none
   * @param links how clients get to know of it
   * @throws MappingRefused when the mapping does not take the appointment
   */
  public static JsonNode of(
      Appointment appointment,
      Reference reference,
      Reference host,
      LinkSettings links,
      Contents contents) {
    return contents.make(
        mapping(reference.lane().target()), input(appointment, reference, host, links));
  }

  /**
   * What a reference is to be.
   *
   * @param content what the mapping made; ignored when nothing is to stand
   */
  public static Desired desired(Appointment appointment, Reference reference, Object content) {
    String key = appointment.key().text();
    long revision = appointment.revision();
    if (!reference.wanted()) {
      return Desired.nothing(key, revision);
    }
    if (reference.isMeeting()) {
      return Desired.meeting(key, revision, (JsonNode) content);
    }
    Desired event =
        Desired.event(key, revision, (JsonNode) content, copy(appointment, reference.lane()));
    return Redaction.marks(appointment).isEmpty() ? event : event.withoutErased();
  }

  /**
   * An event that stands in a calendar and that Calroute has not made: the provider's own, as far
   * as the provider says, or one that was found there.
   *
   * @return its id; null when none is known
   */
  public static String copy(Appointment appointment, Lane lane) {
    String named = copy(appointment.document().path("copies"), lane);
    return named == null ? copy(appointment.document().path(Appointment.ADOPTED), lane) : named;
  }

  private static String copy(JsonNode copies, Lane lane) {
    for (JsonNode copy : copies) {
      String calendar = copy.path("calendar").textValue();
      if (lane.target().key().equals(copy.path("target").textValue())
          && (calendar == null || MailAddresses.same(calendar, lane.calendar()))) {
        return copy.path("id").textValue();
      }
    }
    return null;
  }
}
