package io.calroute.console.team;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where blocks are drawn: quarters of an hour from the left, rows from the top. A day is as long as
 * its clock says; where clocks change, what is behind the change is drawn where they point to.
 */
public final class DayGrid {

  private static final int QUARTERS = 4;
  private static final int FIRST_HOUR = 8;
  private static final int LAST_HOUR = 18;
  private static final int DEEPEST = 8;
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

  private final LocalDate day;
  private final ZoneId zone;
  private final int firstHour;
  private final int lastHour;

  /**
   * A place in the grid.
   *
   * @param style names of the classes that put it there
   * @param time on the clock of the zone
   * @param starts local date and time in the zone
   * @param ends local date and time in the zone
   */
  public record Placed(Block block, String style, String time, String starts, String ends) {}

  /** A grid that is wide enough for some blocks, and for the hours of an office. */
  public DayGrid(LocalDate day, ZoneId zone, Collection<Block> blocks) {
    this.day = day;
    this.zone = zone;
    this.firstHour =
        blocks.stream()
            .mapToInt(one -> quarter(one.starts()) / QUARTERS)
            .reduce(FIRST_HOUR, Math::min);
    this.lastHour =
        blocks.stream()
            .mapToInt(one -> (quarterAfter(one) + QUARTERS - 1) / QUARTERS)
            .reduce(LAST_HOUR, Math::max);
  }

  /** The hours that are drawn. */
  public List<Integer> hours() {
    return IntStream.range(firstHour, lastHour).boxed().toList();
  }

  /** Blocks of one line, those beside each other in rows of their own. */
  public List<Placed> place(List<Block> blocks) {
    List<Placed> placed = new ArrayList<>();
    int[] takenUntil = new int[DEEPEST];
    for (Block one : blocks) {
      int from = quarter(one.starts());
      int until = quarterAfter(one);
      int row = 0;
      while (row < DEEPEST - 1 && takenUntil[row] > from) {
        row++;
      }
      takenUntil[row] = until;
      int left = firstHour * QUARTERS - 1;
      placed.add(
          new Placed(
              one,
              "s" + (from - left) + " e" + (until - left) + " r" + (row + 1),
              time(one.starts()) + "–" + time(one.ends()),
              one.starts().atZone(zone).toLocalDateTime().toString(),
              one.ends().atZone(zone).toLocalDateTime().toString()));
    }
    return placed;
  }

  /** Those of some blocks that are on the day, if only in part. */
  public List<Placed> placeOfDay(List<Block> blocks) {
    Instant begin = day.atStartOfDay(zone).toInstant();
    Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
    return place(
        blocks.stream()
            .filter(one -> one.starts().isBefore(end) && one.ends().isAfter(begin))
            .toList());
  }

  private String time(Instant at) {
    LocalDate its = at.atZone(zone).toLocalDate();
    return (its.equals(day) ? "" : its + " ") + CLOCK.format(at.atZone(zone));
  }

  /** Quarters from midnight, by the clock; what began the day before begins at midnight. */
  private int quarter(Instant at) {
    LocalDate its = at.atZone(zone).toLocalDate();
    int whole = (int) Duration.ofDays(1).toMinutes() / 15;
    if (its.isBefore(day)) {
      return 0;
    }
    return its.isAfter(day) ? whole : at.atZone(zone).toLocalTime().toSecondOfDay() / 900;
  }

  /** The quarter after the last one; every block has one at least. */
  private int quarterAfter(Block one) {
    int last = quarter(one.ends().minusSeconds(1)) + 1;
    return Math.min(24 * QUARTERS, Math.max(quarter(one.starts()) + 1, last));
  }
}
