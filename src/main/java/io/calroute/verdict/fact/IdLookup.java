package io.calroute.verdict.fact;

import io.calroute.callback.journal.Mentions;
import io.calroute.link.JoinAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/**
 * Finds what is known by an id of any kind. Every question is answered from an index, or looks at a
 * few hundred pending callbacks. In the caller's transaction.
 *
 * @param places says where callbacks that have failed were refused
 */
record IdLookup(NamedParameterJdbcTemplate store, MappingPlace places) {

  /** An id that more appointments have is no id of an appointment. */
  private static final int APPOINTMENTS_LIMIT = 50;

  private static final int WORDS_LIMIT = 20;

  /** Nobody knows yet what they are about, so they are read. */
  private static final int PENDING_LIMIT = 500;

  /** Columns that {@link #word} reads, of the table {@code callback w}. */
  static final String COLUMNS =
      """
      w.id, w.provider, w.connection, w.type, w.appointment_key, w.received_at, w.source,
        w.outcome, w.reason_code, w.reason, w.retry_at,
        case when w.outcome = 'pending' then (select count(*) from (
          select from callback p where p.outcome = 'pending' and p.id < w.id limit %d) before)
          else 0 end as ahead
      """
          .formatted(Word.AHEAD_LIMIT);

  private static final String APPOINTMENTS =
      """
      select id from (
        select id from appointment where external_id = :id
        union select appointment_id from appointment_alias where value = :id
        union select appointment_id from reference where event_id = :id
        union select appointment_id from reference where ical_uid = :id
        union select appointment_id from reference where join_url = :id
        union select id from appointment where join_key = :own::bytea
          and provider = :provider and connection = :connection
        union select id from appointment where document ->> 'joinKey' = :digest
          and provider = :provider and connection = :connection) known
      order by id desc limit %d
      """
          .formatted(APPOINTMENTS_LIMIT);

  /**
   * What comes from an index is fenced by {@code offset 0}: to give the newest first, the store
   * would rather go through the whole journal.
   */
  private static final String WORDS =
      """
      with named as (
        select id from callback where id = :number
        union select c.id from unnest(:providers::text[], :connections::text[]) as k (p, n)
          cross join lateral (select id from callback d where d.provider = k.p
            and d.connection = k.n
            and d.delivery_key in (:id, 'id:' || :id, 'sha256:' || :id) offset 0) c),
      mentioning as (
        select id from (select id from callback where appointment_key = :id
          order by id desc limit %1$d) about
        union select id from (select id from (select id from callback
          where mentions is not null and (mentions @> array[:hash::bigint]
            or mentions @> :hashes::bigint[]) offset 0) said
          order by id desc limit %1$d) newest
        union select id from (select id, body from callback where outcome = 'pending'
          order by id desc limit %2$d) waiting where position(:bytes::bytea in body) > 0
            or (select bool_and(position(word in body) > 0) from unnest(:words::bytea[]) as w (word)))
      select %3$s, w.id in (select id from named) as named,
        (select a.id from appointment a where a.provider = w.provider
          and a.connection = w.connection and a.external_id = w.appointment_key) as appointment_id
      from callback w
      where w.id = any (array(select id from named union select id from mentioning))
      order by w.id desc
      """
          .formatted(WORDS_LIMIT, PENDING_LIMIT, COLUMNS);

  private static final String ASKED =
      """
      select k.p, k.n, a.due_at, a.reason_code, a.reason, u.answered_at
      from unnest(:providers::text[], :connections::text[]) as k (p, n)
        left join lateral (select * from ask s where s.provider = k.p and s.connection = k.n
          and s.external_id = :id offset 0) a on true
        left join lateral (select * from unknown_at_provider s where s.provider = k.p
          and s.connection = k.n and s.external_id = :id offset 0) u on true
      where a.due_at is not null or u.answered_at is not null
      """;

  /**
   * Finds what is known.
   *
   * @param id in full, case-sensitive
   */
  Found find(String id, List<World.Source> connections) {
    Map<String, Object> values = new HashMap<>();
    values.put("id", id);
    values.put("number", number(id));
    values.put("hash", Mentions.hash(id));
    values.put("bytes", id.getBytes(StandardCharsets.UTF_8));
    // Who looks by a name writes as one what many providers send as two.
    List<String> words = words(id);
    values.put("hashes", words.stream().map(Mentions::hash).toArray(Long[]::new));
    values.put(
        "words",
        words.stream().map(one -> one.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new));
    values.put(
        "providers", connections.stream().map(World.Source::provider).toArray(String[]::new));
    values.put(
        "connections", connections.stream().map(World.Source::connection).toArray(String[]::new));
    JoinAddress address = address(id);
    values.put("own", address == null ? null : address.own());
    values.put("digest", address == null ? null : address.digest());
    values.put("provider", address == null ? null : address.provider());
    values.put("connection", address == null ? null : address.connection());
    List<Long> appointments = new ArrayList<>(store.queryForList(APPOINTMENTS, values, Long.class));
    List<Word> named = new ArrayList<>();
    List<Word> mentioning = new ArrayList<>();
    store.query(
        WORDS,
        values,
        row -> {
          Word word = word(row, places);
          Long about = row.getObject("appointment_id", Long.class);
          boolean isNamed = row.getBoolean("named");
          if (about != null && !appointments.contains(about)) {
            appointments.add(about);
          }
          if (isNamed) {
            named.add(word);
          } else if (about == null) {
            mentioning.add(word);
          }
        });
    List<KnownAppointment.Asked> asked = new ArrayList<>();
    List<Found.Denied> denied = new ArrayList<>();
    store.query(
        ASKED,
        values,
        row -> {
          String provider = row.getString("p");
          String connection = row.getString("n");
          Timestamp dueAt = row.getTimestamp("due_at");
          Timestamp answeredAt = row.getTimestamp("answered_at");
          if (dueAt != null) {
            asked.add(
                new KnownAppointment.Asked(
                    provider,
                    connection,
                    id,
                    dueAt.toInstant(),
                    row.getString("reason_code"),
                    row.getString("reason")));
          }
          if (answeredAt != null) {
            denied.add(new Found.Denied(provider, connection, answeredAt.toInstant()));
          }
        });
    return new Found(appointments, named, mentioning, asked, denied);
  }

  /** The words of a text that are long enough for {@link Mentions}; itself when none is. */
  private static List<String> words(String text) {
    List<String> words =
        Arrays.stream(text.strip().split("\\s+")).filter(one -> one.length() >= 3).toList();
    return words.isEmpty() ? List.of(text) : words;
  }

  /** The address that leads a client to a meeting; null when it is none. */
  private static JoinAddress address(String id) {
    try {
      String path = id.contains("://") ? new URI(id).getRawPath() : id;
      return JoinAddress.of(path).orElse(null);
    } catch (URISyntaxException noAddress) {
      return null;
    }
  }

  /** Of no callback when it is no number. */
  private static long number(String id) {
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException noNumber) {
      return 0;
    }
  }

  static Word word(ResultSet row, MappingPlace places) throws SQLException {
    Timestamp retryAt = row.getTimestamp("retry_at");
    Word word =
        new Word(
            row.getLong("id"),
            row.getString("provider"),
            row.getString("connection"),
            row.getString("type"),
            row.getString("appointment_key"),
            row.getTimestamp("received_at").toInstant(),
            row.getString("source"),
            row.getString("outcome"),
            row.getString("reason_code"),
            row.getString("reason"),
            retryAt == null ? null : retryAt.toInstant(),
            row.getInt("ahead"),
            null);
    return word.is("failed") ? word.at(places.of(word)) : word;
  }
}
