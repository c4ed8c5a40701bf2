package io.calroute.sandbox.graph.mailbox;

import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.graph.GraphErrors;
import io.calroute.sandbox.graph.event.EventContent;
import io.calroute.sandbox.graph.event.GraphZones;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request's {@code Prefer} header asks for.
 *
 * @param immutableIds page "Obtain immutable identifiers for Outlook resources"
 * @param zoneName zone of times in the answer, as the client called it
 * @param zone the same zone
 * @param textBodies bodies as plain text instead of HTML
 */
public record Preferences(boolean immutableIds, String zoneName, ZoneId zone, boolean textBodies) {

  /** What holds for the views of tests and people. */
  public static final Preferences PLAIN = new Preferences(true, "UTC", ZoneId.of("UTC"), false);

  private static final Pattern ZONE = Pattern.compile("outlook\\.timezone\\s*=\\s*\"([^\"]*)\"");

  public static Preferences of(Inbound request, GraphErrors errors) {
    String prefer = request.header("prefer");
    if (prefer == null) {
      return new Preferences(false, "UTC", PLAIN.zone, false);
    }
    Matcher matcher = ZONE.matcher(prefer);
    String name = matcher.find() ? matcher.group(1) : "UTC";
    ZoneId zone =
        GraphZones.zone(name).orElseThrow(() -> EventContent.unsupportedZone(errors, name));
    return new Preferences(
        prefer.contains("IdType=\"ImmutableId\""),
        name,
        zone,
        prefer.contains("outlook.body-content-type=\"text\""));
  }
}
