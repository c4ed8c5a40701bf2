package io.calroute.provider.writing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.appointment.AppointmentKey;
import io.calroute.work.Signal;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is to be written into bookings. A newer value of a field takes the place of an older one,
 * whether that was written or not. Safe for concurrent use.
 */
public final class OutboxStore {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Some of what is due may be in the hands of another replica at this moment. */
  private static final int CANDIDATES = 32;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;
  private final Signal due;

  public OutboxStore(JdbcTemplate jdbc, TransactionTemplate transactions, Signal due) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.due = due;
  }

  /** Raised when something has become due. */
  Signal due() {
    return due;
  }

  /** Takes over what is wanted now. What was wanted before, and is no more, is forgotten. */
  void want(List<WantedField> all, Instant now) {
    List<WantedField> sorted =
        all.stream()
            .sorted(
                Comparator.comparing(WantedField::appointment).thenComparing(WantedField::field))
            .toList();
    List<WantedField> wanted = sorted.stream().filter(one -> one.value() != null).toList();
    List<WantedField> unwanted = sorted.stream().filter(one -> one.value() == null).toList();
    if (!unwanted.isEmpty()) {
      jdbc.update(
          """
          delete from outbox where (provider, connection, external_id, field) in (
            select * from unnest(?::text[], ?::text[], ?::text[], ?::text[]))
          """,
          texts(unwanted, one -> one.appointment().provider()),
          texts(unwanted, one -> one.appointment().connection()),
          texts(unwanted, one -> one.appointment().id()),
          texts(unwanted, one -> one.field().word()));
    }
    if (wanted.isEmpty()) {
      return;
    }
    int changed =
        jdbc.update(
            """
            insert into outbox as o (provider, connection, external_id, field, value, hash, due_at)
            select p, c, e, f, v::jsonb, h, ? from unnest(?::text[], ?::text[], ?::text[],
              ?::text[], ?::text[], ?::text[]) as n (p, c, e, f, v, h)
            on conflict (provider, connection, external_id, field) do update set
              value = excluded.value, hash = excluded.hash, due_at = excluded.due_at, attempts = 0,
              reason_code = null, reason = null
            where o.hash <> excluded.hash
            """,
            Timestamp.from(now),
            texts(wanted, one -> one.appointment().provider()),
            texts(wanted, one -> one.appointment().connection()),
            texts(wanted, one -> one.appointment().id()),
            texts(wanted, one -> one.field().word()),
            texts(wanted, one -> one.value().toString()),
            texts(wanted, one -> DigestUtils.sha256Hex(one.value().toString())));
    if (changed > 0) {
      due.raise();
    }
  }

  /**
   * Forgets what belongs to appointments that are over, or to accounts into whose bookings nothing
   * is written any more.
   *
   * @param before when they had ended
   */
  void forget(Collection<Account> others, Instant before) {
    jdbc.update(
        """
        delete from outbox where (provider, connection) not in (
          select * from unnest(?::text[], ?::text[]))
        """,
        others.stream().map(Account::provider).toArray(String[]::new),
        others.stream().map(Account::connection).toArray(String[]::new));
    jdbc.update(
        """
        delete from outbox o using appointment a
        where (a.provider, a.connection, a.external_id) = (o.provider, o.connection, o.external_id)
          and a.ends_at < ?
        """,
        Timestamp.from(before));
  }

  /**
   * A field that is written now.
   *
   * @param hash of the value
   * @param attempts how often the provider took it and showed something else
   * @param until when others may take it
   */
  record Taken(Field field, JsonNode value, String hash, int attempts, Timestamp until) {}

  /**
   * A booking whose fields are written now. Nobody else writes it meanwhile: what stands there is
   * read and written back as a whole.
   *
   * @param document the canonical appointment; null when it is gone from the store
   */
  record Booking(AppointmentKey appointment, JsonNode document, List<Taken> fields) {}

  /**
   * Takes the booking that is due longest, for a while.
   *
   * @param accounts into whose bookings something may be written
   * @return null when nothing is due
   */
  Booking take(Instant now, Duration lease, Collection<Account> accounts) {
    return transactions.execute(
        transaction ->
            candidates(now, accounts).stream()
                .distinct()
                .filter(this::lock)
                .map(key -> take(key, now, lease))
                .filter(booking -> !booking.fields().isEmpty())
                .findFirst()
                .orElse(null));
  }

  private List<AppointmentKey> candidates(Instant now, Collection<Account> accounts) {
    return jdbc.query(
        """
        select provider, connection, external_id from outbox
        where due_at <= ? and (taken_until is null or taken_until <= ?)
          and (provider, connection) in (select * from unnest(?::text[], ?::text[]))
        order by due_at limit ?
        """,
        (row, index) -> new AppointmentKey(row.getString(1), row.getString(2), row.getString(3)),
        Timestamp.from(now),
        Timestamp.from(now),
        accounts.stream().map(Account::provider).toArray(String[]::new),
        accounts.stream().map(Account::connection).toArray(String[]::new),
        CANDIDATES);
  }

  /** Until the transaction ends; the fields of one booking are never taken by two. */
  private boolean lock(AppointmentKey key) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            "select pg_try_advisory_xact_lock(hashtextextended(?, 0))",
            Boolean.class,
            "outbox/" + key.text()));
  }

  private Booking take(AppointmentKey key, Instant now, Duration lease) {
    List<Taken> fields =
        jdbc.query(
            """
            update outbox o set taken_until = ?
            where provider = ? and connection = ? and external_id = ? and due_at <= ?
              and not exists (
                select from outbox t where t.provider = o.provider and t.connection = o.connection
                  and t.external_id = o.external_id and t.taken_until > ?)
            returning field, value::text, hash, attempts, taken_until
            """,
            (row, index) ->
                new Taken(
                    Field.of(row.getString(1)),
                    read(row.getString(2)),
                    row.getString(3),
                    row.getInt(4),
                    row.getTimestamp(5)),
            Timestamp.from(now.plus(lease)),
            key.provider(),
            key.connection(),
            key.id(),
            Timestamp.from(now),
            Timestamp.from(now));
    return new Booking(key, fields.isEmpty() ? null : document(key), fields);
  }

  private JsonNode document(AppointmentKey key) {
    return jdbc
        .queryForList(
            "select document::text from appointment"
                + " where provider = ? and connection = ? and external_id = ?",
            String.class,
            key.provider(),
            key.connection(),
            key.id())
        .stream()
        .map(OutboxStore::read)
        .findFirst()
        .orElse(null);
  }

  /** It stands there; if another value is wanted by now, that one is due. */
  void written(AppointmentKey key, Taken field, Instant now) {
    jdbc.update(
        """
        update outbox set taken_until = null, attempts = 0, reason_code = null, reason = null,
          written_at = ?, due_at = case when hash <> ? then due_at end
        where provider = ? and connection = ? and external_id = ? and field = ? and taken_until = ?
        """,
        Timestamp.from(now),
        field.hash(),
        key.provider(),
        key.connection(),
        key.id(),
        field.field().word(),
        field.until());
  }

  /** It can't be written, and is not tried again before another value is wanted. */
  void stop(AppointmentKey key, Taken field, String code, String reason) {
    end(key, field, null, field.attempts(), code, reason);
  }

  /** The provider could not be asked or told; it is tried again. */
  void putOff(AppointmentKey key, Taken field, Instant until, String code, String reason) {
    end(key, field, Timestamp.from(until), field.attempts(), code, reason);
  }

  /** The provider took it and shows something else; it is tried again. */
  void retry(AppointmentKey key, Taken field, Instant until, String code, String reason) {
    end(key, field, Timestamp.from(until), field.attempts() + 1, code, reason);
  }

  private void end(
      AppointmentKey key, Taken field, Timestamp dueAt, int attempts, String code, String reason) {
    // What is wanted anew meanwhile has not failed.
    jdbc.update(
        """
        update outbox set taken_until = null,
          due_at = case when hash = ? then ? else due_at end,
          attempts = case when hash = ? then ? else 0 end,
          reason_code = case when hash = ? then ? end, reason = case when hash = ? then ? end
        where provider = ? and connection = ? and external_id = ? and field = ? and taken_until = ?
        """,
        field.hash(),
        dueAt,
        field.hash(),
        attempts,
        field.hash(),
        code,
        field.hash(),
        reason,
        key.provider(),
        key.connection(),
        key.id(),
        field.field().word(),
        field.until());
  }

  /** Has what was given up for an appointment tried once more. */
  public void again(AppointmentKey key, Instant now) {
    int stopped =
        jdbc.update(
            """
            update outbox set due_at = ?, attempts = 0
            where provider = ? and connection = ? and external_id = ? and due_at is null
              and reason_code is not null
            """,
            Timestamp.from(now),
            key.provider(),
            key.connection(),
            key.id());
    if (stopped > 0) {
      due.raise();
    }
  }

  /**
   * How writing into the bookings of a connection stands.
   *
   * @param waiting fields that are still to be written
   * @param failed fields that are not tried again by themselves
   */
  public record Count(long waiting, long failed) {}

  /** How writing into the bookings of a connection stands. */
  public Count count(String provider, String connection) {
    return jdbc.queryForObject(
        """
        select count(*) filter (where due_at is not null), count(*) filter (where due_at is null)
        from outbox where provider = ? and connection = ? and (due_at is not null
          or reason_code is not null and reason_code <> 'no-such-field')
        """,
        (row, index) -> new Count(row.getLong(1), row.getLong(2)),
        provider,
        connection);
  }

  /**
   * How a field of a booking stands.
   *
   * @param state {@code written}, {@code waiting}, {@code failed} or {@code unsupported}
   * @param writtenAt when Calroute last saw there what it wanted; null for never
   * @param dueAt when it is tried next; null for never
   * @param code why it was not written; null when nothing went wrong
   */
  public record Standing(
      Field field, String state, Instant writtenAt, Instant dueAt, String code, String reason) {}

  /**
   * How the fields of bookings stand.
   *
   * @return by appointment; only fields that are wanted, without appointments that have none
   */
  public Map<AppointmentKey, List<Standing>> of(Collection<AppointmentKey> keys) {
    Map<AppointmentKey, List<Standing>> standing = new HashMap<>();
    jdbc.query(
        """
        select provider, connection, external_id, field,
          case when due_at is not null then 'waiting' when reason_code is null then 'written'
            when reason_code = 'no-such-field' then 'unsupported' else 'failed' end,
          written_at, due_at, reason_code, reason from outbox
        where (provider, connection, external_id) in (
          select * from unnest(?::text[], ?::text[], ?::text[]))
        order by field
        """,
        row -> {
          standing
              .computeIfAbsent(
                  new AppointmentKey(row.getString(1), row.getString(2), row.getString(3)),
                  any -> new ArrayList<>())
              .add(
                  new Standing(
                      Field.of(row.getString(4)),
                      row.getString(5),
                      instant(row.getTimestamp(6)),
                      instant(row.getTimestamp(7)),
                      row.getString(8),
                      row.getString(9)));
        },
        keys.stream().map(AppointmentKey::provider).toArray(String[]::new),
        keys.stream().map(AppointmentKey::connection).toArray(String[]::new),
        keys.stream().map(AppointmentKey::id).toArray(String[]::new));
    return standing;
  }

  private static String[] texts(List<WantedField> all, Function<WantedField, String> member) {
    return all.stream().map(member).toArray(String[]::new);
  }

  private static Instant instant(Timestamp at) {
    return at == null ? null : at.toInstant();
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException damaged) {
      throw new IllegalStateException("The store gives no JSON", damaged);
    }
  }
}
