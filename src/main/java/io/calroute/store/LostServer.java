package io.calroute.store;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the pool let go of all its connections when one of them says that its server has ended, or
 * takes no writes any more: the others lead to the same one. Connections that somebody works with
 * are closed when they come back. Safe for concurrent use.
 */
final class LostServer implements SQLExceptionOverride {

  private static final Logger LOG = LoggerFactory.getLogger(LostServer.class);

  /**
   * PostgreSQL documentation, appendix A: a write to a server that takes none, as a primary that
   * was demoted; an end that somebody asked for; a crash; a server that is about to start.
   */
  private static final Set<String> STATES = Set.of("25006", "57P01", "57P02", "57P03");

  private static final String CONNECTION = "08";

  /** The driver does not understand the answer, which is no word of others. */
  private static final String PROTOCOL = "08P01";

  private static final long PAUSE = Duration.ofSeconds(1).toNanos();

  private final HikariDataSource pool;
  private final AtomicLong last = new AtomicLong(System.nanoTime() - PAUSE);

  LostServer(HikariDataSource pool) {
    this.pool = pool;
  }

  @java.lang.Override
  public Override adjudicate(SQLException fault) {
    String state = fault.getSQLState();
    if (state == null || !(STATES.contains(state) || isBroken(state))) {
      return Override.CONTINUE_EVICT;
    }
    long before = last.get();
    HikariPoolMXBean connections = pool.getHikariPoolMXBean();
    if (connections != null
        && System.nanoTime() - before >= PAUSE
        && last.compareAndSet(before, System.nanoTime())) {
      LOG.info("PostgreSQL is looked for anew (SQLSTATE {})", state);
      connections.softEvictConnections();
    }
    return Override.MUST_EVICT;
  }

  private static boolean isBroken(String state) {
    return state.startsWith(CONNECTION) && !state.equals(PROTOCOL);
  }
}
