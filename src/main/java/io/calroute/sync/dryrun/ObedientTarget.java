package io.calroute.sync.dryrun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Marker;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import io.calroute.reference.InFlight;
import io.calroute.reference.Reference;
import io.calroute.sync.planner.Desired;
import io.calroute.sync.planner.SharedText;
import java.util.List;

/**
 * What a target answers that does what it is told, and in whose calendars nobody has touched
 * anything of ours. It is asked when calls are planned and not made. Pure.
 */
public final class ObedientTarget {

  /** Stands for a join link that nobody knows before the meeting is made. */
  public static final String JOIN_LINK = "https://teams.example/join-link";

  private ObedientTarget() {}

  /**
   * Answers a call.
   *
   * @param reference the reference as it is when the call goes out
   */
  public static Answer answer(Call call, Reference reference) {
    return switch (call.operation()) {
      case CREATE -> new Answer.Stands(made(call));
      case UPDATE -> new Answer.Stands(changed(call, reference));
      case DELETE -> new Answer.Removed();
      case GET -> new Answer.Stands(seen(call, reference));
      case FIND -> new Answer.Found(found(reference));
      case LIST, WINDOW -> throw new IllegalStateException("A turn never lists a calendar");
    };
  }

  private static StandingEvent made(Call call) {
    boolean online = call.target() == Target.TEAMS || isOnline(call.content());
    String id = call.eventId() == null ? "to-come" : call.eventId();
    return new StandingEvent(
        id,
        "\"made\"",
        id,
        false,
        online ? JOIN_LINK : null,
        call.marker(),
        shown(call.content(), online ? JOIN_LINK : null));
  }

  private static StandingEvent changed(Call call, Reference reference) {
    String before = reference.standing().joinUrl();
    String link = before == null && isOnline(call.content()) ? JOIN_LINK : before;
    InFlight request = reference.inFlight();
    return new StandingEvent(
        call.eventId(),
        "\"changed\"",
        reference.standing().iCalUid(),
        false,
        link,
        call.marker(),
        shown(request.content(), link));
  }

  private static StandingEvent seen(Call call, Reference reference) {
    Reference.Identity standing = reference.standing();
    if (reference.state() != Reference.State.LIVE || standing == null) {
      // An event that the provider has made, or one of ours whose answer was lost.
      InFlight request = reference.inFlight();
      JsonNode content =
          request == null ? JsonNodeFactory.instance.objectNode() : request.content();
      String link = isOnline(content) ? JOIN_LINK : null;
      Marker marker = request == null ? null : marker(reference, request);
      return new StandingEvent(
          call.eventId(), "\"seen\"", call.eventId(), false, link, marker, shown(content, link));
    }
    return standing(reference);
  }

  private static List<StandingEvent> found(Reference reference) {
    return reference.state() == Reference.State.LIVE ? List.of(standing(reference)) : List.of();
  }

  /** The event as it was left. */
  private static StandingEvent standing(Reference reference) {
    Reference.Identity standing = reference.standing();
    Reference.Applied applied = reference.applied();
    JsonNode content = applied == null ? JsonNodeFactory.instance.objectNode() : applied.content();
    String link = standing.joinUrl() == null && isOnline(content) ? JOIN_LINK : standing.joinUrl();
    Marker marker =
        applied == null
            ? null
            : new Marker(
                null, reference.generation(), Desired.version(applied.revision(), applied.hash()));
    return new StandingEvent(
        standing.eventId(),
        standing.etag(),
        standing.iCalUid(),
        false,
        link,
        marker,
        shown(content, link));
  }

  private static Marker marker(Reference reference, InFlight request) {
    return new Marker(
        null, reference.generation(), Desired.version(request.revision(), request.hash()));
  }

  /** Exchange gives a body as HTML, with the block of a Teams meeting in it. */
  private static JsonNode shown(JsonNode content, String link) {
    ObjectNode shown = content.deepCopy();
    if (content.path("body").has("content")) {
      String words = SharedText.escaped(content.path("body").path("content").asText());
      shown
          .putObject("body")
          .put("contentType", "html")
          .put("content", "<p>" + words + "</p>" + (link == null ? "" : "<p>" + link + "</p>"));
    }
    return shown;
  }

  private static boolean isOnline(JsonNode content) {
    return content != null && content.path("isOnlineMeeting").asBoolean();
  }
}
