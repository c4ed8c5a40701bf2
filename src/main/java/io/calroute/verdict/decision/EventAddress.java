package io.calroute.verdict.decision;

import io.calroute.destination.Target;
import io.calroute.reference.Reference;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The address that shows an event in a browser. Only Google's is made of what the store knows: it
 * is the event's id and the calendar's in Base64, as in the {@code htmlLink} of Google's answers.
 * It opens nothing to anybody who may not see the calendar.
 */
final class EventAddress {

  private static final String GOOGLE = "https://www.google.com/calendar/event?eid=";

  /** Google writes the domains of its own calendars in one letter. */
  private static final Map<String, String> SHORT =
      Map.of("gmail.com", "m", "group.calendar.google.com", "g");

  private EventAddress() {}

  /** The address of an event that stands; empty when nobody knows it. */
  static Optional<String> of(Reference reference) {
    if (reference.lane().target() != Target.GOOGLE || reference.standing() == null) {
      return Optional.empty();
    }
    String calendar = reference.lane().calendar();
    int at = calendar.lastIndexOf('@') + 1;
    String domain = calendar.substring(at);
    String named = calendar.substring(0, at) + SHORT.getOrDefault(domain, domain);
    String text = reference.standing().eventId() + ' ' + named;
    return Optional.of(
        GOOGLE
            + Base64.getEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }
}
