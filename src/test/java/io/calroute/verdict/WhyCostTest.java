package io.calroute.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.directory.DirectoryStore;
import io.calroute.appointment.directory.LiveDirectory;
import io.calroute.callback.connection.Connection;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.door.RefusalStore;
import io.calroute.callback.journal.Mentions;
import io.calroute.mapping.MappingFiles;
import io.calroute.mapping.Mappings;
import io.calroute.policy.SyncSettings;
import io.calroute.provider.asking.ProviderRoutes;
import io.calroute.reference.ReferenceStore;
import io.calroute.routing.DirectoryInForce;
import io.calroute.store.EmptyStore;
import io.calroute.verdict.decision.Verdict;
import io.calroute.verdict.decision.Verdicts;
import io.calroute.verdict.fact.FactsReading;
import io.calroute.verdict.fact.Found;
import io.calroute.verdict.fact.World;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** A verdict costs as little in a store of many appointments as in an empty one. */
class WhyCostTest {

  private static final int MANY = 100_000;

  /** Rows that may be read; most of them are a few pending callbacks. */
  private static final int FEW = 2500;

  @TempDir static Path home;
  private static EmptyStore store;
  private static FactsReading facts;

  @BeforeAll
  static void fill() {
    store = EmptyStore.start(home);
    JdbcTemplate jdbc = store.jdbc();
    jdbc.update(
        """
        insert into callback (provider, connection, delivery_key, received_at, charset, body,
          outcome, type, appointment_key, applied_at, mentions, reason_code, reason)
        select 'acme', 'default', 'id:evt-' || n, now(), 'UTF-8', '{}', o,
          'created', case when o = 'applied' then 'booking-' || n end, now(),
          case when o in ('ignored', 'failed') then array[n::bigint, 7] end, 'a-code', 'A reason.'
        from (select n, case when n % 10 = 0 then 'failed' when n % 10 = 1 then 'ignored'
          else 'applied' end as o from generate_series(1, ?) n) all_of_them
        """,
        MANY);
    jdbc.update(
        """
        insert into callback (provider, connection, delivery_key, received_at, charset, body)
        select 'acme', 'default', 'id:pending-' || n, now(), 'UTF-8', '{}'
        from generate_series(1, 2000) n
        """);
    jdbc.update(
        """
        insert into appointment (provider, connection, external_id, status, revision, version,
          version_callback, document, starts_at, ends_at, changed_at)
        select 'acme', 'default', 'booking-' || n, 'confirmed', 1, '[1]', n,
          jsonb_build_object('id', 'booking-' || n, 'status', 'confirmed', 'title', 'Consult ' || n,
            'joinKey', 'digest-' || n, 'staff', '[]'::jsonb), now(), now(), now()
        from generate_series(1, ?) n
        """,
        MANY);
    jdbc.update(
        """
        insert into lane (target, calendar)
        select 'google', 'staff' || n || '@example.com' from generate_series(1, 1000) n
        """);
    jdbc.update(
        """
        insert into reference (appointment_id, lane_id, position, wanted, state, event_id, ical_uid,
          due_at, changed_at)
        select a.id, 1 + a.id % 1000, 0, true, 'live', 'ev-' || a.id, 'ev-' || a.id || '@google.com',
          case when a.id % 3 = 0 then now() end, now()
        from appointment a
        """);
    jdbc.update(
        """
        insert into appointment_alias (appointment_id, kind, value)
        select id, 'client', 'client-' || id from appointment
        """);
    jdbc.execute("analyze");
    facts = facts(jdbc);
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @Test
  void noTableIsScannedForAnyKindOfId() {
    List<String> ids = new ArrayList<>();
    ids.addAll(
        List.of("booking-50000", "ev-50001", "ev-50002@google.com", "client-50003", "50005"));
    ids.addAll(List.of("evt-50010", "pending-7", "nobody-knows-this"));
    ids.add("https://calroute.example.org/join/acme/default/AAAAAAAAAAAAAAAAAAAAAA");
    for (String id : ids) {
      Cost cost = cost(id);
      assertThat(cost.scanned()).as(id).isZero();
      assertThat(cost.fetched()).as(id).isLessThan(FEW);
      assertThat(cost.verdicts()).as(id).isNotEmpty();
    }
  }

  @Test
  void whatManyCallbacksMentionIsReadNoFurtherThanThose() {
    // As if an id of the account were asked for, which stands in every body.
    store
        .jdbc()
        .update(
            "update callback set mentions = array[?::bigint] where outcome = 'failed' and id <= 5000",
            Mentions.hash("the account"));
    Cost cost = cost("the account");
    assertThat(cost.scanned()).isZero();
    assertThat(cost.fetched()).isLessThan(FEW);
    assertThat(cost.verdicts().get(0).code()).isEqualTo("not-mapped");
  }

  @Test
  void aPageOfVerdictsReadsNoMoreThanItShows() {
    List<Long> page = IntStream.rangeClosed(60_000, 60_049).mapToObj(Long::valueOf).toList();
    long[] read = new long[2];
    facts.together(
        () -> {
          read(read);
          World world = facts.world();
          assertThat(facts.appointments(page, world)).hasSize(page.size());
          read(read);
          return null;
        });
    assertThat(read[0]).isZero();
    assertThat(read[1]).isLessThan(4L * FEW);
  }

  /**
   * What an answer has cost.
   *
   * @param scanned rows that were read by going through a table
   * @param fetched rows that were read by an index
   */
  private record Cost(long scanned, long fetched, List<Verdict> verdicts) {}

  private static Cost cost(String id) {
    long[] read = new long[2];
    List<Verdict> verdicts =
        facts.together(
            () -> {
              read(read);
              World world = facts.world();
              Found found = facts.find(id, world);
              List<Verdict> all =
                  Verdicts.of(id, found, facts.appointments(found.appointments(), world), world);
              read(read);
              return all;
            });
    return new Cost(read[0], read[1], verdicts);
  }

  /** How much was read since the last time. */
  private static void read(long[] read) {
    store
        .jdbc()
        .query(
            """
            select coalesce(sum(seq_tup_read), 0), coalesce(sum(idx_tup_fetch), 0)
            from pg_stat_xact_user_tables
            where relname in ('appointment', 'appointment_alias', 'reference', 'callback', 'lane')
            """,
            row -> {
              read[0] = row.getLong(1) - read[0];
              read[1] = row.getLong(2) - read[1];
            });
  }

  private static FactsReading facts(JdbcTemplate jdbc) {
    ObjectMapper json = new ObjectMapper();
    Clock clock = Clock.systemUTC();
    LiveConnections connections =
        new LiveConnections(
            new Connections(
                Map.of(
                    "acme", Map.of("default", new Connection(null, "x", null, null, null, null)))));
    LiveDirectory files = new LiveDirectory(List.of(), home.resolve("directory.yaml"));
    DirectoryStore directories = new DirectoryStore(jdbc, json, clock);
    SyncSettings settings =
        new SyncSettings(
            "test",
            SyncSettings.Tentative.HOLD,
            SyncSettings.Personal.SKIP,
            SyncSettings.Drift.REPAIR,
            new SyncSettings.Teams(SyncSettings.Teams.When.NEVER, null),
            new SyncSettings.Sync(
                "apply",
                1,
                1,
                1,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO));
    return new FactsReading(
        jdbc,
        new DataSourceTransactionManager(store.dataSource()),
        new AppointmentStore(jdbc, json, clock),
        new ReferenceStore(jdbc, json, clock),
        new Mappings(MappingFiles.of(Map.of())),
        connections,
        new ProviderRoutes(() -> null, connections),
        files,
        new DirectoryInForce(directories, files),
        directories,
        new RefusalStore(jdbc, clock),
        () -> settings,
        clock);
  }
}
