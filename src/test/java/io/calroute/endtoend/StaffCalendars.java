package io.calroute.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.SimulatedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * The simulated calendars as one appointment sees them.
 *
 * @param installation where they are
 * @param appointment its key: {@code provider/connection/id}
 */
public record StaffCalendars(Installation installation, String appointment) {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration OFTEN = Duration.ofMillis(20);

  /** The appointment's live events in one calendar; addresses at example.com are Google's. */
  public List<SimulatedEvent> in(String calendar) {
    List<SimulatedEvent> all =
        calendar.endsWith("@example.com")
            ? installation.google().calendar(calendar).events()
            : installation.graph().mailbox(calendar).events();
    return all.stream()
        .filter(one -> one.marker() != null && appointment.equals(one.marker().appointment()))
        .toList();
  }

  /** Waits until one event stands at this time. */
  public SimulatedEvent awaitOne(String calendar, Instant start, Duration length) {
    patiently(calendar)
        .untilAsserted(
            () ->
                assertThat(in(calendar))
                    .singleElement()
                    .satisfies(
                        event -> {
                          assertThat(event.start()).isEqualTo(start);
                          assertThat(event.end()).isEqualTo(start.plus(length));
                        }));
    return in(calendar).get(0);
  }

  /** Waits until no event stands. */
  public void awaitNone(String calendar) {
    patiently(calendar).untilAsserted(() -> assertThat(in(calendar)).isEmpty());
  }

  /** Waits until the one event is as wanted. */
  public void await(String calendar, Consumer<SimulatedEvent> wanted) {
    patiently(calendar)
        .untilAsserted(() -> assertThat(in(calendar)).singleElement().satisfies(wanted));
  }

  private static ConditionFactory patiently(String calendar) {
    return Awaitility.await(calendar).atMost(SOON).pollInterval(OFTEN);
  }
}
