package io.calroute.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.appointment.AppointmentStore;
import io.calroute.reference.ReferenceStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;

/** Events that a test listens to. */
public final class HeardEvents {

  private static final EventSettings NOTHING =
      new EventSettings(Set.of(), false, Duration.ZERO, Duration.ofDays(7), 1_000_000);

  private final JdbcTemplate jdbc;
  private final EventStore store;
  private final Events events;

  private HeardEvents(JdbcTemplate jdbc, EventStore store, Events events) {
    this.jdbc = jdbc;
    this.store = store;
    this.events = events;
  }

  /** Events that nobody listens to. */
  public static Events unheard() {
    return new Events(null, null, null, NOTHING);
  }

  /** Listens to nothing at first. */
  public static HeardEvents in(JdbcTemplate jdbc, Clock clock) {
    ObjectMapper json = new ObjectMapper();
    EventStore store = new EventStore(jdbc, json, clock);
    return new HeardEvents(
        jdbc,
        store,
        new Events(
            store,
            new AppointmentStore(jdbc, json, clock),
            new ReferenceStore(jdbc, json, clock),
            NOTHING));
  }

  /** Listens to all types from now on. */
  public void listen(Duration failedAfter) {
    events.configure(
        new EventSettings(Set.of(EventType.values()), false, failedAfter, Duration.ofDays(7), 100));
  }

  /** Listens to some types only. */
  public void listenTo(EventType... types) {
    events.configure(
        new EventSettings(
            Set.copyOf(Arrays.asList(types)), false, Duration.ZERO, Duration.ofDays(7), 100));
  }

  /** What others tell. */
  public Events events() {
    return events;
  }

  /** Tells of those that have failed for long enough, as the workers do. */
  public void tellOfFailed() {
    store.failing(events.settings().failedAfter(), 100).forEach(events::failed);
  }

  /** Type and subject of each event that is kept, oldest first. */
  public List<String> kept() {
    return jdbc.queryForList("select type || ' ' || subject from event order by id", String.class);
  }

  /** A member of the data of the latest event, as text. */
  public String latest(String member) {
    return jdbc.queryForObject(
        "select data ->> ? from event order by id desc limit 1", String.class, member);
  }
}
