package io.calroute.operations.status;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * What a PostgreSQL says of the servers that follow it: whether a commit is on one of them, too,
 * before it counts (PostgreSQL documentation, "pg_stat_replication").
 */
enum Standby {
  /** A commit waits for a standby. */
  SYNCHRONOUS,
  /** There is one, and no commit waits for it: if the server is lost, the last moments are, too. */
  ASYNCHRONOUS,
  NONE,
  /** There is one, and how it follows is for members of {@code pg_monitor} only. */
  UNKNOWN;

  private static final String QUESTION =
      """
      select count(*), count(sync_state), count(*) filter (where sync_state in ('sync', 'quorum')),
        current_setting('synchronous_commit') not in ('off', 'local')
      from pg_stat_replication
      """;

  /**
   * Asks.
   *
   * @param primary a connection to the server that takes writes
   */
  static Standby of(Connection primary) throws SQLException {
    try (Statement statement = primary.createStatement();
        ResultSet answer = statement.executeQuery(QUESTION)) {
      answer.next();
      if (answer.getInt(1) == 0) {
        return NONE;
      }
      if (answer.getInt(2) == 0) {
        return UNKNOWN;
      }
      return answer.getInt(3) > 0 && answer.getBoolean(4) ? SYNCHRONOUS : ASYNCHRONOUS;
    }
  }

  /** For people. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
