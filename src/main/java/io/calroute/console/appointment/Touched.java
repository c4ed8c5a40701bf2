package io.calroute.console.appointment;

import io.calroute.console.live.Watched;
import io.calroute.operations.web.Snapshots;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Appointments about which a callback came, or a call was made, since the last look. */
@Component
final class Touched implements Watched {

  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final int LIMIT = 200;

  private static final String LAST =
      "select coalesce((select max(id) from callback), 0), coalesce((select max(id) from made_call), 0)";

  private static final String TOUCHED =
      """
      select appointment_id from (select appointment_id from made_call
        where id > :call order by id limit :limit) called
      union select a.id from (select provider, connection, appointment_key from callback
          where id > :callback order by id limit :limit) c
        cross join lateral (select s.id from appointment s where s.provider = c.provider
          and s.connection = c.connection and s.external_id = c.appointment_key offset 0) a
      """;

  private record Seen(long callback, long call) {}

  private final Snapshots snapshots;
  private Seen seen;

  Touched(Snapshots snapshots) {
    this.snapshots = snapshots;
  }

  @Override
  public Duration every() {
    return EVERY;
  }

  @Override
  public synchronized List<String> changed() {
    Seen before = seen;
    return snapshots.read(
        store -> {
          seen =
              store.queryForObject(
                  LAST, Map.of(), (row, index) -> new Seen(row.getLong(1), row.getLong(2)));
          return before == null || before.equals(seen)
              ? List.of()
              : store
                  .queryForList(
                      TOUCHED,
                      Map.of("callback", before.callback(), "call", before.call(), "limit", LIMIT),
                      Long.class)
                  .stream()
                  .map(Touched::name)
                  .toList();
        });
  }

  /** The name by which pages hear of an appointment. */
  static String name(long appointment) {
    return "appointment-" + appointment;
  }
}
