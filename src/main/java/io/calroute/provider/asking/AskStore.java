package io.calroute.provider.asking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.work.Signal;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What is to be asked. However often there is reason to ask about one appointment, it is asked
 * once, and once more when there was another reason meanwhile. Safe for concurrent use.
 */
public final class AskStore {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whoever had it asked has looked by then. */
  private static final Duration TOLD = Duration.ofDays(7);

  private final JdbcTemplate jdbc;
  private final Signal due;

  public AskStore(JdbcTemplate jdbc, Signal due) {
    this.jdbc = jdbc;
    this.due = due;
  }

  /** Raised when something has become due. */
  Signal due() {
    return due;
  }

  /**
   * Something that is asked now.
   *
   * @param times how often there was reason to ask so far
   * @param attempts how often it was asked in vain
   * @param code why it was put off last; null when it was not, or was answered since
   * @param until until when it is this worker's
   */
  record Taken(Ask ask, long times, int attempts, String code, Instant until) {}

  /** Has appointments asked for, in the caller's transaction. */
  public void add(List<Ask> all) {
    Map<List<String>, Ask> last = new LinkedHashMap<>();
    all.forEach(ask -> last.put(List.of(ask.provider(), ask.connection(), ask.appointment()), ask));
    List<Ask> sorted =
        last.values().stream()
            .sorted(
                Comparator.comparing(Ask::provider)
                    .thenComparing(Ask::connection)
                    .thenComparing(Ask::appointment))
            .toList();
    jdbc.update(
        """
        insert into ask (provider, connection, external_id, document, hint, due_at)
        select p, c, e, d::jsonb, h, t from unnest(?::text[], ?::text[], ?::text[], ?::text[],
          ?::bigint[], ?::timestamptz[]) as n (p, c, e, d, h, t)
        on conflict (provider, connection, external_id) do update set
          document = coalesce(excluded.document, ask.document),
          hint = coalesce(excluded.hint, ask.hint), asked = ask.asked + 1,
          attempts = case when excluded.hint is null then ask.attempts else 0 end,
          due_at = case when ask.attempts = 0 or excluded.hint is not null
            then least(ask.due_at, excluded.due_at) else ask.due_at end
        """,
        texts(sorted, Ask::provider),
        texts(sorted, Ask::connection),
        texts(sorted, Ask::appointment),
        texts(sorted, ask -> ask.document() == null ? null : ask.document().toString()),
        sorted.stream().map(Ask::hint).toArray(Long[]::new),
        sorted.stream().map(ask -> Timestamp.from(ask.dueAt())).toArray(Timestamp[]::new));
    raiseAfterCommit();
  }

  /**
   * Has an appointment asked for now, because somebody says so: however often it was asked in vain,
   * and whenever it would be asked again.
   */
  public void addNow(String provider, String connection, String appointment, Instant now) {
    jdbc.update(
        """
        insert into ask (provider, connection, external_id, due_at) values (?, ?, ?, ?)
        on conflict (provider, connection, external_id) do update set
          asked = ask.asked + 1, attempts = 0, due_at = excluded.due_at
        """,
        provider,
        connection,
        appointment,
        Timestamp.from(now));
    raiseAfterCommit();
  }

  /**
   * Asks no more about an id by which nothing is known, because somebody says so.
   *
   * @return false when nobody asks, or an appointment or a callback has it asked
   */
  public boolean withdraw(String provider, String connection, String appointment) {
    return jdbc.update(
            """
            delete from ask a where provider = ? and connection = ? and external_id = ?
              and hint is null and document is null and not exists (select from appointment p
                where p.provider = a.provider and p.connection = a.connection
                  and p.external_id = a.external_id)
            """,
            provider,
            connection,
            appointment)
        == 1;
  }

  private void raiseAfterCommit() {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      due.raise();
      return;
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            due.raise();
          }
        });
  }

  /**
   * Takes what is due longest, for a while; with the appointment as it is known where whoever asked
   * said nothing of it.
   *
   * @return empty when nothing is due
   */
  List<Taken> take(int limit, Instant now, Duration lease) {
    return jdbc.query(
        """
        update ask a set taken_until = ? from (
          select provider, connection, external_id from ask
          where due_at <= ? and (taken_until is null or taken_until <= ?)
          order by due_at limit ? for no key update skip locked) due
        where (a.provider, a.connection, a.external_id)
          = (due.provider, due.connection, due.external_id)
        returning a.provider, a.connection, a.external_id,
          coalesce(a.document, (select p.document from appointment p where p.provider = a.provider
            and p.connection = a.connection and p.external_id = a.external_id))::text,
          a.hint, a.due_at, a.asked, a.attempts, a.reason_code, a.taken_until
        """,
        (row, index) ->
            new Taken(
                new Ask(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    read(row.getString(4)),
                    row.getObject(5, Long.class),
                    row.getTimestamp(6).toInstant()),
                row.getLong(7),
                row.getInt(8),
                row.getString(9),
                row.getTimestamp(10).toInstant()),
        Timestamp.from(now.plus(lease)),
        Timestamp.from(now),
        Timestamp.from(now),
        limit);
  }

  /** Lets anybody ask what was taken. */
  void giveBack(Taken taken) {
    Ask ask = taken.ask();
    jdbc.update(
        "update ask set taken_until = null"
            + " where provider = ? and connection = ? and external_id = ? and taken_until = ?",
        ask.provider(),
        ask.connection(),
        ask.appointment(),
        Timestamp.from(taken.until()));
  }

  /** The provider knows nothing by the id. In the caller's transaction. */
  void unknown(Taken taken, Instant at) {
    Ask ask = taken.ask();
    jdbc.update(
        "delete from unknown_at_provider where answered_at < ?", Timestamp.from(at.minus(TOLD)));
    jdbc.update(
        """
        insert into unknown_at_provider (provider, connection, external_id, answered_at)
        values (?, ?, ?, ?) on conflict (provider, connection, external_id) do update set
          answered_at = excluded.answered_at
        """,
        ask.provider(),
        ask.connection(),
        ask.appointment(),
        Timestamp.from(at));
    answered(taken);
  }

  /**
   * It is answered, whoever asks by now; if there was reason to ask since, it is asked once more.
   */
  void answered(Taken taken) {
    Ask ask = taken.ask();
    int gone =
        jdbc.update(
            "delete from ask where provider = ? and connection = ? and external_id = ?"
                + " and asked = ?",
            ask.provider(),
            ask.connection(),
            ask.appointment(),
            taken.times());
    if (gone == 0) {
      jdbc.update(
          "update ask set taken_until = null, attempts = 0, reason_code = null, reason = null"
              + " where provider = ? and connection = ? and external_id = ?",
          ask.provider(),
          ask.connection(),
          ask.appointment());
      raiseAfterCommit();
    }
  }

  /**
   * Nobody could be asked; it is tried again, unless another worker has taken it over. In the
   * caller's transaction.
   *
   * @return the hints that gave reason to ask so far, which count by their arrival now
   */
  Set<Long> putOff(Taken taken, String code, String reason, Instant until) {
    Ask ask = taken.ask();
    Set<Long> hints = new TreeSet<>();
    if (ask.hint() != null) {
      hints.add(ask.hint());
    }
    hints.addAll(
        jdbc.queryForList(
            """
            select hint from ask where provider = ? and connection = ? and external_id = ?
              and hint is not null and taken_until = ? for no key update
            """,
            Long.class,
            ask.provider(),
            ask.connection(),
            ask.appointment(),
            Timestamp.from(taken.until())));
    jdbc.update(
        """
        update ask set taken_until = null, due_at = ?, attempts = attempts + 1, hint = null,
          reason_code = ?, reason = ?
        where provider = ? and connection = ? and external_id = ? and taken_until = ?
        """,
        Timestamp.from(until),
        code,
        reason,
        ask.provider(),
        ask.connection(),
        ask.appointment(),
        Timestamp.from(taken.until()));
    return hints;
  }

  private static String[] texts(List<Ask> all, Function<Ask, String> member) {
    return all.stream().map(member).toArray(String[]::new);
  }

  private static JsonNode read(String text) {
    try {
      return text == null ? null : JSON.readTree(text);
    } catch (JsonProcessingException damaged) {
      throw new IllegalStateException("The store gives no JSON", damaged);
    }
  }
}
