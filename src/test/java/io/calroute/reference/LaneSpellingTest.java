package io.calroute.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.appointment.directory.Calendar;
import io.calroute.destination.Target;
import io.calroute.store.EmptyStore;
import io.calroute.store.JoinedWrites;
import io.calroute.sync.rebuild.RebuildStore;
import io.calroute.sync.sweep.SweepStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A calendar is one, however its name is spelt, and events that stand keep what they have. */
class LaneSpellingTest {

  @TempDir static Path home;
  private static EmptyStore store;
  private static JdbcTemplate jdbc;

  private ReferenceStore references;

  @BeforeAll
  static void startStore() {
    store = EmptyStore.start(home);
    jdbc = store.jdbc();
  }

  @AfterAll
  static void stopStore() {
    store.close();
  }

  @BeforeEach
  void nothingIsKnown() {
    jdbc.update("truncate appointment, lane, lane_spelling cascade");
    references = new ReferenceStore(jdbc, new ObjectMapper(), Clock.systemUTC());
  }

  @Test
  void anAddressInAnotherCaseIsTheSameCalendar() {
    long appointment = appointment("1");
    want(appointment, "mia@o.example");
    stands(appointment);

    want(appointment, "Mia@O.example");

    assertThat(wanted(appointment)).containsExactly("mia@o.example");
    assertThat(jdbc.queryForList("select calendar from lane", String.class))
        .containsExactly("mia@o.example");
  }

  @Test
  void aDomainInPunycodeIsTheSameCalendar() {
    long appointment = appointment("1");
    want(appointment, "mia@b\u00fccher.example");
    want(appointment("2"), "mia@xn--bcher-kva.example");

    assertThat(jdbc.queryForList("select calendar from lane", String.class))
        .containsExactly("mia@b\u00fccher.example");
  }

  @Test
  void aLaneOfAnOlderVersionIsFoundByAnySpelling() {
    lane("Mia@O.example");
    long appointment = appointment("1");

    want(appointment, "mia@o.example");

    assertThat(wanted(appointment)).containsExactly("Mia@O.example");
  }

  @Test
  void whereTwoSpellingsHaveALaneEachAnEventStaysInItsOwn() {
    lane("mia@o.example");
    long other = lane("Mia@O.example");
    long appointment = appointment("1");
    jdbc.update(
        """
        insert into reference (appointment_id, lane_id, position, wanted, state, event_id, changed_at)
        values (?, ?, 0, true, 'live', 'event', now())
        """,
        appointment,
        other);

    want(appointment, "mia@o.example");
    long next = appointment("2");
    want(next, "MIA@O.EXAMPLE");

    assertThat(wanted(appointment)).containsExactly("Mia@O.example");
    assertThat(wanted(next)).containsExactly("mia@o.example");
  }

  @Test
  void ofTwoEventsInOneCalendarOneIsToGo() {
    long first = lane("mia@o.example");
    long second = lane("Mia@O.example");
    long appointment = appointment("1");
    for (long lane : new long[] {first, second}) {
      jdbc.update(
          """
          insert into reference (appointment_id, lane_id, position, wanted, state, event_id, changed_at)
          values (?, ?, 0, true, 'live', 'event', now())
          """,
          appointment,
          lane);
    }

    want(appointment, "Mia@o.example");

    assertThat(wanted(appointment)).containsExactly("mia@o.example");
  }

  @Test
  void anotherTargetIsAnotherCalendar() {
    long appointment = appointment("1");
    want(
        Map.of(
            appointment,
            List.of(
                new WantedReference(Target.GOOGLE, "mia@o.example", 0, null),
                new WantedReference(Target.OFFICE365, "Mia@O.example", 1, null))));

    assertThat(wanted(appointment)).containsExactly("Mia@O.example", "mia@o.example");
  }

  @Test
  void aRebuildTakesTheLaneThatIsThere() {
    lane("Mia@O.example");
    RebuildStore rebuild = new RebuildStore(jdbc, null, Clock.systemUTC());

    rebuild.lane(new Calendar(Target.GOOGLE, "mia@o.example"));

    assertThat(jdbc.queryForList("select calendar from lane", String.class))
        .containsExactly("Mia@O.example");
  }

  @Test
  void aSweepIsAskedForByAnySpelling() {
    long appointment = appointment("1");
    want(appointment, "Mia@O.example");
    SweepStore sweeps = new SweepStore(jdbc, references, Clock.systemUTC());

    assertThat(sweeps.request("mia@o.EXAMPLE", false)).containsExactly("Mia@O.example");
    assertThat(sweeps.request("ben@o.example", false)).isEmpty();
  }

  @Test
  void whatStandsIsToldForComparing() {
    long appointment = appointment("1");
    want(appointment, "Mia@O.example");
    assertThat(references.standing(List.of(appointment))).isEmpty();
    stands(appointment);

    assertThat(references.standing(List.of(appointment)))
        .containsEntry(appointment, Set.of(new Calendar(Target.GOOGLE, "mia@o.example")));
  }

  @Test
  void manyNewCalendarsCostNoMoreStatementsThanOne() {
    AtomicInteger statements = new AtomicInteger();
    DataSource counted =
        new DelegatingDataSource(store.dataSource()) {
          @Override
          public Connection getConnection() throws SQLException {
            statements.incrementAndGet();
            return super.getConnection();
          }
        };
    references =
        new ReferenceStore(new JdbcTemplate(counted), new ObjectMapper(), Clock.systemUTC());
    want(appointment("1"), "mia@o.example");
    int one = statements.getAndSet(0);

    want(
        Map.of(
            appointment("2"),
            IntStream.range(0, 500)
                .mapToObj(n -> new WantedReference(Target.GOOGLE, n + "@o.example", n, null))
                .toList()));

    assertThat(statements).hasValue(one);
    assertThat(jdbc.queryForObject("select count(*) from lane", Long.class)).isEqualTo(501);
  }

  private void want(long appointment, String calendar) {
    want(Map.of(appointment, List.of(new WantedReference(Target.GOOGLE, calendar, 0, null))));
  }

  private static void stands(long appointment) {
    jdbc.update(
        "update reference set state = 'live', event_id = 'event' where appointment_id = ?",
        appointment);
  }

  private static List<String> wanted(long appointment) {
    return jdbc.queryForList(
        """
        select l.calendar from reference r join lane l on l.id = r.lane_id
        where r.wanted and r.appointment_id = ? order by 1
        """,
        String.class,
        appointment);
  }

  private static long lane(String calendar) {
    return jdbc.queryForObject(
        "insert into lane (target, calendar) values ('google', ?) returning id",
        Long.class,
        calendar);
  }

  private static long appointment(String id) {
    return jdbc.queryForObject(
        """
        insert into appointment (provider, connection, external_id, status, revision, version,
          version_callback, document, changed_at)
        values ('acme', 'default', ?, 'confirmed', 1, '[1]', 1, '{}', ?) returning id
        """,
        Long.class,
        id,
        Timestamp.from(Instant.EPOCH));
  }

  private void want(Map<Long, List<WantedReference>> places) {
    JoinedWrites writes = JoinedWrites.lasting(jdbc);
    references.want(places, places.keySet(), writes);
    writes.write();
  }
}
