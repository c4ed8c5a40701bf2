package io.calroute.console.appointment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.calroute.appointment.AppointmentKey;
import io.calroute.console.page.Masked;
import io.calroute.destination.Target;
import io.calroute.mapping.golden.Difference;
import io.calroute.operations.appointment.FoundAppointment;
import io.calroute.operations.call.MadeCall;
import io.calroute.operations.call.MadeCalls;
import io.calroute.operations.web.Snapshots;
import io.calroute.verdict.decision.Verdict;
import java.nio.charset.Charset;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Tells what happened to an appointment. Safe for concurrent use. */
@Component
final class Timeline {

  private static final int CALLBACKS_SHOWN = 50;
  private static final int CHANGES_SHOWN = 40;

  /** A longer one is compared with no other. */
  private static final int BODY_LIMIT = 256 * 1024;

  private static final String CALLBACKS =
      """
      select id, type, source, received_at, applied_at, outcome, reason_code, reason, charset,
        case when length(body) <= :longest then body end as body
      from callback where appointment_key = :id and provider = :provider
        and connection = :connection order by id desc limit :limit
      """;

  private record Heard(
      long id,
      String type,
      String source,
      Instant at,
      String outcome,
      String code,
      String reason,
      JsonNode body) {}

  private final Snapshots snapshots;
  private final MadeCalls calls;
  private final ObjectMapper json;

  Timeline(Snapshots snapshots, MadeCalls calls, ObjectMapper json) {
    this.snapshots = snapshots;
    this.calls = calls;
    this.json = json;
  }

  /**
   * All of it, the newest first.
   *
   * @param places where it stands: the newest call that went well there leads to the event
   */
  List<Line> of(FoundAppointment found, List<Verdict.Place> places) {
    List<Line> lines = new ArrayList<>();
    List<Heard> heard = heard(found.appointment().key());
    for (int i = 0; i < heard.size(); i++) {
      lines.add(line(heard.get(i), i + 1 < heard.size() ? heard.get(i + 1) : null));
    }
    Map<String, String> proofs = new HashMap<>();
    places.forEach(place -> proofs.put(place.target() + ' ' + place.calendar(), place.link()));
    for (MadeCall call : calls.about(found.appointment().id())) {
      String where = Target.of(call.target()).synchronizationKey() + ' ' + call.calendar();
      lines.add(line(call, call.code() == null ? proofs.remove(where) : null));
    }
    lines.sort(Comparator.comparing(Line::at).reversed());
    return lines;
  }

  private List<Heard> heard(AppointmentKey key) {
    return snapshots.read(
        store ->
            store.query(
                CALLBACKS,
                Map.of(
                    "provider", key.provider(),
                    "connection", key.connection(),
                    "id", key.id(),
                    "limit", CALLBACKS_SHOWN,
                    "longest", BODY_LIMIT),
                (row, index) -> heard(row)));
  }

  private Heard heard(ResultSet row) throws SQLException {
    return new Heard(
        row.getLong("id"),
        row.getString("type"),
        row.getString("source"),
        row.getTimestamp("received_at").toInstant(),
        row.getString("outcome"),
        row.getString("reason_code"),
        row.getString("reason"),
        body(row.getBytes("body"), row.getString("charset")));
  }

  private JsonNode body(byte[] body, String charset) {
    try {
      return body == null
          ? MissingNode.getInstance()
          : json.readTree(new String(body, Charset.forName(charset)));
    } catch (JsonProcessingException noJson) {
      return MissingNode.getInstance();
    }
  }

  private static Line line(Heard one, Heard before) {
    String from = one.source() == null ? "callback " : one.source() + " ";
    boolean well = !one.outcome().equals("failed");
    return new Line(
        one.at(),
        "callback",
        from + one.id() + (one.type() == null ? "" : ", " + one.type()),
        one.code() == null ? one.outcome() : one.outcome() + ": " + one.code(),
        well,
        one.reason(),
        null,
        null,
        before == null ? List.of() : changes(before.body(), one.body()),
        one.id());
  }

  /** What a callback says otherwise than the one before it. */
  private static List<String> changes(JsonNode before, JsonNode after) {
    if (before.isMissingNode() || after.isMissingNode()) {
      return List.of();
    }
    List<String> changes = new ArrayList<>();
    for (Difference one : Difference.between(before, after)) {
      if (changes.size() == CHANGES_SHOWN) {
        // What differs so much is read as a whole.
        break;
      }
      changes.add(
          one.pointer()
              + ": "
              + shown(one.pointer(), one.before())
              + " → "
              + shown(one.pointer(), one.after()));
    }
    return changes;
  }

  private static String shown(String pointer, JsonNode value) {
    if (value.isMissingNode()) {
      return "nothing";
    }
    if (value.isContainerNode()) {
      return value.isArray() ? value.size() + " entries" : value.size() + " members";
    }
    return Masked.of(pointer, value).asText();
  }

  private static Line line(MadeCall call, String proof) {
    return new Line(
        call.at(),
        "call",
        call.operation() + " in " + call.calendar() + ", " + call.target(),
        call.code() == null ? "ok" : call.code(),
        call.code() == null,
        call.message(),
        call.took() == null ? null : took(call.took()),
        proof,
        List.of(),
        null);
  }

  private static String took(Duration duration) {
    long millis = duration.toMillis();
    return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }
}
