package io.calroute.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.sandbox.Json;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;

/** What hooks are to be told, in a store where nobody takes it. */
public final class KeptEvents {

  private final JdbcTemplate jdbc;
  private final Clock clock;

  public KeptEvents(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Keeps what is not about appointments, if it is of this type. */
  public Events keeping(EventType type) {
    return new Events(
        new EventStore(jdbc, new ObjectMapper(), clock),
        null,
        null,
        new EventSettings(Set.of(type), false, Duration.ZERO, Duration.ofDays(7), 100));
  }

  /** What is kept, the oldest first: the type, and what is said of it. */
  public List<JsonNode> all() {
    return jdbc.query(
        "select type, data::text from event order by id",
        (row, index) ->
            Json.object().put("type", row.getString(1)).set("data", Json.parse(row.getString(2))));
  }
}
