package io.calroute.sync.lane;

import io.calroute.destination.Failure;
import io.calroute.destination.Target;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Which credentials a target refuses. While they are listed here, {@link LaneLease} lets nobody
 * into a lane that needs them but one who asks again. Safe for concurrent use.
 */
@Component
public final class CredentialsStore {

  private final JdbcTemplate jdbc;
  private final Clock clock;

  public CredentialsStore(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * How often a target has been asked again since its credentials were refused.
   *
   * @param target which
   * @return 0 when they are not refused
   */
  public int probes(Target target) {
    return jdbc
        .queryForList(
            "select probes from refused_credentials where account = ?",
            Integer.class,
            target.account())
        .stream()
        .findFirst()
        .orElse(0);
  }

  /**
   * Lists credentials as refused.
   *
   * @param target that refused them
   * @param failure why
   * @param pause how long nobody asks again
   * @return true when they were not listed yet
   */
  public boolean refused(Target target, Failure failure, Duration pause) {
    Timestamp now = Timestamp.from(clock.instant());
    Timestamp probeAt = Timestamp.from(clock.instant().plus(pause));
    Boolean first =
        jdbc.query(
            connection -> {
              PreparedStatement statement =
                  connection.prepareStatement(
                      """
                      insert into refused_credentials
                        (account, targets, since, probe_at, code, reason) values (?, ?, ?, ?, ?, ?)
                      on conflict (account) do update set code = excluded.code,
                        reason = excluded.reason,
                        probe_at = greatest(refused_credentials.probe_at, excluded.probe_at)
                      returning xmax = 0
                      """);
              statement.setString(1, target.account());
              statement.setArray(
                  2,
                  connection.createArrayOf(
                      "text", target.sameAccount().stream().map(Target::key).toArray()));
              statement.setTimestamp(3, now);
              statement.setTimestamp(4, probeAt);
              statement.setString(5, failure.code());
              statement.setString(6, failure.message());
              return statement;
            },
            row -> row.next() && row.getBoolean(1));
    return Boolean.TRUE.equals(first);
  }

  /**
   * Claims the right to ask a target again.
   *
   * @param target which
   * @param pause how long nobody else may
   * @return false when somebody else does
   */
  public boolean claimProbe(Target target, Duration pause) {
    Timestamp now = Timestamp.from(clock.instant());
    List<Integer> waiting =
        jdbc.queryForList(
            """
            with probe as (
              update refused_credentials set probe_at = ?, probes = probes + 1
              where account = ? and probe_at <= ? returning 1)
            select 1 from refused_credentials where account = ? and not exists (select from probe)
            """,
            Integer.class,
            Timestamp.from(clock.instant().plus(pause)),
            target.account(),
            now,
            target.account());
    return waiting.isEmpty();
  }

  /**
   * Lets a target be asked again now.
   *
   * @param target which
   */
  public void probeNow(Target target) {
    Timestamp now = Timestamp.from(clock.instant());
    jdbc.update(
        "update refused_credentials set probe_at = ? where account = ? and probe_at > ?",
        now,
        target.account(),
        now);
  }

  /**
   * Lists credentials no longer.
   *
   * @param target that has taken them again
   * @return false when they were not listed
   */
  public boolean accepted(Target target) {
    return jdbc.update("delete from refused_credentials where account = ?", target.account()) > 0;
  }
}
