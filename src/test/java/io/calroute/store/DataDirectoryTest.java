package io.calroute.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data directory that can't be used is told at once, in words and not by waiting. */
class DataDirectoryTest {

  @TempDir Path home;

  private void refused(Path dataDir, String reason) {
    assertThatThrownBy(() -> EmbeddedServer.start(dataDir))
        .isInstanceOf(IllegalStateException.class)
        .hasNoCause()
        .hasMessageStartingWith("calroute.data-dir: ")
        .hasMessageContaining(reason);
  }

  @Test
  void dataOfAnotherPostgresqlNamesBothVersions() throws IOException {
    Path cluster = Files.createDirectories(home.resolve("postgresql"));
    Files.writeString(cluster.resolve("PG_VERSION"), "18\n");
    refused(home, "holds the data of PostgreSQL 18, and this Calroute brings PostgreSQL 17");
  }

  @Test
  void theVersionIsTheServers() {
    try (EmptyStore store = EmptyStore.start(home)) {
      Integer number =
          store
              .jdbc()
              .queryForObject("select current_setting('server_version_num')::int", Integer.class);
      assertThat(String.valueOf(number / 10_000)).isEqualTo(EmbeddedServer.VERSION);
    }
  }

  @Test
  void aServerThatWasUnpackedByHalfIsClearedAway() throws IOException {
    Path half = Files.createDirectories(home.resolve("binaries/PG-half/lib"));
    Files.writeString(half.resolve("libpq.so"), "");
    Path whole = Files.createDirectories(home.resolve("binaries/PG-whole"));
    Files.writeString(whole.resolve(".exists"), "");
    EmbeddedServer.start(home).close();
    assertThat(half.getParent()).doesNotExist();
    assertThat(whole).exists();
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsTold() throws IOException {
    refused(Files.writeString(home.resolve("file"), "").resolve("data"), "can't be written by");
  }

  @Test
  void aSecondProcessIsTold() throws IOException {
    try (FileChannel other =
        FileChannel.open(
            home.resolve("calroute.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      other.lock();
      refused(home, "another Calroute uses " + home + "; stop it, or name another directory");
    }
  }
}
