package io.calroute.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start waits for, and what it does not. */
class ServerWaitTest {

  @TempDir Path home;

  private static HikariDataSource pool(String url) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(url);
    pool.setConnectionTimeout(1000);
    pool.setInitializationFailTimeout(-1);
    pool.setMaximumPoolSize(2);
    Logins.of(pool);
    return pool;
  }

  private static void refused(String url, String reason) {
    List<String> told = new ArrayList<>();
    try (HikariDataSource pool = pool(url)) {
      ServerWait wait = new ServerWait(pool, () -> told.add("begun"));
      assertThatThrownBy(() -> wait.migrate(Flyway.configure().dataSource(pool).load()))
          .rootCause()
          .isInstanceOf(SQLException.class)
          .hasMessageContaining(reason);
    }
    assertThat(told).containsExactly("begun");
  }

  /** Waiting would not mend it. */
  @Test
  void aDatabaseThatIsNotThereAndAUserWhoIsRefusedEndTheStart() {
    String url = SharedServer.databaseOf(home);
    refused(url.replaceFirst("/\\w+\\?", "/missing?"), "database \"missing\" does not exist");
    refused(url.replaceFirst("password=\\w+", "password=hush"), "password authentication failed");
  }

  @Test
  void hostsAndPortsAreAllThatIsToldOfAnAddress() {
    assertThat(ServerWait.where("jdbc:postgresql://one:1,two/calroute?user=me&password=hush"))
        .isEqualTo("one:1, two:5432");
  }

  @Test
  void whatTheUrlSaysOfTimeCounts() throws SQLException {
    String url = SharedServer.databaseOf(home);
    try (HikariDataSource pool = pool(url + "&socketTimeout=77&ApplicationName=me");
        Connection connection = pool.getConnection()) {
      assertThat(connection.getNetworkTimeout()).isEqualTo(77_000);
      assertThat(connection.getClientInfo("ApplicationName")).isEqualTo("me");
    }
    try (HikariDataSource pool = pool(url)) {
      pool.addDataSourceProperty("socketTimeout", 5);
      pool.setDataSource(null);
      Logins.of(pool);
      try (Connection connection = pool.getConnection()) {
        assertThat(connection.getNetworkTimeout()).isEqualTo(5_000);
      }
    }
  }

  @Test
  void anAnswerThatIsWaitedForTooLongCostsTheConnectionAndThePoolGivesAnother()
      throws SQLException {
    try (HikariDataSource pool = pool(SharedServer.databaseOf(home))) {
      BoundedStore store = new BoundedStore(pool, java.time.Duration.ofMillis(200));
      assertThatThrownBy(
              () -> {
                try (Connection connection = store.getConnection();
                    var statement = connection.createStatement()) {
                  statement.execute("select pg_sleep(30)");
                }
              })
          .isInstanceOf(SQLException.class);
      try (Connection connection = pool.getConnection()) {
        assertThat(connection.isValid(5)).isTrue();
        assertThat(connection.getNetworkTimeout()).isZero();
      }
    }
  }
}
