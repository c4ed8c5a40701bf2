package io.calroute.console.calendar;

import io.calroute.console.page.Zones;
import io.calroute.console.team.DayGrid;
import io.calroute.console.team.Stands;
import io.calroute.console.team.StandsReading;
import io.calroute.destination.Target;
import io.calroute.operations.web.ApiProblem;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.time.temporal.TemporalAdjusters;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** A week of one calendar. */
@Controller
final class CalendarController {

  private static final int DAYS = 7;

  private final StandsReading reading;
  private final Clock clock;

  CalendarController(StandsReading reading, Clock clock) {
    this.reading = reading;
    this.clock = clock;
  }

  /** What is on one day. */
  record Day(LocalDate date, List<DayGrid.Placed> placed) {

    /** Such as Monday 2027-03-01. */
    public String name() {
      return date.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH) + " " + date;
    }
  }

  @GetMapping("/calendar")
  String page(
      @RequestParam String target,
      @RequestParam String calendar,
      @RequestParam(required = false) String week,
      @RequestParam(required = false) String zone,
      Model model) {
    ZoneId in = Zones.zone(zone);
    LocalDate monday =
        Zones.day(week, LocalDate.now(clock.withZone(in)))
            .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    Stands stands =
        reading.calendar(
            target(target),
            calendar,
            monday.atStartOfDay(in).toInstant(),
            monday.plusDays(DAYS).atStartOfDay(in).toInstant());
    if (stands == null) {
      throw ApiProblem.notFound(
          "unknown-calendar", "Nothing has ever stood, or was to stand, in such a calendar.");
    }
    List<Day> days =
        IntStream.range(0, DAYS)
            .mapToObj(monday::plusDays)
            .map(
                one ->
                    new Day(one, new DayGrid(one, in, stands.blocks()).placeOfDay(stands.blocks())))
            .toList();
    IntSummaryStatistics hours =
        days.stream()
            .flatMap(one -> grid(one.date(), in, one.placed()).hours().stream())
            .mapToInt(Integer::intValue)
            .summaryStatistics();
    model.addAttribute("of", stands);
    model.addAttribute("week", monday);
    model.addAttribute("zone", in);
    model.addAttribute("days", days);
    model.addAttribute("firstHour", hours.getMin());
    model.addAttribute("lastHour", hours.getMax() + 1);
    return "calendar/calendar";
  }

  private static DayGrid grid(LocalDate day, ZoneId in, List<DayGrid.Placed> placed) {
    return new DayGrid(day, in, placed.stream().map(DayGrid.Placed::block).toList());
  }

  private static Target target(String word) {
    try {
      return Target.of(word);
    } catch (IllegalArgumentException unknown) {
      throw ApiProblem.badParameter("target must be google or office365.");
    }
  }
}
