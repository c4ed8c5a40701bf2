package io.calroute.sync.drift;

import io.calroute.reference.Reference;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Collection;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * What somebody made of events, where it is left so until the provider says something new. Safe for
 * concurrent use.
 */
@Component
public final class DriftStore {

  private final JdbcTemplate jdbc;
  private final Clock clock;

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
   * Takes note of a write: members that it has put right differ no longer.
   *
   * @param reference id of the reference whose event was written
   * @param members which of our members were written
   */
  public void written(long reference, Collection<String> members) {
    jdbc.update(
        connection -> {
          PreparedStatement statement =
              connection.prepareStatement(
                  """
                  with mended as (
                    delete from drift where reference_id = ? and (kind = 'deleted' or members <@ ?))
                  update drift set
                    members = array(select m from unnest(members) m where not m = any (?))
                  where reference_id = ? and kind = 'edited' and not members <@ ?
                  """);
          Array written = connection.createArrayOf("text", members.toArray());
          statement.setLong(1, reference);
          statement.setArray(2, written);
          statement.setArray(3, written);
          statement.setLong(4, reference);
          statement.setArray(5, written);
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
