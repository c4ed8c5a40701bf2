package io.calroute.operations.callback;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import io.calroute.callback.port.JsonScan;
import io.calroute.operations.appointment.AppointmentView;
import io.calroute.operations.web.ApiProblem;
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
import org.springframework.stereotype.Component;

/** Reads the journal for people. Safe for concurrent use. */
@Component
public final class JournalLookup {

  private static final List<String> OUTCOMES =
      List.of("pending", "applied", "unchanged", "stale", "ignored", "failed");

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
   * A page of the journal, without bodies.
   *
   * @param outcome only these; null or empty for all
   * @param provider only theirs; null or empty for all
   * @return newest first
   * @throws ApiProblem when there is no such outcome
   */
  Page<CallbackView> page(String outcome, String provider, Paging paging) {
    boolean anyOutcome = outcome == null || outcome.isBlank();
    boolean anyProvider = provider == null || provider.isBlank();
    if (!anyOutcome && !OUTCOMES.contains(outcome)) {
      throw ApiProblem.badParameter("outcome must be one of " + String.join(", ", OUTCOMES) + ".");
    }
    Map<String, Object> values = new HashMap<>();
    values.put("provider", provider);
    values.put("after", paging.after());
    values.put("limit", paging.rows());
    // The outcome, one of ours, as a literal: an index of some outcomes only is used for no other.
    String query =
        "select "
            + COLUMNS
            + " from callback where id < :after"
            + (anyOutcome ? "" : " and outcome = '" + outcome + "'")
            + (anyProvider ? "" : " and provider = :provider")
            + " order by id desc limit :limit";
    return paging.page(
        snapshots.read(store -> store.query(query, values, (row, index) -> view(row, null))),
        one -> Long.parseLong(one.id()));
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
