package io.calroute.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.WeakHashMap;
import org.postgresql.Driver;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/**
 * Makes a pool's connections. The driver waits for an answer to a login as long as for any other,
 * and a server that accepts connections and says nothing would keep it from the next address of the
 * URL. So a login is given little time, and what it leads to gets the time that the URL or the
 * properties say. Safe for concurrent use.
 */
final class Logins extends SimpleDriverDataSource {

  /** For each answer of a server to a login; in addition to what its TLS takes. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final String SOCKET_TIMEOUT = "socketTimeout";

  private static final Logger LOG = LoggerFactory.getLogger(Logins.class);

  private final int millis;
  private final boolean oneServer;

  /** Those that are open, and some that are not any more. */
  private final Set<PgConnection> made = Collections.newSetFromMap(new WeakHashMap<>());

  private Logins(HikariDataSource pool, Properties known) {
    super(
        new Driver(),
        pool.getJdbcUrl().replaceAll("(?<=[?&])" + SOCKET_TIMEOUT + "=[^&]*&?", ""),
        pool.getUsername(),
        pool.getPassword());
    long seconds = Long.parseLong(known.getProperty(SOCKET_TIMEOUT, "0"));
    this.millis = Math.toIntExact(Duration.ofSeconds(seconds).toMillis());
    this.oneServer =
        "primary".equals(known.getProperty("targetServerType"))
            && !"true".equals(known.getProperty("loadBalanceHosts"));
    Properties properties = new Properties();
    properties.putAll(pool.getDataSourceProperties());
    properties.setProperty(
        SOCKET_TIMEOUT,
        Long.toString(
            seconds == 0 ? PATIENCE.toSeconds() : Math.min(seconds, PATIENCE.toSeconds())));
    setConnectionProperties(properties);
  }

  /** Has a pool log in this way, unless it is told another one. */
  static void of(HikariDataSource pool) {
    if (pool.getDataSource() == null
        && pool.getDataSourceClassName() == null
        && pool.getJdbcUrl() != null) {
      Properties defaults = new Properties();
      pool.getDataSourceProperties()
          .forEach((name, value) -> defaults.setProperty(name.toString(), value.toString()));
      Properties known = Driver.parseURL(pool.getJdbcUrl(), defaults);
      if (known != null) {
        pool.setDataSource(new Logins(pool, known));
      }
    }
  }

  @Override
  protected Connection getConnectionFromDriver(Properties properties) throws SQLException {
    Properties texts = new Properties();
    properties.forEach((name, value) -> texts.setProperty(name.toString(), value.toString()));
    Connection connection = super.getConnectionFromDriver(texts);
    connection.setNetworkTimeout(Runnable::run, millis);
    if (oneServer) {
      leaveOthers(connection.unwrap(PgConnection.class));
    }
    return connection;
  }

  /**
   * Where the primary is at another address than before, who waits for an answer of the earlier one
   * would wait in vain, and what it still says is no longer true.
   */
  private synchronized void leaveOthers(PgConnection connection) throws SQLException {
    HostSpec here = connection.getQueryExecutor().getHostSpec();
    int left = 0;
    for (PgConnection other : List.copyOf(made)) {
      if (!here.equals(other.getQueryExecutor().getHostSpec())) {
        made.remove(other);
        if (!other.isClosed()) {
          other.abort(Runnable::run);
          left++;
        }
      }
    }
    made.add(connection);
    if (left > 0) {
      LOG.warn("PostgreSQL is at {} now; {} connections to another address are left", here, left);
    }
  }
}
