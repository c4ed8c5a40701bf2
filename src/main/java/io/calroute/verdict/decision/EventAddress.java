package io.calroute.verdict.decision;

import io.calroute.reference.Reference;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The address that shows an event in a browser, made of what the store knows. It opens nothing to
 * anybody who may not see the calendar.
 */
final class EventAddress {

  /** The event's id and the calendar's in Base64 follow, as in {@code htmlLink} of an answer. */
  private static final String GOOGLE = "https://www.google.com/calendar/event?eid=";

  /**
   * The event's id follows, as Microsoft's description of {@code webLink} has it: the link in the
   * answers themselves is one for an Outlook of before.
   */
  private static final String OUTLOOK = "https://outlook.office365.com/calendar/item/";

  /** Google writes the domains of its own calendars in one letter. */
  private static final Map<String, String> SHORT =
      Map.of("gmail.com", "m", "group.calendar.google.com", "g");

  private EventAddress() {}

  /** The address of an event that stands; empty for what is no event. */
  static Optional<String> of(Reference reference) {
    if (reference.standing() == null) {
      return Optional.empty();
    }
    String event = reference.standing().eventId();
    return switch (reference.lane().target()) {
      case GOOGLE -> Optional.of(google(event, reference.lane().calendar()));
      case OFFICE365 -> Optional.of(OUTLOOK + URLEncoder.encode(event, StandardCharsets.UTF_8));
      case TEAMS -> Optional.empty();
    };
  }

  private static String google(String event, String calendar) {
    int at = calendar.lastIndexOf('@') + 1;
    String domain = calendar.substring(at);
    String named = calendar.substring(0, at) + SHORT.getOrDefault(domain, domain);
    String text = event + ' ' + named;
    return GOOGLE
        + Base64.getEncoder()
            .withoutPadding()
            .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
