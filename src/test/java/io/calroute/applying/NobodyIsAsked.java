package io.calroute.applying;

import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.journal.Journal;
import io.calroute.event.HeardEvents;
import io.calroute.provider.asking.AskStore;
import io.calroute.provider.asking.ProviderRoutes;
import io.calroute.provider.reading.ConnectionStore;
import io.calroute.work.Signal;
import java.time.Clock;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** An installation whose providers can't be asked. */
final class NobodyIsAsked {

  private NobodyIsAsked() {}

  static Sightings sightings(Journal journal, JdbcTemplate jdbc, Clock clock) {
    return new Sightings(
        journal,
        new AskStore(jdbc, new Signal(1)),
        new ProviderRoutes(() -> null, new LiveConnections(new Connections(Map.of()))),
        new ConnectionStore(jdbc),
        HeardEvents.unheard(),
        clock);
  }
}
