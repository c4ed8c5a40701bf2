package io.calroute.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/deploy.md} promises of upgrades and of rolling back. */
class SchemaUpgradeTest {

  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

  /** What an older replica could miss, or could not write any longer. */
  private static final Pattern TAKES_AWAY =
      Pattern.compile(
          "\\b(drop (table|column|view|sequence|function|type)|rename|truncate|set not null"
              + "|set data type|alter column \\w+ type"
              + "|add column (?:(?!,|;|default|generated).)*not null(?:(?!,|;|default|generated).)*[,;])");

  @TempDir Path home;

  @TestFactory
  Stream<DynamicTest> aMigrationOnlyAdds() throws IOException {
    return migrations().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> assertThat(statements(file)).doesNotContainPattern(TAKES_AWAY)));
  }

  @Test
  void whatTakesAwayIsFound() {
    assertThat("alter table lane rename to queue;").containsPattern(TAKES_AWAY);
    assertThat("alter table lane add column kind text not null;").containsPattern(TAKES_AWAY);
    assertThat("alter table lane add column epoch bigint not null default 0;")
        .doesNotContainPattern(TAKES_AWAY);
  }

  @Test
  void anOlderVersionStartsInANewerStore() throws IOException {
    Path older = Files.createDirectory(home.resolve("older"));
    for (Path file : migrations()) {
      if (file.getFileName().toString().matches("V1?\\d__.*|before.*")) {
        Files.copy(file, older.resolve(file.getFileName()));
      }
    }
    try (EmptyStore store = EmptyStore.start(home)) {
      Flyway newest = Flyway.configure().dataSource(store.dataSource()).schemas("upgraded").load();
      newest.migrate();

      int migrated =
          Flyway.configure()
              .dataSource(store.dataSource())
              .schemas("upgraded")
              .locations("filesystem:" + older)
              .load()
              .migrate()
              .migrationsExecuted;

      assertThat(migrated).isZero();
      assertThat(newest.info().pending()).isEmpty();
    }
  }

  private static List<Path> migrations() throws IOException {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      return files.sorted().toList();
    }
  }

  private static String statements(Path file) throws IOException {
    return Files.readString(file)
        .replaceAll("(?m)--.*$", "")
        .replaceAll("\\s+", " ")
        .toLowerCase(Locale.ROOT);
  }
}
