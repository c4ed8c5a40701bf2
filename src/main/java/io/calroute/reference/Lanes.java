package io.calroute.reference;

import io.calroute.destination.Spelling;
import io.calroute.destination.Target;
import java.util.List;
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

  /** The lane of a calendar, if there is one; the oldest of several. */
  public List<Long> find(Target target, String calendar) {
    List<Long> known = known(target, calendar);
    return known.isEmpty() && spell() > 0 ? known(target, calendar) : known;
  }

  /** Makes a lane, unless somebody else has made it meanwhile. */
  public void insert(Target target, String calendar) {
    jdbc.update(
        "insert into lane (target, calendar) values (?, ?) on conflict do nothing",
        target.key(),
        calendar);
    // Only this one: whoever waits for a lane must not hold what another one waits for.
    jdbc.update(
        """
        insert into lane_spelling (lane_id, target, plain)
        select id, target, ? from lane where target = ? and calendar = ? on conflict do nothing
        """,
        Spelling.plain(calendar),
        target.key(),
        calendar);
  }

  private List<Long> known(Target target, String calendar) {
    return jdbc.queryForList(
        "select lane_id from lane_spelling where target = ? and plain = ? order by lane_id limit 1",
        Long.class,
        target.key(),
        Spelling.plain(calendar));
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
                new Object[] {row.getLong(1), row.getString(2), Spelling.plain(row.getString(3))});
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
