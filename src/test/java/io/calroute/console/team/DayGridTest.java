package io.calroute.console.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.calroute.appointment.AppointmentKey;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class DayGridTest {

  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final LocalDate DAY = LocalDate.parse("2027-03-01");

  @Test
  void whatIsBesideEachOtherHasRowsOfItsOwn() {
    List<Block> blocks =
        List.of(
            block("2027-03-01T08:00:00Z", "2027-03-01T09:00:00Z"),
            block("2027-03-01T08:30:00Z", "2027-03-01T08:40:00Z"),
            block("2027-03-01T09:00:00Z", "2027-03-01T09:30:00Z"));
    assertThat(new DayGrid(DAY, PARIS, blocks).place(blocks))
        .extracting(DayGrid.Placed::style)
        .containsExactly("s5 e9 r1", "s7 e8 r2", "s9 e11 r1");
  }

  @Test
  void theHoursAreThoseOfAnOfficeAndOfWhateverIsOutsideThem() {
    assertThat(new DayGrid(DAY, PARIS, List.of()).hours()).hasSize(10).startsWith(8);
    List<Block> late = List.of(block("2027-03-01T20:10:00Z", "2027-03-02T01:00:00Z"));
    DayGrid grid = new DayGrid(DAY, PARIS, late);
    assertThat(grid.hours()).hasSize(16).endsWith(23);
    assertThat(grid.place(late))
        .extracting(DayGrid.Placed::style, DayGrid.Placed::time)
        .containsExactly(tuple("s53 e65 r1", "21:10–2027-03-02 02:00"));
  }

  @Test
  void aDayOnWhichClocksChangeIsDrawnByTheClock() {
    LocalDate spring = LocalDate.parse("2027-03-28");
    List<Block> blocks = List.of(block("2027-03-28T07:00:00Z", "2027-03-28T08:00:00Z"));
    assertThat(new DayGrid(spring, PARIS, blocks).placeOfDay(blocks))
        .extracting(DayGrid.Placed::time, DayGrid.Placed::style)
        .containsExactly(tuple("09:00–10:00", "s5 e9 r1"));
    assertThat(new DayGrid(DAY, PARIS, blocks).placeOfDay(blocks)).isEmpty();
  }

  private static Block block(String starts, String ends) {
    return new Block(
        "r1",
        1,
        new AppointmentKey("acme", "default", "one"),
        null,
        Instant.parse(starts),
        Instant.parse(ends),
        Block.Shown.FOUND,
        null,
        null);
  }
}
