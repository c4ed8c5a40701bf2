package io.calroute.provider.writing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.AppointmentStore;
import io.calroute.destination.Target;
import io.calroute.link.JoinAddresses;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Says what is to stand in the fields of bookings, by what stands in calendars. Safe for concurrent
 * use.
 */
final class WantedFields {

  /**
   * A member of the appointment or of its staff that has a link has it from the provider, and
   * nothing is written then. The meeting that goes and the one that takes its place can both stand:
   * the one that is to stand counts. Of an appointment that several bookings share, no single
   * booking is known.
   */
  private static final String STANDING =
      """
      select a.id, a.provider, a.connection, a.external_id,
        a.ends_at > ? and a.status not in ('cancelled', 'deleted')
          and not a.document ?? 'supersededBy' and not a.document ?? 'seats' as ahead,
        coalesce((a.document #>> '{meeting,virtual}')::boolean, false)
          and a.document #>> '{meeting,link}' is null
          and not jsonb_path_exists(a.document, '$.staff[*].link ? (@.type() == "string")')
          as without_link,
        e.target, e.event_id, m.join_url
      from appointment a
      left join lateral (
        select l.target, r.event_id from reference r join lane l on l.id = r.lane_id
        where r.appointment_id = a.id and r.wanted and r.state = 'live' and r.position = 0
        order by r.id limit 1) e on true
      left join lateral (
        select r.join_url from reference r join lane l on l.id = r.lane_id
        where r.appointment_id = a.id and r.wanted and r.state = 'live'
          and r.join_url is not null and l.target <> ?
        order by r.position, r.id limit 1) m on true
      where a.id = any (?)
      """;

  private final JdbcTemplate jdbc;
  private final AppointmentStore appointments;
  private final JoinAddresses addresses;
  private final Accounts accounts;

  WantedFields(
      JdbcTemplate jdbc,
      AppointmentStore appointments,
      JoinAddresses addresses,
      Accounts accounts) {
    this.jdbc = jdbc;
    this.appointments = appointments;
    this.addresses = addresses;
    this.accounts = accounts;
  }

  /**
   * What is to stand in the fields of some appointments' bookings.
   *
   * @param ids in the store
   * @return every field of each of them
   */
  List<WantedField> of(Collection<Long> ids, Instant now) {
    List<WantedField> wanted = new ArrayList<>();
    jdbc.query(
        STANDING,
        row -> {
          AppointmentKey key =
              new AppointmentKey(row.getString(2), row.getString(3), row.getString(4));
          boolean ahead = row.getBoolean("ahead");
          wanted.add(new WantedField(key, Field.IDS, ahead ? ids(key, row) : null));
          wanted.add(new WantedField(key, Field.LINK, ahead ? link(key, row) : null));
        },
        Timestamp.from(now),
        Target.GOOGLE.key(),
        ids.toArray(Long[]::new));
    return wanted;
  }

  private JsonNode ids(AppointmentKey key, ResultSet row) throws SQLException {
    String event = row.getString("event_id");
    return event == null || !accounts.ids(key.provider(), key.connection())
        ? null
        : JsonNodeFactory.instance
            .objectNode()
            .put("key", key.text())
            .put("event", row.getString("target") + ':' + event);
  }

  private JsonNode link(AppointmentKey key, ResultSet row) throws SQLException {
    String made = row.getString("join_url");
    if (made == null
        || !row.getBoolean("without_link")
        || !accounts.links(key.provider(), key.connection())) {
      return null;
    }
    long id = row.getLong("id");
    String written =
        accounts.linksAreRedirected(key.provider(), key.connection())
            ? addresses.of(key, () -> appointments.joinKey(id)).orElse(made)
            : made;
    return JsonNodeFactory.instance.textNode(written);
  }
}
