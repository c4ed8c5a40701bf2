package io.calroute.sandbox;

import com.ibm.icu.util.TimeZone;
import io.calroute.sandbox.server.Operation;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page that shows people what stands in the simulated calendars. */
public final class CalendarPage {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEE d MMM uuuu", Locale.ENGLISH);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="3">
      <meta name="viewport" content="width=device-width, initial-scale=1"><title>%s</title>
      <style>
      body { font: 15px/1.45 system-ui, sans-serif; color: #222; background: #f6f7f9;
             margin: 0 auto; max-width: 60rem; padding: 1.5rem }
      h1 { font-size: 1.4rem; margin: 0 }
      h2 { font-size: 1.05rem; margin: 0 0 .6rem }
      .note { color: #667; margin: .2rem 0 1.2rem }
      section { background: #fff; border: 1px solid #dde; border-radius: 8px;
                padding: 1rem 1.2rem; margin-bottom: 1rem }
      table { border-collapse: collapse; width: 100%% }
      td, th { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0;
               border-top: 1px solid #eef }
      th { font-weight: 600; color: #667; border-top: 0 }
      td.when { white-space: nowrap }
      .zone, .marker { color: #889; font-size: .85em }
      .status { background: #e7f4ea; color: #17663a; border-radius: 4px; padding: 0 .4rem }
      .status.other { background: #fdf1dc; color: #7a5200 }
      </style></head><body>
      """;

  private CalendarPage() {}

  public static String render(
      String title,
      List<SimulatedCalendar> calendars,
      Map<Operation, Map<Integer, Long>> counts,
      Instant now) {
    StringBuilder page = new StringBuilder(HEAD.formatted(escape(title)));
    page.append("<h1>").append(escape(title)).append("</h1><p class=\"note\">");
    page.append(escape(now.truncatedTo(ChronoUnit.SECONDS).toString()))
        .append(" &middot; ")
        .append(requests(counts));
    page.append("</p>\n");
    for (SimulatedCalendar calendar : calendars) {
      page.append("<section><h2>").append(escape(calendar.id())).append("</h2>\n");
      if (calendar.events().isEmpty()) {
        page.append("<p class=\"note\">No events.</p>");
      } else {
        page.append("<table><tr><th scope=\"col\">When</th><th scope=\"col\">What</th>");
        page.append("<th scope=\"col\">Where</th><th scope=\"col\">Status</th></tr>\n");
        calendar.events().forEach(event -> row(page, event));
        page.append("</table>");
      }
      page.append("</section>\n");
    }
    if (calendars.isEmpty()) {
      page.append("<section><p class=\"note\">No calendar has been used yet.</p></section>");
    }
    return page.append("</body></html>\n").toString();
  }

  private static String requests(Map<Operation, Map<Integer, Long>> counts) {
    StringBuilder text = new StringBuilder();
    counts.forEach(
        (operation, byStatus) -> {
          long total = byStatus.values().stream().mapToLong(n -> n).sum();
          text.append(operation.key()).append(' ').append(total).append(" &nbsp; ");
        });
    return text.length() == 0 ? "no requests yet" : text.toString();
  }

  private static void row(StringBuilder page, SimulatedEvent event) {
    page.append("<tr><td class=\"when\">").append(when(event)).append("</td><td>");
    page.append(escape(event.title()));
    if (event.marker() != null) {
      page.append("<br><span class=\"marker\">")
          .append(escape(event.marker().appointment()))
          .append(" &middot; generation ")
          .append(event.marker().generation())
          .append(" &middot; ")
          .append(escape(event.marker().version()))
          .append("</span>");
    }
    page.append("</td><td>").append(linked(event.location()));
    if (event.joinUrl() != null) {
      page.append(event.location() == null ? "" : "<br>").append(linked(event.joinUrl()));
    }
    String status = status(event);
    page.append("</td><td><span class=\"status")
        .append(status.equals("confirmed") || status.equals("busy") ? "" : " other")
        .append("\">")
        .append(escape(status))
        .append("</span></td></tr>\n");
  }

  private static String status(SimulatedEvent event) {
    return event.resource().path("status").asText(event.resource().path("showAs").asText());
  }

  private static String when(SimulatedEvent event) {
    ZoneId zone = zone(event.zone());
    ZonedDateTime start = event.start().atZone(zone);
    ZonedDateTime end = event.end().atZone(zone);
    if (event.allDay()) {
      return escape(DAY.format(start) + ", all day");
    }
    String until =
        start.toLocalDate().equals(end.toLocalDate())
            ? TIME.format(end)
            : DAY.format(end) + " " + TIME.format(end);
    return escape(DAY.format(start) + " " + TIME.format(start) + "–" + until)
        + "<br><span class=\"zone\">"
        + escape(event.zone())
        + "</span>";
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      String iana = TimeZone.getIDForWindowsID(name, null);
      return iana == null ? ZoneOffset.UTC : ZoneId.of(iana);
    }
  }

  private static String linked(String text) {
    if (text == null) {
      return "";
    }
    return text.startsWith("https://") || text.startsWith("http://")
        ? "<a href=\"" + escape(text) + "\">join link</a>"
        : escape(text);
  }

  private static String escape(String text) {
    if (text == null) {
      return "";
    }
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
