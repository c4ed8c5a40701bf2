package io.calroute.sandbox.graph.mailbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.graph.ClientCredentials;
import io.calroute.sandbox.graph.event.GraphEvent;

/**
 * The Teams meeting inside an event (page "Use Outlook and Teams online meetings", reference
 * "Update event"): it comes with the answer to the create, it can't be switched off by its flag,
 * and it is lost with the block that Graph puts into the body.
 */
public final class TeamsLink {

  private TeamsLink() {}

  /**
   * Follows a write to an event.
   *
   * @param event the event with its new content
   * @param body what the client sent
   * @param allowed whether the calendar has the provider; else the wish is silently ignored
   * @param number makes the link unique
   */
  public static void follow(GraphEvent event, JsonNode body, boolean allowed, long number) {
    boolean online = event.onlineMeeting != null;
    if (online) {
      String link = event.onlineMeeting.path("joinUrl").asText();
      if (body.hasNonNull("body") && !event.bodyContent().contains(link)) {
        event.onlineMeeting = null;
      }
      return;
    }
    String provider = body.path("onlineMeetingProvider").asText("teamsForBusiness");
    if (body.path("isOnlineMeeting").asBoolean()
        && allowed
        && provider.equals("teamsForBusiness")) {
      String link = link(number);
      event.onlineMeeting =
          Json.object()
              .put("joinUrl", link)
              .put("conferenceId", String.valueOf(100_000_000 + number))
              .put("tollNumber", "+1 425 555 0123");
      addBlock(event, link);
    }
  }

  /** A join link of the usual shape. */
  static String link(long number) {
    return "https://teams.microsoft.com/l/meetup-join/19%3ameeting_"
        + "%016x".formatted(number)
        + "%40thread.v2/0?context=%7b%22Tid%22%3a%22"
        + ClientCredentials.TENANT
        + "%22%7d";
  }

  private static void addBlock(GraphEvent event, String link) {
    String content = event.bodyContent();
    String whole = content.isEmpty() ? "<html><head></head><body></body></html>" : content;
    int end = whole.lastIndexOf("</body>");
    String block =
        "<div class=\"me-email-text\"><a class=\"me-email-headline\" href=\""
            + link
            + "\">Join Microsoft Teams Meeting</a></div>";
    String spliced =
        end < 0 ? whole + block : whole.substring(0, end) + block + whole.substring(end);
    ObjectNode body = event.content.putObject("body");
    body.put("contentType", "html").put("content", spliced);
  }
}
