package io.calroute.console.today;

import io.calroute.console.page.Counted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What went on in a span of time.
 *
 * @param step how long each step is
 * @param steps in order; none where nothing was done
 * @param marks the newest first
 */
record Pulse(Instant from, Instant until, Duration step, List<Step> steps, List<Mark> marks) {

  /**
   * What was done in one step.
   *
   * @param at when it began
   */
  record Step(Instant at, Minute done) {}

  /**
   * What a chart draws.
   *
   * @param at seconds since 1970, one for each step without a gap
   */
  record Chart(
      List<Long> at,
      List<Long> callbacks,
      List<Long> calls,
      List<Long> throttles,
      List<Line> marks) {

    /**
     * A line across the chart.
     *
     * @param at seconds since 1970
     */
    record Line(long at, String label) {}
  }

  public Chart chart() {
    Map<Long, Minute> byStep = new HashMap<>();
    steps.forEach(one -> byStep.put(one.at().getEpochSecond(), one.done()));
    Minute nothing = new Minute(0, 0, 0, List.of());
    List<Long> at = new ArrayList<>();
    List<Minute> done = new ArrayList<>();
    long length = step.toSeconds();
    for (long t = from.getEpochSecond() / length * length;
        t <= until.getEpochSecond();
        t += length) {
      at.add(t);
      done.add(byStep.getOrDefault(t, nothing));
    }
    return new Chart(
        at,
        done.stream().map(Minute::callbacks).toList(),
        done.stream().map(Minute::calls).toList(),
        done.stream().map(Minute::throttles).toList(),
        marks.stream()
            .map(mark -> new Chart.Line(mark.at().getEpochSecond(), mark.words()))
            .toList());
  }

  /** The whole span, for people. */
  public String words() {
    return "%s, %s, %d throttled"
        .formatted(
            Counted.of(steps.stream().mapToLong(one -> one.done().callbacks()).sum(), "callback"),
            Counted.of(steps.stream().mapToLong(one -> one.done().calls()).sum(), "call"),
            steps.stream().mapToLong(one -> one.done().throttles()).sum());
  }
}
