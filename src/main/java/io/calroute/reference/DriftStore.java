package io.calroute.reference;

import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Collection;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What somebody made of events, where it is left so until the provider says something new. Safe for
 * concurrent use.
 */
public final class DriftStore {

  private final JdbcTemplate jdbc;
  private final Clock clock;

  /**
   * A store.
   *
   * @param jdbc the database
   * @param clock for the time of finding
   */
  public DriftStore(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Keeps what was found.
   *
   * @param reference whose event
   * @param kind {@code edited} or {@code deleted}
   * @param members which of our members differ
   */
  public void found(Reference reference, String kind, Collection<String> members) {
    jdbc.update(
        connection -> {
          PreparedStatement statement =
              connection.prepareStatement(
                  """
                  insert into drift (reference_id, kind, members, applied_revision, found_at)
                  select id, ?, ?, applied_revision, ? from reference where id = ?
                  on conflict (reference_id) do update set kind = excluded.kind,
                    members = excluded.members, applied_revision = excluded.applied_revision,
                    found_at = excluded.found_at
                  """);
          statement.setString(1, kind);
          statement.setArray(2, connection.createArrayOf("text", members.toArray()));
          statement.setTimestamp(3, Timestamp.from(clock.instant()));
          statement.setLong(4, reference.id());
          return statement;
        });
  }

  /**
   * Forgets what was found: the event is as it should be.
   *
   * @param reference whose event
   */
  public void mended(Reference reference) {
    jdbc.update("delete from drift where reference_id = ?", reference.id());
  }
}
