package io.calroute.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** While replicas are replaced one by one, those of an older version work in the newer store. */
class OlderReplicaTest {

  /** In an order in which rows can be put in. */
  private static final List<String> TABLES =
      List.of(
          "callback",
          "appointment",
          "appointment_alias",
          "lane",
          "reference",
          "directory",
          "directory_offer",
          "lane_spelling");

  /** Newer ones are covered from here on; a table that is not in this version has no rows yet. */
  private static final List<String> ROWS =
      List.of(
          """
          insert into callback (provider, connection, delivery_key, received_at, charset, body)
          select 'acme', 'default', 'key ' || n, now(), 'UTF-8', '\\x7b7d' from generate_series(1, 9) n
          """,
          """
          insert into appointment (provider, connection, external_id, status, revision, version,
            version_callback, document, changed_at)
          values ('acme', 'default', '1', 'confirmed', 1, '1', 1, '{"title": "Visit"}', now())
          """,
          "insert into appointment_alias select id, 'booking', '77' from appointment",
          "insert into lane (target, calendar) values ('google', 'anna@example.com')",
          """
          insert into reference (appointment_id, lane_id, position, wanted, changed_at)
          select a.id, l.id, 0, true, now() from appointment a, lane l
          """,
          """
          insert into directory (number, version, entries, policy, policy_since, taken_at)
          values (1, 'a', '[]', 'p', 1, now())
          """,
          """
          insert into directory_offer (replica, version, entries, policy, seen_at)
          values ('one', 'a', '[]', 'p', now())
          """);

  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(strings = {"14", "15", "17", "20"})
  void rowsOfBeforeSurviveAndTheOlderVersionGoesOnWriting(String version) throws Exception {
    try (EmptyStore store = EmptyStore.start(home);
        Connection connection = store.dataSource().getConnection()) {
      FluentConfiguration flyway =
          Flyway.configure().dataSource(store.dataSource()).schemas("since" + version);
      flyway.target(version).load().migrate();
      connection.setSchema("since" + version);
      JdbcTemplate older = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
      ROWS.forEach(older::update);
      Map<String, String> columns = new HashMap<>();
      Map<String, String> rows = new HashMap<>();
      for (String table : TABLES) {
        columns.put(table, columns(older, table));
      }
      columns.values().removeIf(Objects::isNull);
      columns.forEach((table, known) -> rows.put(table, rows(older, table, known)));

      flyway.target("latest").load().migrate();

      columns.forEach(
          (table, known) -> assertThat(rows(older, table, known)).isEqualTo(rows.get(table)));
      for (int i = TABLES.size() - 1; i >= 0; i--) {
        if (columns.containsKey(TABLES.get(i))) {
          older.update("delete from " + TABLES.get(i));
        }
      }
      for (String table : TABLES) {
        if (columns.containsKey(table)) {
          write(older, table, columns.get(table), rows.get(table));
        }
      }
      columns.forEach(
          (table, known) -> assertThat(rows(older, table, known)).isEqualTo(rows.get(table)));
    }
  }

  /** What a version does not know it does not name. */
  private static void write(JdbcTemplate older, String table, String known, String rows) {
    older.update(
        "insert into %1$s (%2$s) overriding system value select %2$s from jsonb_populate_recordset(null::%1$s, ?::jsonb)"
            .formatted(table, known),
        rows);
    for (String column : known.split(",")) {
      if (!column.equals("id")) {
        older.update("update %s set %s = %s".formatted(table, column, column));
      }
    }
  }

  private static String columns(JdbcTemplate jdbc, String table) {
    return jdbc.queryForObject(
        "select string_agg(column_name, ',' order by ordinal_position) from"
            + " information_schema.columns where table_schema = current_schema() and table_name = ?"
            + " and is_generated = 'NEVER'",
        String.class,
        table);
  }

  private static String rows(JdbcTemplate jdbc, String table, String known) {
    return jdbc.queryForObject(
        "select coalesce(jsonb_agg(to_jsonb(row) order by to_jsonb(row)), '[]') from (select "
            + known
            + " from "
            + table
            + ") row",
        String.class);
  }
}
