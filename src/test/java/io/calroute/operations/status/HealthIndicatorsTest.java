package io.calroute.operations.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.sandbox.RunningCalroute;
import io.calroute.store.EmptyStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;
import org.springframework.boot.actuate.health.Status;

/** What readiness is made of. */
class HealthIndicatorsTest {

  @Test
  void storeIsUpWhenItAnswersAndTakesWhatIsWrittenAndTellsOfItsStandby(@TempDir Path home) {
    AtomicBoolean canKeep = new AtomicBoolean(true);
    try (EmptyStore store = EmptyStore.start(home);
        StoreHealthIndicator health = new StoreHealthIndicator(store.dataSource(), canKeep::get)) {
      assertThat(health.health().getStatus()).isEqualTo(Status.UP);
      assertThat(health.health().getDetails()).containsEntry("standby", "none");
      canKeep.set(false);
      assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
    }
  }

  @Test
  @Timeout(20)
  void storeThatTakesTooLongIsDownAndIsAskedOnceOnly() throws SQLException {
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger questions = new AtomicInteger();
    DataSource dataSource = Mockito.mock(DataSource.class);
    Mockito.when(dataSource.getConnection())
        .thenAnswer(
            question -> {
              questions.incrementAndGet();
              answer.await();
              throw new SQLException("no connection");
            });

    try (StoreHealthIndicator health = new StoreHealthIndicator(dataSource, () -> true)) {
      long began = System.nanoTime();
      assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
      assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
      assertThat(questions).hasValue(1);
      answer.countDown();
    }
  }

  @Test
  void intakeIsUpWhileItsPortTakesConnectionsAndItsRoutesRun() throws Exception {
    AtomicBoolean open = new AtomicBoolean();
    try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) port.getLocalSocketAddress();
      IntakeHealthIndicator health =
          new IntakeHealthIndicator(open::get, () -> Optional.of(address));
      assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
      open.set(true);
      assertThat(health.health().getStatus()).isEqualTo(Status.UP);
      InetSocketAddress nobody = new InetSocketAddress("127.0.0.1", RunningCalroute.freePort());
      IntakeHealthIndicator elsewhere =
          new IntakeHealthIndicator(open::get, () -> Optional.of(nobody));
      assertThat(elsewhere.health().getStatus()).isEqualTo(Status.DOWN);
      IntakeHealthIndicator notYet = new IntakeHealthIndicator(open::get, Optional::empty);
      assertThat(notYet.health().getStatus()).isEqualTo(Status.DOWN);
    }
  }
}
