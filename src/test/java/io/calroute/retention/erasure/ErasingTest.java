package io.calroute.retention.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.calroute.appointment.AppointmentStore;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.journal.Journal;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.work.Signal;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** An erasure while Calroute stops. */
class ErasingTest {

  @Test
  void aStopIsNotWaitedForAndSaysThatItIsToBeDoneOnceMore(@TempDir Path home) {
    try (Installation installation = new Installation(home, 0, 0);
        RunningCalroute calroute = installation.run()) {
      Erasing erasing;
      try (AnnotationConfigApplicationContext stopping = new AnnotationConfigApplicationContext()) {
        stopping.registerBean(Erasing.class, () -> of(calroute));
        stopping.refresh();
        erasing = stopping.getBean(Erasing.class);
      }
      ErasureRequest wanted = new ErasureRequest("jane.doe@example.net", null, false, false, false);
      assertThatThrownBy(() -> erasing.erase(wanted)).isInstanceOf(InterruptedException.class);
      // What is known of the person by then holds for whatever comes.
      assertThat(
              calroute
                  .bean(JdbcTemplate.class)
                  .queryForObject("select count(*) from erasure", Long.class))
          .isPositive();
    }
  }

  private static Erasing of(RunningCalroute calroute) {
    return new Erasing(
        calroute.bean(AppointmentStore.class),
        calroute.bean(ErasureStore.class),
        calroute.bean(ErasedPeople.class),
        calroute.bean(Journal.class),
        calroute.bean(LiveConnections.class),
        calroute.bean(TransactionTemplate.class),
        new Signal(1),
        calroute.bean(Clock.class));
  }
}
