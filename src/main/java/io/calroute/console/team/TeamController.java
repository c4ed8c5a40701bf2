package io.calroute.console.team;

import io.calroute.console.page.Zones;
import io.calroute.operations.web.ApiProblem;
import io.calroute.operations.web.Paging;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** A day of all calendars. */
@Controller
final class TeamController {

  private static final int LAST_PAGE = 10_000;

  private final StandsReading reading;
  private final Clock clock;

  TeamController(StandsReading reading, Clock clock) {
    this.reading = reading;
    this.clock = clock;
  }

  /** A calendar's line, with its blocks where they are drawn. */
  record Line(Stands of, List<DayGrid.Placed> placed) {}

  @GetMapping("/team")
  String page(
      @RequestParam(required = false) String day,
      @RequestParam(required = false) String zone,
      @RequestParam(required = false) String q,
      @RequestParam(required = false) String page,
      Model model) {
    ZoneId in = Zones.zone(zone);
    LocalDate on = Zones.day(day, LocalDate.now(clock.withZone(in)));
    int number = page(page);
    StandsReading.Team team =
        reading.team(
            on.atStartOfDay(in).toInstant(),
            on.plusDays(1).atStartOfDay(in).toInstant(),
            Paging.given(q),
            number);
    List<Block> all = new ArrayList<>(team.unrouted());
    team.calendars().forEach(one -> all.addAll(one.blocks()));
    DayGrid grid = new DayGrid(on, in, all);
    model.addAttribute("day", on);
    model.addAttribute("zone", in);
    model.addAttribute("q", Paging.given(q));
    model.addAttribute("page", number);
    model.addAttribute("more", team.more());
    model.addAttribute("hours", grid.hours());
    model.addAttribute("unrouted", grid.place(team.unrouted()));
    model.addAttribute(
        "lines",
        team.calendars().stream().map(one -> new Line(one, grid.place(one.blocks()))).toList());
    return "team/team";
  }

  /** The part that changes while the page is open. */
  @GetMapping("/team/now")
  String part(
      @RequestParam(required = false) String day,
      @RequestParam(required = false) String zone,
      @RequestParam(required = false) String q,
      @RequestParam(required = false) String page,
      Model model) {
    return page(day, zone, q, page, model) + " :: now";
  }

  private static int page(String number) {
    try {
      int page = Paging.given(number) == null ? 0 : Integer.parseInt(number.trim());
      if (page >= 0 && page <= LAST_PAGE) {
        return page;
      }
    } catch (NumberFormatException noNumber) {
      // Told below, like a negative number.
    }
    throw ApiProblem.badParameter("page must be a whole number from 0 to " + LAST_PAGE + ".");
  }
}
