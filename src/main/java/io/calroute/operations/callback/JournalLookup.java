package io.calroute.operations.callback;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import io.calroute.callback.journal.Mentions;
import io.calroute.callback.port.JsonScan;
import io.calroute.operations.appointment.AppointmentView;
import io.calroute.operations.web.Page;
import io.calroute.operations.web.Paging;
import io.calroute.operations.web.Snapshots;
import java.io.IOException;
import java.nio.charset.Charset;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** Reads the journal for people. Safe for concurrent use. */
@Component
public final class JournalLookup {

  /** A part of the journal that is gone through for what no index finds. */
  private static final int STRETCH = 20_000;

  /**
   * What comes from an index is fenced by {@code offset 0}: to give the newest first, the store
   * would rather go through the whole journal.
   */
  private static final String ABOUT =
      """
       and id = any (array(select :number::bigint
        union select id from (select id from callback where appointment_key = :q offset 0) its
        union select id from (select id from callback
          where mentions is not null and mentions @> array[:hash::bigint] offset 0) said))
      """;

  private static final String COLUMNS =
      "id, provider, connection, type, appointment_key, received_at, outcome, reason_code, reason,"
          + " attempts, source";

  private final Snapshots snapshots;
  private final ObjectMapper json;

  public JournalLookup(Snapshots snapshots, ObjectMapper json) {
    this.snapshots = snapshots;
    this.json = json;
  }

  /**
   * A page of the journal, without bodies. It has fewer entries than asked for, or none, when what
   * matches lies further back than a call looks: then it has a next one.
   *
   * @return newest first
   */
  public Page<CallbackView> page(CallbackFilter filter, Paging paging) {
    Map<String, Object> values = values(filter, paging.after());
    values.put("limit", paging.rows());
    return snapshots.read(
        store -> {
          List<CallbackView> read =
              store.query(
                  stretch(filter, false)
                      + "select * from looked where true"
                      + matching(filter)
                      + " order by id desc limit :limit",
                  values,
                  (row, index) -> view(row, null));
          Page<CallbackView> page = paging.page(read, one -> Long.parseLong(one.id()));
          return page.next() == null ? new Page<>(page.items(), end(store, filter, values)) : page;
        });
  }

  /** Where the stretch ends that was gone through; null when the journal does. */
  private static String end(
      NamedParameterJdbcTemplate store, CallbackFilter filter, Map<String, Object> values) {
    return store.queryForObject(
        stretch(filter, false)
            + "select case when count(*) = :stretch then min(id)::text end from looked",
        values,
        String.class);
  }

  /**
   * How many match.
   *
   * @param more whether others may match that lie further back than this looks
   */
  public record Count(long matching, boolean more) {}

  /**
   * Counts.
   *
   * @param replayable only those that can be applied again, because their body is there
   */
  public Count count(CallbackFilter filter, boolean replayable) {
    return snapshots.read(
        store ->
            store.queryForObject(
                stretch(filter, replayable)
                    + "select count(*) filter (where true"
                    + matching(filter)
                    + "), count(*) = :stretch from looked",
                values(filter, Long.MAX_VALUE),
                (row, index) -> new Count(row.getLong(1), row.getBoolean(2))));
  }

  private static Map<String, Object> values(CallbackFilter filter, long after) {
    Map<String, Object> values = new HashMap<>();
    values.put("after", after);
    values.put("stretch", STRETCH);
    values.put("provider", filter.provider());
    values.put("connection", filter.connection());
    values.put("reason", filter.reason());
    if (filter.q() != null) {
      values.put("q", filter.q());
      values.put("hash", Mentions.hash(filter.q()));
      values.put("number", filter.q().matches("\\d{1,18}") ? Long.valueOf(filter.q()) : null);
    }
    return values;
  }

  private static String stretch(CallbackFilter filter, boolean replayable) {
    // The outcome, one of ours, as a literal: an index of some outcomes only is used for no other.
    return "with looked as (select "
        + COLUMNS
        + " from callback where id < :after"
        + (filter.outcome() == null ? "" : " and outcome = '" + filter.outcome() + "'")
        + (replayable ? " and body is not null" : "")
        + (filter.q() == null ? "" : ABOUT)
        + " order by id desc limit :stretch) ";
  }

  private static String matching(CallbackFilter filter) {
    return (filter.provider() == null ? "" : " and provider = :provider")
        + (filter.connection() == null ? "" : " and connection = :connection")
        + (filter.reason() == null ? "" : " and reason_code = :reason");
  }

  /** One callback, with its body. */
  Optional<CallbackView> find(long id) {
    return snapshots
        .read(
            store ->
                store.query(
                    "select " + COLUMNS + ", charset, body from callback where id = :id",
                    Map.of("id", id),
                    (row, index) -> view(row, body(row))))
        .stream()
        .findFirst();
  }

  private static CallbackView view(ResultSet row, Object body) throws SQLException {
    String code = row.getString("reason_code");
    return new CallbackView(
        Long.toString(row.getLong("id")),
        row.getString("provider"),
        row.getString("connection"),
        row.getString("type"),
        row.getString("appointment_key"),
        row.getTimestamp("received_at").toInstant(),
        row.getString("source") == null ? "webhook" : row.getString("source"),
        row.getString("outcome"),
        code == null ? null : new AppointmentView.Remark(code, row.getString("reason")),
        row.getInt("attempts"),
        body);
  }

  private Object body(ResultSet row) throws SQLException {
    byte[] body = row.getBytes("body");
    if (body == null) {
      return null;
    }
    String text = new String(body, Charset.forName(row.getString("charset")));
    try (JsonParser parser = json.createParser(text)) {
      new JsonScan(parser).valueAt(null);
      // As it came: a tree would lose the last digits of long numbers, and members named twice.
      return new RawValue(text);
    } catch (IOException e) {
      return text;
    }
  }
}
