package io.calroute.routing;

import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.directory.DirectoryStore.InForce;
import io.calroute.appointment.directory.LiveDirectory;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.ReferenceStore;
import io.calroute.reference.WantedReference;
import io.calroute.work.Signal;
import io.calroute.work.Workers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Follows the directory in force and the policy: when one has changed, every appointment that was
 * not routed by it is routed anew, those that now belong elsewhere move, and unrouted ones find
 * their calendar. Each appointment says by which directory it was routed, so that a process killed
 * half-way, or another replica that routed by the one before, is made up for.
 */
@Component
public final class Rerouting extends Workers {

  private static final Logger LOG = LoggerFactory.getLogger(Rerouting.class);
  private static final int PAGE = 200;

  /** A transaction that began with the directory before has ended by then. */
  private static final Duration ONCE_MORE = Duration.ofMinutes(1);

  /**
   * By then a replica of an older version is gone, which follows its own files and does not say
   * what it has routed.
   */
  private static final Duration COMPARED_AFTER = Duration.ofMinutes(10);

  private final LiveDirectory files;
  private final DirectoryOffers offers;
  private final DirectoryInForce directory;
  private final AppointmentStore appointments;
  private final ReferenceStore references;
  private final Placement placement;
  private final Supplier<SyncSettings> settings;
  private final TransactionTemplate transactions;
  private final Signal lanesDue;
  private final Clock clock;
  private long followed;
  private Instant again;

  public Rerouting(
      Supplier<CamelContext> camel,
      LiveDirectory files,
      DirectoryOffers offers,
      DirectoryInForce directory,
      AppointmentStore appointments,
      ReferenceStore references,
      Placement placement,
      Supplier<SyncSettings> settings,
      TransactionTemplate transactions,
      Signal lanesDue,
      Clock clock) {
    super("directory", 1, camel);
    this.files = files;
    this.offers = offers;
    this.directory = directory;
    this.appointments = appointments;
    this.references = references;
    this.placement = placement;
    this.settings = settings;
    this.transactions = transactions;
    this.lanesDue = lanesDue;
    this.clock = clock;
  }

  @Override
  protected void work() throws InterruptedException {
    while (isRunning()) {
      look();
      pause(settings.get().sync().directoryPoll());
      files.refresh();
    }
  }

  /** Looks once whether there is something to follow, and follows it. */
  void look() {
    directory.look();
    offers.look(directory.known());
    directory.look();
    directory.known().ifPresent(this::follow);
  }

  private void follow(InForce now) {
    if (!now.policy().equals(DirectoryOffers.policy(settings.get()))) {
      // A replica that decides otherwise would only undo what the others do.
      return;
    }
    if (now.number() != followed) {
      reroute(now, now.number(), true);
      followed = now.number();
      again = clock.instant().plus(ONCE_MORE);
    } else if (again != null && !clock.instant().isBefore(again)) {
      reroute(now, now.number(), false);
      again = null;
    } else if (!now.checked() && !clock.instant().isBefore(now.takenAt().plus(COMPARED_AFTER))) {
      reroute(now, Long.MAX_VALUE, false);
      if (!isStopped()) {
        directory.checked(now.number());
      }
    }
  }

  /**
   * Routes anew until nothing is left, or the process is to end: the store knows what is left.
   *
   * @param below only what was routed by a directory with a lower number
   */
  private void reroute(InForce now, long below, boolean first) {
    long moved = 0;
    long seen = 0;
    List<Long> page = appointments.routedBefore(below, 0, PAGE);
    while (!page.isEmpty() && !isStopped()) {
      moved += reroute(page, now);
      seen += page.size();
      // A replica that is not heard of for a minute is taken for gone, and its directory with it.
      offers.stay();
      page = appointments.routedBefore(below, page.get(page.size() - 1), PAGE);
    }
    if (first || moved > 0) {
      LOG.info(
          "Directory {} followed: {} of {} appointments belong elsewhere now, or are looked at"
              + " again",
          now.number(),
          moved,
          seen);
    }
  }

  private long reroute(List<Long> page, InForce now) {
    Long moved = transactions.execute(transaction -> rerouteLocked(page, now));
    if (moved != null && moved > 0) {
      lanesDue.raise();
    }
    return moved == null ? 0 : moved;
  }

  /** Reads only what nobody else can change any more. */
  private long rerouteLocked(List<Long> page, InForce now) {
    List<Appointment> locked = appointments.lockAll(page);
    Map<Long, Long> routedBy = appointments.routedBy(page);
    Map<Long, Set<WantedReference>> wanted = references.wanted(page);
    Set<Long> unrouted = appointments.unrouted(page);
    PlacementInputs inputs = placement.inputs(now.directory(), settings.get());
    List<Appointment> elsewhere = new ArrayList<>();
    List<Long> there = new ArrayList<>();
    for (Appointment appointment : locked) {
      long by = routedBy.getOrDefault(appointment.id(), 0L);
      if (by > now.number()) {
        // Another replica has the next directory already.
        continue;
      }
      if (appointment.isPlaceholder()) {
        there.add(appointment.id());
        continue;
      }
      Routing routing = inputs.route(appointment);
      // A policy can change what an event says where it stands already.
      if (by < now.policySince()
          || !plain(routing.places()).equals(plain(wanted.getOrDefault(appointment.id(), Set.of())))
          || routing.unrouted() != unrouted.contains(appointment.id())) {
        elsewhere.add(appointment);
      } else {
        there.add(appointment.id());
      }
    }
    placement.placeAnew(elsewhere, Optional.of(now));
    appointments.markRouted(there, now.number());
    return elsewhere.size();
  }

  private static Set<WantedReference> plain(Collection<WantedReference> places) {
    Set<WantedReference> plain = new HashSet<>();
    places.forEach(one -> plain.add(one.plain()));
    return plain;
  }
}
