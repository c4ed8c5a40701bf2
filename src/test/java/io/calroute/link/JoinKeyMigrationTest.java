package io.calroute.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.store.EmptyStore;
import io.calroute.store.SharedServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Appointments of versions that knew no keys. */
class JoinKeyMigrationTest {

  private static final String SCHEMA = "before";
  private static final String PUBLIC = "https://calroute.example.org";

  @TempDir Path home;

  @Test
  void anAppointmentOfAnOlderVersionGetsItsOwnKey() throws SQLException {
    try (EmptyStore store = EmptyStore.start(home);
        Connection connection = store.dataSource().getConnection()) {
      Flyway.configure()
          .dataSource(store.dataSource())
          .schemas(SCHEMA)
          .target("20")
          .load()
          .migrate();
      connection.setSchema(SCHEMA);
      JdbcTemplate older = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
      insert(older, "before", "https://zoom.example.com/j/before");
      try (Installation installation = installation();
          RunningCalroute calroute = installation.run()) {
        assertThat(keys(older)).as("nothing is written but what is asked for").isZero();
        String path = path(calroute, "before");
        assertThat(open(calroute, path)).contains("https://zoom.example.com/j/before");
        assertThat(path(calroute, "before")).as("the same from then on").isEqualTo(path);

        insert(older, "beside", "https://zoom.example.com/j/beside");
        assertThat(keys(older)).as("a replica of the older version gives one").isEqualTo(2);
        assertThat(open(calroute, path(calroute, "beside")))
            .contains("https://zoom.example.com/j/beside");
        assertThat(path(calroute, "beside")).isNotEqualTo(path);
      }
    }
  }

  private Installation installation() {
    String url = SharedServer.databaseOf(home);
    return new Installation(home, 0, 0)
        .with(
            "spring.datasource.url",
            url + (url.contains("?") ? "&" : "?") + "currentSchema=" + SCHEMA)
        .with("calroute.links", "redirect")
        .with("calroute.public-url", PUBLIC);
  }

  /** As a version before keys does it. */
  private static void insert(JdbcTemplate store, String id, String link) {
    store.update(
        """
        insert into appointment (provider, connection, external_id, status, revision, version,
          version_callback, document, starts_at, ends_at, changed_at)
        values ('savvycal', 'default', ?, 'confirmed', 1, '[1]', 1,
          jsonb_build_object('id', ?, 'meeting', jsonb_build_object('link', ?)),
          '2037-01-01', '2037-01-02', now())
        """,
        id,
        id,
        link);
  }

  private static long keys(JdbcTemplate store) {
    return store.queryForObject("select count(distinct join_key) from appointment", Long.class);
  }

  private static String path(RunningCalroute calroute, String id) {
    String address = calroute.get("/api/appointments/savvycal/" + id).path("joinAddress").asText();
    assertThat(address).startsWith(PUBLIC);
    return address.substring(PUBLIC.length());
  }

  private static String open(RunningCalroute calroute, String path) {
    HttpResponse<String> answer = calroute.callback(path, request -> request.GET());
    return answer.headers().firstValue("Location").orElse("no meeting: " + answer.body());
  }
}
