package io.calroute.sync.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.RoutedBy;
import io.calroute.appointment.Status;
import io.calroute.appointment.Version;
import io.calroute.appointment.directory.Calendar;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import io.calroute.reference.Lane;
import io.calroute.reference.Lanes;
import io.calroute.store.JoinedWrites;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes what events say about themselves into a store that has lost them. What the store knows by
 * itself is left as it is. Methods take part in the caller's transaction. Safe for concurrent use.
 */
@Component
public final class RebuildStore {

  private final JdbcTemplate jdbc;
  private final AppointmentStore appointments;
  private final Clock clock;
  private final Lanes lanes;

  public RebuildStore(JdbcTemplate jdbc, AppointmentStore appointments, Clock clock) {
    this.jdbc = jdbc;
    this.appointments = appointments;
    this.clock = clock;
    this.lanes = new Lanes(jdbc);
  }

  /** All calendars that something has ever stood in, as far as the store knows. */
  public List<Calendar> calendars() {
    return new ArrayList<>(
        jdbc.query(
            "select target, calendar from lane where target <> 'teams' order by id",
            (row, index) -> new Calendar(Target.of(row.getString(1)), row.getString(2))));
  }

  /** The lane of a calendar, made when there is none. */
  public Lane lane(Calendar calendar) {
    List<Calendar> one = List.of(calendar);
    if (lanes.find(one).get(0) == null) {
      lanes.insert(one);
    }
    long id = lanes.find(one).get(0);
    return new Lane(id, calendar.target(), calendar.id(), false, null, false);
  }

  /** Whether the store knows an appointment by itself, and not by its events. */
  public boolean isKnown(AppointmentKey key) {
    return !jdbc.queryForList(
            """
            select id from appointment where provider = ? and connection = ? and external_id = ?
              and not coalesce((document ->> 'rebuilt')::boolean, false)
            """,
            Long.class,
            key.provider(),
            key.connection(),
            key.id())
        .isEmpty();
  }

  /**
   * Whether a reference stands for an event.
   *
   * @param event the target's id
   */
  public boolean stands(String event) {
    return !jdbc.queryForList(
            "select 1 from reference where event_id = ? limit 1", Integer.class, event)
        .isEmpty();
  }

  /**
   * Writes one event and, if need be, a placeholder for its appointment.
   *
   * @param lane its calendar
   * @param key its appointment
   * @param revision of the appointment that it shows
   * @param standing the event
   * @return false when the store knows of it already
   * @throws DuplicateKeyException when the appointment was stored just now; nothing is done then
   */
  public boolean insert(Lane lane, AppointmentKey key, long revision, StandingEvent standing) {
    if (isKnown(key)) {
      return false;
    }
    Appointment appointment = placeholder(key, revision);
    return jdbc.update(
            """
            insert into reference (appointment_id, lane_id, position, wanted, state, generation,
              event_id, ical_uid, etag, join_url, shares_text, applied_revision, applied_content,
              changed_at)
            values (?, ?, 0, true, 'live', ?, ?, ?, ?, ?, true, ?, '{}', ?)
            on conflict (appointment_id, lane_id) do nothing
            """,
            appointment.id(),
            lane.id(),
            standing.marker().generation(),
            standing.id(),
            standing.iCalUid(),
            standing.etag(),
            standing.joinUrl(),
            revision,
            Timestamp.from(clock.instant()))
        > 0;
  }

  /** Older than whatever its provider says next. */
  private Appointment placeholder(AppointmentKey key, long revision) {
    AppointmentStore.Locked locked = appointments.lock(List.of(key));
    if (locked.known().containsKey(key)) {
      return locked.known().get(key);
    }
    JsonNode document =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", key.id())
            .put("status", Status.UNSCHEDULED.word())
            .put(Appointment.REBUILT, true);
    Appointment placeholder =
        new Appointment(
            locked.free().get(key),
            key,
            Status.UNSCHEDULED,
            revision,
            new Version(JsonNodeFactory.instance.arrayNode(), 0),
            document,
            null,
            null);
    JoinedWrites writes = appointments.writes();
    appointments.store(List.of(placeholder), List.of(), RoutedBy.NOTHING, writes);
    writes.write();
    return placeholder;
  }
}
