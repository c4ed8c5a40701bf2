package io.calroute.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the end of the embedded PostgreSQL is noticed. */
class EmbeddedServerEndTest {

  @TempDir Path home;

  @Test
  void anEndThatNobodyAskedForIsTold() throws Exception {
    SharedServer.lendBinaries(home);
    AtomicInteger told = new AtomicInteger();
    try (EmbeddedServer server = EmbeddedServer.start(home)) {
      server.whenItEndsByItself(told::incrementAndGet);
    }
    assertThat(told).hasValue(0);
    try (EmbeddedServer server = EmbeddedServer.start(home)) {
      server.whenItEndsByItself(told::incrementAndGet);
      String pid = Files.readAllLines(home.resolve("postgresql/postmaster.pid")).get(0).strip();
      ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
      await().atMost(Duration.ofSeconds(30)).untilAtomic(told, org.hamcrest.Matchers.is(1));
    }
  }
}
