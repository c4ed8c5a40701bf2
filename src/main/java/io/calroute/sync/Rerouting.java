package io.calroute.sync;

import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.LiveDirectory;
import io.calroute.callback.Signal;
import io.calroute.reference.ReferenceStore;
import io.calroute.reference.WantedReference;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Follows the directory: when it has changed, every appointment that now belongs elsewhere moves,
 * and unrouted ones find their calendar. Which directory was followed is stored, so that a change
 * made while nothing ran, or a process killed half-way, is noticed at the next start.
 */
final class Rerouting extends Workers {

  private static final Logger LOG = LoggerFactory.getLogger(Rerouting.class);
  private static final int PAGE = 200;

  private final LiveDirectory directory;
  private final AppointmentStore appointments;
  private final ReferenceStore references;
  private final Placement placement;
  private final SyncSettings settings;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;
  private final Signal lanesDue;
  private final Clock clock;

  Rerouting(
      Supplier<CamelContext> camel,
      LiveDirectory directory,
      AppointmentStore appointments,
      ReferenceStore references,
      Placement placement,
      SyncSettings settings,
      JdbcTemplate jdbc,
      TransactionTemplate transactions,
      Signal lanesDue,
      Clock clock) {
    super("directory", 1, camel);
    this.directory = directory;
    this.appointments = appointments;
    this.references = references;
    this.placement = placement;
    this.settings = settings;
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.lanesDue = lanesDue;
    this.clock = clock;
  }

  @Override
  void work() throws InterruptedException {
    boolean changed = !followed().equals(List.of(directory.get().fingerprint()));
    while (isRunning()) {
      if (changed) {
        follow();
      }
      pause(settings.sync().directoryPoll());
      changed = directory.refresh();
    }
  }

  private void follow() {
    String fingerprint = directory.get().fingerprint();
    long moved = 0;
    long seen = 0;
    long after = 0;
    List<Long> page = page(after);
    while (!page.isEmpty() && isRunning()) {
      moved += reroute(page);
      seen += page.size();
      after = page.get(page.size() - 1);
      page = page(after);
    }
    if (isRunning()) {
      remember(fingerprint);
      LOG.info("Directory followed: {} of {} appointments belong elsewhere now", moved, seen);
    }
  }

  private long reroute(List<Long> page) {
    Long moved =
        transactions.execute(
            transaction -> {
              Map<Long, Set<WantedReference>> wanted = references.wanted(page);
              Set<Long> unrouted = appointments.unrouted(page);
              Function<Appointment, Routing> router = placement.router();
              List<Appointment> elsewhere = new ArrayList<>();
              for (Appointment appointment : appointments.lockAll(page)) {
                if (appointment.isPlaceholder()) {
                  continue;
                }
                Routing routing = router.apply(appointment);
                Set<WantedReference> places = new HashSet<>(routing.places());
                if (!places.equals(wanted.getOrDefault(appointment.id(), Set.of()))
                    || routing.unrouted() != unrouted.contains(appointment.id())) {
                  elsewhere.add(appointment);
                }
              }
              placement.place(elsewhere);
              return (long) elsewhere.size();
            });
    if (moved != null && moved > 0) {
      lanesDue.raise();
    }
    return moved == null ? 0 : moved;
  }

  private List<Long> page(long after) {
    return jdbc.queryForList(
        "select id from appointment where id > ? order by id limit ?", Long.class, after, PAGE);
  }

  private List<String> followed() {
    return jdbc.queryForList("select fingerprint from directory_seen", String.class);
  }

  private void remember(String fingerprint) {
    jdbc.update(
        """
        insert into directory_seen (fingerprint, seen_at) values (?, ?)
        on conflict (singleton) do update set fingerprint = excluded.fingerprint,
          seen_at = excluded.seen_at
        """,
        fingerprint,
        Timestamp.from(clock.instant()));
  }
}
