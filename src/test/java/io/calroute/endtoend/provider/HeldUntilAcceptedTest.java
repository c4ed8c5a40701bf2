package io.calroute.endtoend.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.delivery.Fate;
import io.calroute.sandbox.provider.savvycal.SavvyCalSimulator;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.FaultRule;
import io.calroute.sandbox.server.Operation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** What nobody has accepted is in no calendar. */
class HeldUntilAcceptedTest {

  private static final String STAFF = "prov_anna00000001";
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Instant TOMORROW =
      Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(1));

  @TempDir Path home;

  @Test
  void whatIsHeldAndAskedForByItselfBecauseAListMissesItStaysHeld() {
    try (SavvyCalSimulator savvycal = SavvyCalSimulator.start(Clock.systemUTC(), 0);
        Installation installation = new Installation(home, 0, 0).withoutQuotas()) {
      savvycal.hire(Staff.of(STAFF, "anna@example.com"));
      savvycal.deliveries().fate(Fate.LOSE);
      savvycal.book(STAFF, TOMORROW, HALF);
      installation
          .asking(savvycal)
          .with("calroute.reconcile.fast", "1s")
          .with("calroute.reconcile.slow", "1s");
      try (RunningCalroute calroute = installation.run()) {
        JdbcTemplate store = calroute.bean(JdbcTemplate.class);
        await().atMost(SOON).until(() -> held(store) == 1);
        savvycal.faults().add(FaultRule.of(Effect.emptyList(), Operation.LIST));
        await()
            .atMost(SOON)
            .until(
                () ->
                    count(
                            store,
                            "select count(*) from callback where source = 'get'"
                                + " and outcome <> 'pending'")
                        > 0);
        assertThat(held(store)).isOne();
        assertThat(count(store, "select count(*) from reference")).isZero();
      }
    }
  }

  private static long held(JdbcTemplate store) {
    return count(store, "select count(*) from appointment where document -> 'held' is not null");
  }

  private static long count(JdbcTemplate store, String sql) {
    return store.queryForObject(sql, Long.class);
  }
}
