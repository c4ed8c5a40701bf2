package io.calroute.console.today;

import io.calroute.appointment.directory.DirectoryStore;
import io.calroute.console.page.Addresses;
import io.calroute.operations.web.Snapshots;
import io.calroute.reference.ReferenceStore;
import io.calroute.verdict.Why;
import io.calroute.verdict.decision.Cause;
import io.calroute.verdict.decision.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Reads what needs somebody. Each question reads what is wrong by an index of just that, and no
 * more of it than {@link Need#COUNT_LIMIT}. Safe for concurrent use.
 */
@Component
final class NeedsReading {

  /** A verdict on one of a group says what holds for all that the target refuses alike. */
  record Failed(String code, long sample, long count, Instant first, Instant last) {}

  private static final String FAILED =
      """
      select failure_code, max(appointment_id) as sample, count(distinct appointment_id) as count,
        min(changed_at) as first, max(changed_at) as last
      from (select r.failure_code, r.appointment_id, r.changed_at from reference r
        where %s limit :limit) given_up
      group by failure_code order by count desc, failure_code limit 50
      """
          .formatted(ReferenceStore.GIVEN_UP);

  private static final String UNROUTED =
      """
      select count(*) as count, min(changed_at) as first, max(changed_at) as last
      from (select changed_at from appointment where unrouted limit :limit) unrouted having count(*) > 0
      """;

  private static final String CREDENTIALS =
      """
      select c.account, c.code, c.reason, c.since, (select count(*) from (
        select from lane l join reference r on r.lane_id = l.id and r.due_at is not null
        where l.target = any (c.targets) limit :limit) due) as count
      from refused_credentials c order by c.account
      """;

  private static final String NOT_MAPPED =
      """
      select provider, reason_code, count(*) as count, min(received_at) as first,
        max(received_at) as last
      from (select provider, reason_code, received_at from callback where outcome = 'failed'
        order by id desc limit :limit) failed
      group by provider, reason_code order by count desc, provider, reason_code limit 50
      """;

  private static final String REFUSED =
      """
      select provider, connection, status, sum(times) as count, min(first_at) as first,
        max(last_at) as last
      from refused_callback where provider <> '' and last_at > now() - interval '1 day'
      group by provider, connection, status order by last desc limit 50
      """;

  private static final String DRIFTED =
      """
      select kind, count(*) as count, min(found_at) as first, max(found_at) as last
      from (select d.kind, d.found_at from drift d join reference r on r.id = d.reference_id
        where case d.kind when 'deleted' then r.state = 'gone' and r.wanted
          else r.state = 'live' end limit :limit) so_left
      group by kind order by kind
      """;

  private static final String NOT_ACCEPTED =
      """
      select coalesce(h.provider, r.provider) as provider,
        coalesce(h.connection, r.connection) as connection, coalesce(h.count, 0) as count,
        r.begun_at as first, r.read_at as last
      from (select provider, connection, count(*) as count
          from (select provider, connection from appointment where document ?? 'held' limit :limit)
            held group by provider, connection) h
        full join (select * from provider_run where state = 'planned' order by id limit 50) r
          on r.provider = h.provider and r.connection = h.connection
      order by 1, 2 limit 50
      """;

  private static final String SILENT =
      """
      select provider, connection, silent_since from provider_connection
      where silent_since is not null order by silent_since limit 50
      """;

  /** What is only asked a second time waits for nobody. */
  private static final String ASKED_IN_VAIN =
      """
      select provider, connection, reason_code, count(*) as count, min(external_id) as sample
      from (select provider, connection, reason_code, external_id from ask
        where attempts > 0 and reason_code <> 'gone-perhaps' limit :limit) in_vain
      group by provider, connection, reason_code
      order by provider, connection, reason_code limit 50
      """;

  private final Snapshots snapshots;
  private final Why why;
  private final DirectoryStore directories;

  NeedsReading(Snapshots snapshots, Why why, DirectoryStore directories) {
    this.snapshots = snapshots;
    this.why = why;
    this.directories = directories;
  }

  /** All of it, the gravest first. */
  List<Need> all() {
    List<Failed> failed = new ArrayList<>();
    List<Need> needs =
        new ArrayList<>(
            snapshots.read(
                store -> {
                  failed.addAll(failed(store));
                  return counted(store);
                }));
    needs.addAll(explained(failed));
    directories.look().held().forEach(held -> needs.add(held(held)));
    needs.sort(Comparator.comparingInt(NeedsReading::gravity));
    return List.copyOf(needs);
  }

  /** What needs no verdict to be explained. */
  static List<Need> counted(NamedParameterJdbcTemplate store) {
    List<Need> counted = new ArrayList<>();
    counted.addAll(ask(store, CREDENTIALS, NeedsReading::credentials));
    counted.addAll(ask(store, UNROUTED, NeedsReading::unrouted));
    counted.addAll(ask(store, NOT_MAPPED, NeedsReading::notMapped));
    counted.addAll(ask(store, REFUSED, NeedsReading::refused));
    counted.addAll(ask(store, DRIFTED, NeedsReading::drifted));
    counted.addAll(ask(store, NOT_ACCEPTED, NeedsReading::notAccepted));
    counted.addAll(ask(store, SILENT, NeedsReading::silent));
    counted.addAll(ask(store, ASKED_IN_VAIN, NeedsReading::askedInVain));
    return counted;
  }

  /** What targets have refused for good: code of the failure, and a sample for the verdict. */
  static List<Failed> failed(NamedParameterJdbcTemplate store) {
    return ask(store, FAILED, NeedsReading::failed);
  }

  private List<Need> explained(List<Failed> failed) {
    if (failed.isEmpty()) {
      return List.of();
    }
    List<Need> needs = new ArrayList<>();
    for (Failed group : failed) {
      Verdict verdict = why.ofAppointments(List.of(group.sample())).get(0);
      Cause cause = verdict.well() ? Cause.FAILED : Cause.of(verdict.code());
      needs.add(
          new Need(
              cause.code(),
              true,
              group.code(),
              "appointments",
              group.count(),
              group.first(),
              group.last(),
              cause.remedy(),
              "/search?state=failed&failure=" + Addresses.segment(group.code()),
              Need.Again.RESYNC));
    }
    return needs;
  }

  private static int gravity(Need need) {
    return need.explained() ? Cause.of(need.cause()).ordinal() : Integer.MAX_VALUE;
  }

  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private static <T> List<T> ask(NamedParameterJdbcTemplate store, String question, Row<T> row) {
    return store.query(
        question, Map.of("limit", Need.COUNT_LIMIT + 1), (read, index) -> row.read(read));
  }

  private static Failed failed(ResultSet row) throws SQLException {
    return new Failed(
        row.getString("failure_code"),
        row.getLong("sample"),
        row.getLong("count"),
        instant(row, "first"),
        instant(row, "last"));
  }

  private static Need credentials(ResultSet row) throws SQLException {
    return need(
        Cause.CREDENTIALS_REFUSED,
        row.getString("account") + ": " + row.getString("code"),
        "events that wait",
        row.getLong("count"),
        instant(row, "since"),
        null,
        "/search?state=parked",
        null);
  }

  private static Need unrouted(ResultSet row) throws SQLException {
    return need(Cause.STAFF_UNKNOWN, null, "appointments", row, "/search?state=unrouted", null);
  }

  private static Need notMapped(ResultSet row) throws SQLException {
    String provider = row.getString("provider");
    return need(
        Cause.NOT_MAPPED,
        provider + ": " + row.getString("reason_code"),
        "callbacks",
        row,
        "/callbacks?outcome=failed&provider="
            + Addresses.segment(provider)
            + "&reason="
            + Addresses.segment(row.getString("reason_code")),
        Need.Again.REPLAY);
  }

  private static Need refused(ResultSet row) throws SQLException {
    String provider = row.getString("provider");
    String connection = row.getString("connection");
    return need(
        Cause.REFUSED_AT_THE_DOOR,
        (connection.isEmpty() ? provider + ", unknown connection" : provider + "/" + connection)
            + ": answered "
            + row.getInt("status"),
        "callbacks",
        row,
        "/callbacks#refused",
        null);
  }

  private static Need drifted(ResultSet row) throws SQLException {
    boolean deleted = row.getString("kind").equals("deleted");
    return need(
        deleted ? Cause.DELETED_BY_STAFF : Cause.EDITED_BY_STAFF,
        null,
        "events",
        row,
        "/search?drift=" + row.getString("kind"),
        null);
  }

  private static Need notAccepted(ResultSet row) throws SQLException {
    Instant planned = instant(row, "first");
    return new Need(
        Cause.BACKFILL_NOT_ACCEPTED.code(),
        true,
        row.getString("provider") + "/" + row.getString("connection"),
        "appointments held",
        row.getLong("count"),
        planned,
        instant(row, "last"),
        planned == null
            ? "Begin a backfill; look at its plan, then press Accept."
            : Cause.BACKFILL_NOT_ACCEPTED.remedy(),
        "/connections/"
            + Addresses.segment(row.getString("provider"))
            + "/"
            + Addresses.segment(row.getString("connection")),
        null);
  }

  private static Need silent(ResultSet row) throws SQLException {
    return new Need(
        "silent",
        false,
        row.getString("provider") + "/" + row.getString("connection"),
        "connection",
        1,
        instant(row, "silent_since"),
        null,
        "It has never been silent for so long: see whether the provider still calls back.",
        "/connections",
        null);
  }

  private static Need askedInVain(ResultSet row) throws SQLException {
    return new Need(
        Cause.BEING_ASKED.code(),
        true,
        row.getString("provider")
            + "/"
            + row.getString("connection")
            + ": "
            + row.getString("reason_code"),
        "appointments asked for in vain",
        row.getLong("count"),
        null,
        null,
        "Mend what it says, then press Fetch now; or Ask no more.",
        "/search?q=" + Addresses.segment(row.getString("sample")),
        null);
  }

  private static Need held(DirectoryStore.Held held) {
    return need(
        Cause.DIRECTORY_HELD,
        "version " + held.version(),
        "events that it would move or remove",
        held.effect().moved() + held.effect().removed(),
        null,
        null,
        "/directory",
        null);
  }

  private static Need need(
      Cause cause, String detail, String what, ResultSet row, String link, Need.Again again)
      throws SQLException {
    return need(
        cause,
        detail,
        what,
        row.getLong("count"),
        instant(row, "first"),
        instant(row, "last"),
        link,
        again);
  }

  private static Need need(
      Cause cause,
      String detail,
      String what,
      long count,
      Instant first,
      Instant last,
      String link,
      Need.Again again) {
    return new Need(
        cause.code(), true, detail, what, count, first, last, cause.remedy(), link, again);
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }
}
