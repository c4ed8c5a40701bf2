package io.calroute.provider.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** What ids at a provider stand for, kept for a while. Safe for concurrent use. */
public final class KnownObjects {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JdbcTemplate jdbc;
  private final Clock clock;

  public KnownObjects(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Those of some objects that are still good. */
  Map<String, JsonNode> find(
      String provider, String connection, String kind, Collection<String> ids) {
    Map<String, JsonNode> found = new HashMap<>();
    jdbc.query(
        """
        select external_id, document::text from provider_object
        where provider = ? and connection = ? and kind = ? and external_id = any (?)
          and good_until > ?
        """,
        row -> {
          found.put(row.getString(1), read(row.getString(2)));
        },
        provider,
        connection,
        kind,
        ids.toArray(String[]::new),
        Timestamp.from(clock.instant()));
    return found;
  }

  /** Keeps objects; what has gone bad goes. */
  void keep(
      String provider, String connection, String kind, ObjectNode objects, Duration lifetime) {
    Map<String, String> texts = new HashMap<>();
    objects.properties().forEach(one -> texts.put(one.getKey(), one.getValue().toString()));
    Timestamp until = Timestamp.from(clock.instant().plus(lifetime));
    jdbc.update(
        """
        insert into provider_object (provider, connection, kind, external_id, document, good_until)
        select ?, ?, ?, i, d::jsonb, ? from unnest(?::text[], ?::text[]) as n (i, d)
        on conflict (provider, connection, kind, external_id)
          do update set document = excluded.document, good_until = excluded.good_until
        """,
        provider,
        connection,
        kind,
        until,
        texts.keySet().toArray(String[]::new),
        texts.values().toArray(String[]::new));
    jdbc.update(
        "delete from provider_object where provider = ? and connection = ? and kind = ?"
            + " and good_until < ?",
        provider,
        connection,
        kind,
        Timestamp.from(clock.instant()));
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException damaged) {
      throw new IllegalStateException("The store gives no JSON", damaged);
    }
  }
}
