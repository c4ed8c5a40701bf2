package io.calroute.reference;

import io.calroute.appointment.directory.Calendar;
import io.calroute.destination.MailAddresses;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Finds the lane of a calendar however its name is spelt. A lane keeps the spelling that it was
 * made with, because ids of events are made of it; where two spellings had a lane each before names
 * were compared like this, both stay. Takes part in the caller's transaction; safe for concurrent
 * use.
 */
public final class Lanes {

  private final JdbcTemplate jdbc;

  public Lanes(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The lanes of calendars, however their names are spelt.
   *
   * @return in the same order; null where there is none, the oldest where there are several
   */
  public List<Long> find(List<Calendar> calendars) {
    List<Long> known = known(calendars);
    return known.contains(null) && spell() > 0 ? known(calendars) : known;
  }

  /**
   * Makes lanes, unless somebody else has made them meanwhile.
   *
   * @param calendars in an order that is the same for all, so that whoever waits for one holds none
   *     that another one waits for
   */
  public void insert(List<Calendar> calendars) {
    update(
        """
        insert into lane (target, calendar)
        select target, calendar
          from unnest(?::text[], ?::text[], ?::text[])
            with ordinality as w (target, calendar, plain, place)
          order by place
        on conflict do nothing
        """,
        calendars);
    update(
        """
        insert into lane_spelling (lane_id, target, plain)
        select l.id, w.target, w.plain
          from unnest(?::text[], ?::text[], ?::text[])
            with ordinality as w (target, calendar, plain, place)
          join lane l on l.target = w.target and l.calendar = w.calendar
          order by w.place
        on conflict do nothing
        """,
        calendars);
  }

  private List<Long> known(List<Calendar> calendars) {
    return jdbc.query(
        connection ->
            prepare(
                connection,
                """
                select (select min(s.lane_id) from lane_spelling s
                    where s.target = w.target and s.plain = w.plain)
                  from unnest(?::text[], ?::text[], ?::text[])
                    with ordinality as w (target, calendar, plain, place)
                  order by w.place
                """,
                calendars),
        (row, index) -> row.getObject(1, Long.class));
  }

  private void update(String statement, List<Calendar> calendars) {
    jdbc.update(connection -> prepare(connection, statement, calendars));
  }

  private static PreparedStatement prepare(
      Connection connection, String statement, List<Calendar> calendars) throws SQLException {
    PreparedStatement prepared = connection.prepareStatement(statement);
    prepared.setArray(1, texts(connection, calendars, one -> one.target().key()));
    prepared.setArray(2, texts(connection, calendars, Calendar::id));
    prepared.setArray(3, texts(connection, calendars, one -> MailAddresses.plain(one.id())));
    return prepared;
  }

  private static Array texts(
      Connection connection, List<Calendar> calendars, Function<Calendar, String> text)
      throws SQLException {
    return connection.createArrayOf("text", calendars.stream().map(text).toArray());
  }

  /** Fills in what is missing. */
  private int spell() {
    List<Object[]> rows =
        jdbc.query(
            """
            select l.id, l.target, l.calendar from lane l
            where not exists (select from lane_spelling s where s.lane_id = l.id) order by l.id
            """,
            (row, index) ->
                new Object[] {
                  row.getLong(1), row.getString(2), MailAddresses.plain(row.getString(3))
                });
    if (!rows.isEmpty()) {
      jdbc.batchUpdate(
          """
          insert into lane_spelling (lane_id, target, plain) values (?, ?, ?)
          on conflict do nothing
          """,
          rows);
    }
    return rows.size();
  }
}
