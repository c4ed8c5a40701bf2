package io.calroute.endtoend.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.RunningCalroute;
import io.calroute.store.OwnPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One Calroute, and what happens to the PostgreSQL of its installation while callbacks come all the
 * time: each is answered soon, nothing that was taken is lost, and nothing is made twice.
 */
class StoreFaultsTest {

  private static final Duration FROZEN = Duration.ofSeconds(20);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int CONNECTIONS = 16;

  @TempDir private static Path home;
  private static OwnPostgres first;
  private static OwnPostgres second;
  private static Survivor calroute;

  @BeforeAll
  static void start() {
    first = OwnPostgres.in(home, RunningCalroute.freePort());
    second = first.standby(home, RunningCalroute.freePort());
    first.start();
    second.start();
    calroute =
        Survivor.start(
            home,
            CONNECTIONS,
            "jdbc:postgresql://%s,%s/postgres?user=calroute"
                .formatted(first.address(), second.address()));
  }

  @AfterAll
  static void stop() {
    if (calroute != null) {
      calroute.close();
    }
    second.close();
    first.close();
  }

  /** One after the other, because a server that was failed over from is none any more. */
  @Test
  void whateverBecomesOfTheServerCallbacksAreAnsweredAndWorkGoesOn() throws Exception {
    assertThat(standby()).isEqualTo("asynchronous");
    first.set("synchronous_standby_names", "'ANY 1 (*)'");
    first.reload();
    await().atMost(SOON).until(() -> standby().equals("synchronous"));
    calroute.survives("restart", first::stop, first::start);
    calroute.survives("crash", first::kill, first::start);
    calroute.survives("frozen", StoreFaultsTest::freezeForLong, first::thaw);
    noConnectionIsLeft();
    calroute.survives("demoted", () -> readOnly("on"), () -> readOnly("off"));
    second.set("synchronous_standby_names", "''");
    // The first one is there still: it takes connections, and never says a word.
    calroute.survives("failover", first::freeze, second::promote);
  }

  private static String standby() {
    return calroute
        .calroute()
        .get("/actuator/health/store")
        .at("/components/store/details/standby")
        .asText();
  }

  private static void freezeForLong() {
    first.freeze();
    await().atMost(FROZEN.multipliedBy(2)).pollDelay(FROZEN).until(() -> true);
  }

  private static void readOnly(String value) {
    first.set("default_transaction_read_only", value);
    first.reload();
  }

  private static void noConnectionIsLeft() throws Exception {
    List<Connection> all = new ArrayList<>();
    DataSource pool = calroute.calroute().bean(DataSource.class);
    calroute.survives(
        "exhausted",
        () -> {
          while (all.size() < CONNECTIONS) {
            try {
              all.add(pool.getConnection());
            } catch (SQLException othersHaveThem) {
              // They come back.
            }
          }
        },
        () -> {
          for (Connection one : all) {
            one.close();
          }
        });
  }
}
