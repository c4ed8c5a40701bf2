package io.calroute.appointment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.store.EmptyStore;
import io.calroute.store.JoinedWrites;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherNamesTest {

  @TempDir static Path home;

  @Test
  void anAppointmentHasTheNamesThatItWasGivenLast() {
    try (EmptyStore store = EmptyStore.start(home)) {
      AppointmentStore appointments =
          new AppointmentStore(store.jdbc(), new ObjectMapper(), Clock.systemUTC());
      long one = appointment(store, "1");
      long other = appointment(store, "2");
      mark(
          appointments,
          Map.of(one, false, other, true),
          Map.of(one, Map.of("crm", "a", "erp", "b"), other, Map.of("crm", "c")));
      mark(appointments, Map.of(one, true), Map.of(one, Map.of("crm", "a", "erp", "new")));
      assertThat(
              store
                  .jdbc()
                  .queryForList(
                      """
                      select external_id || ' ' || unrouted || ' ' || kind || ' ' || value
                      from appointment join appointment_alias on appointment_id = id
                      order by external_id, kind
                      """,
                      String.class))
          .isEqualTo(List.of("1 true crm a", "1 true erp new", "2 true crm c"));
      mark(appointments, Map.of(one, true), Map.of(one, Map.of()));
      assertThat(store.jdbc().queryForList("select value from appointment_alias", String.class))
          .containsExactly("c");
    }
  }

  private static void mark(
      AppointmentStore appointments,
      Map<Long, Boolean> unrouted,
      Map<Long, Map<String, String>> names) {
    JoinedWrites writes = appointments.writes();
    appointments.markRouted(new RoutedBy(unrouted, names, 3, false), writes);
    writes.write();
  }

  private static long appointment(EmptyStore store, String id) {
    return store
        .jdbc()
        .queryForObject(
            """
            insert into appointment (provider, connection, external_id, status, revision,
              version, version_callback, document, changed_at)
            values ('acme', 'default', ?, 'confirmed', 1, '[1]', 1, '{}', now())
            returning id
            """,
            Long.class,
            id);
  }
}
