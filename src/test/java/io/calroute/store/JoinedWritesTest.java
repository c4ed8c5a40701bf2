package io.calroute.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.calroute.store.JoinedWrites.Column;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class JoinedWritesTest {

  @TempDir static Path home;
  private static EmptyStore store;
  private static JdbcTemplate jdbc;
  private static TransactionTemplate transactions;

  @BeforeAll
  static void start() {
    store = EmptyStore.start(home);
    jdbc = store.jdbc();
    transactions = new TransactionTemplate(new DataSourceTransactionManager(store.dataSource()));
    jdbc.execute("create table parent (id int primary key, seen int)");
    jdbc.execute("create table child (parent int references parent)");
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @BeforeEach
  void begin() {
    jdbc.execute("truncate parent, child");
  }

  @Test
  void whatRefersToEachOtherIsWrittenTogetherInAnyOrder() {
    JoinedWrites writes = JoinedWrites.lasting(jdbc);
    writes.add(
        "children",
        "insert into child select * from unnest(?::int[])",
        new Column("int", List.of(1, 2)));
    writes.add("named", "select * from unnest(?::int[]) n (id)", new Column("int", List.of(1, 2)));
    writes.add("parents", "insert into parent select id, ? from named", 7);
    writes.then(() -> jdbc.update("update parent set seen = (select count(*) from child)"));
    writes.write();
    assertThat(jdbc.queryForList("select seen from parent", Integer.class)).containsExactly(2, 2);
    writes.write();
    assertThat(jdbc.queryForList("select seen from parent", Integer.class)).hasSize(2);
  }

  @Test
  void nothingIsWrittenWhenAPartFindsOtherRowsThanItExpects() {
    jdbc.update("insert into parent values (1, 0)");
    assertThatThrownBy(
            () ->
                transactions.executeWithoutResult(
                    transaction -> {
                      JoinedWrites writes = JoinedWrites.lasting(jdbc);
                      writes.add("other", "insert into parent values (3, 0)");
                      writes.addFor(
                          2,
                          "marked",
                          "update parent set seen = 1 where id = any (?::int[])",
                          new Column("int", List.of(1, 2)));
                      writes.then(() -> jdbc.update("insert into parent values (4, 0)"));
                      writes.write();
                    }))
        .isInstanceOf(OptimisticLockingFailureException.class)
        .hasMessage("marked has found 1 rows instead of 2");
    assertThat(jdbc.queryForList("select seen from parent", Integer.class)).containsExactly(0);
  }

  @Test
  void onlyWhatCanBeDoneAgainIsNotWaitedForOnDisk() {
    assertThat(howACommitIsMade(JoinedWrites.lasting(jdbc))).isEqualTo("on");
    assertThat(howACommitIsMade(JoinedWrites.repeatable(jdbc))).isEqualTo("off");
  }

  private static String howACommitIsMade(JoinedWrites writes) {
    return transactions.execute(
        transaction -> {
          jdbc.execute("set local synchronous_commit = on");
          writes.add("other", "delete from child");
          writes.write();
          return jdbc.queryForObject("show synchronous_commit", String.class);
        });
  }
}
