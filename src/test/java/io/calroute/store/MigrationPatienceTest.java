package io.calroute.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pool whose connections don't wait for locks for ever, and what is to be migrated through it.
 */
class MigrationPatienceTest {

  @TempDir Path home;

  /** An older replica may work in a lane for minutes, and a migration waits until it is done. */
  @Test
  void aMigrationWaitsForLocksAsLongAsItTakes() {
    try (EmptyStore store = EmptyStore.start(home)) {
      Flyway.configure()
          .dataSource(store.dataSource())
          .initSql("set lock_timeout = '30s'")
          .schemas("patience")
          .locations("classpath:db/migration", "classpath:io/calroute/store/patience")
          .load()
          .migrate();

      assertThat(
              store
                  .jdbc()
                  .queryForObject("select lock_timeout from patience.patience", String.class))
          .isEqualTo("0");
    }
  }
}
