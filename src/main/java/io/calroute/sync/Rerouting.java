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
 * Follows the directory and the policy: when one has changed, every appointment that now belongs
 * elsewhere moves, and unrouted ones find their calendar. What was followed is stored, so that a
 * change made while nothing ran, or a process killed half-way, is noticed at the next start.
 */
final class Rerouting extends Workers {

  private static final Logger LOG = LoggerFactory.getLogger(Rerouting.class);
  private static final int PAGE = 200;

  private record Followed(String directory, String policy) {}

  private final LiveDirectory directory;
  private final AppointmentStore appointments;
  private final ReferenceStore references;
  private final Placement placement;
  private final Supplier<SyncSettings> settings;
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
      Supplier<SyncSettings> settings,
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
    Followed followed = followed();
    while (isRunning()) {
      Followed now = new Followed(directory.get().fingerprint(), policy(settings.get()));
      if (!now.equals(followed)) {
        follow(now, !now.policy().equals(followed.policy()));
        followed = now;
      }
      pause(settings.get().sync().directoryPoll());
      directory.refresh();
    }
  }

  /** A policy can change what an event says where it stands already, so that all are looked at. */
  private void follow(Followed now, boolean all) {
    long moved = 0;
    long seen = 0;
    long after = 0;
    List<Long> page = page(after);
    while (!page.isEmpty() && isRunning()) {
      moved += reroute(page, all);
      seen += page.size();
      after = page.get(page.size() - 1);
      page = page(after);
    }
    if (isRunning()) {
      remember(now);
      LOG.info(
          all
              ? "Policy followed: {} of {} appointments are looked at again"
              : "Directory followed: {} of {} appointments belong elsewhere now",
          moved,
          seen);
    }
  }

  private long reroute(List<Long> page, boolean all) {
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
                if (all
                    || !places.equals(wanted.getOrDefault(appointment.id(), Set.of()))
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

  private static String policy(SyncSettings settings) {
    return settings.tentative()
        + " "
        + settings.personal()
        + " "
        + settings.teams().when()
        + " "
        + settings.teams().organizer();
  }

  private Followed followed() {
    return jdbc
        .query(
            "select fingerprint, policy from directory_seen",
            (row, number) -> new Followed(row.getString(1), row.getString(2)))
        .stream()
        .findFirst()
        .orElse(new Followed(null, null));
  }

  private void remember(Followed followed) {
    jdbc.update(
        """
        insert into directory_seen (fingerprint, policy, seen_at) values (?, ?, ?)
        on conflict (singleton) do update set fingerprint = excluded.fingerprint,
          policy = excluded.policy, seen_at = excluded.seen_at
        """,
        followed.directory(),
        followed.policy(),
        Timestamp.from(clock.instant()));
  }
}
