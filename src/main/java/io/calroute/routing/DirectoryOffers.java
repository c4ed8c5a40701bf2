package io.calroute.routing;

import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.DirectoryStore;
import io.calroute.appointment.directory.DirectoryStore.Effect;
import io.calroute.appointment.directory.DirectoryStore.Held;
import io.calroute.appointment.directory.DirectoryStore.HeldBy;
import io.calroute.appointment.directory.DirectoryStore.InForce;
import io.calroute.policy.SyncSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Decides whether the directory that this replica's files say comes into force, and its policy.
 *
 * <p>Replicas may say different things for a while, because they are replaced one after the other.
 * None of them routes by its own files, so that they never move an appointment to and fro. A
 * directory is offered once, when a replica starts with it or sees it change. One that was in force
 * before may come from a replica of yesterday that has only started again: it waits until no other
 * running replica has the one in force. What the replica's mappings are is told beside it. For use
 * by one thread.
 */
@Component
public final class DirectoryOffers implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryOffers.class);
  private static final Duration REPEAT = DirectoryStore.GONE_AFTER.dividedBy(6);

  /** What the files say. */
  private record Own(Directory directory, String version, String policy) {}

  /** What was found out about an edit that is held. */
  private record Weighed(String version, String against, Effect effect) {}

  private final String replica = UUID.randomUUID().toString();
  private final DirectoryStore store;
  private final Supplier<Directory> files;
  private final Supplier<SyncSettings> settings;
  private final Supplier<String> mappings;
  private final Brake brake;
  private final Clock clock;
  private Own before;
  private boolean directoryIsNew;
  private boolean policyIsNew;
  private Weighed weighed;
  private HeldBy heldBy;
  private Effect effect = Effect.NONE;
  private List<Object> told;
  private Instant toldAt;
  private volatile boolean running;

  public DirectoryOffers(
      DirectoryStore store,
      @Qualifier("liveDirectory") Supplier<Directory> files,
      Supplier<SyncSettings> settings,
      @Qualifier("mappingsInUse") Supplier<String> mappings,
      Brake brake,
      Clock clock) {
    this.store = store;
    this.files = files;
    this.settings = settings;
    this.mappings = mappings;
    this.brake = brake;
    this.clock = clock;
  }

  /** What an installation decides besides the directory about where appointments stand. */
  static String policy(SyncSettings settings) {
    return "%s %s %s %s"
        .formatted(
            settings.tentative(),
            settings.personal(),
            settings.teams().when(),
            settings.teams().organizer());
  }

  /** Compares what the files say with what is in force, and says so. */
  void look(Optional<InForce> known) {
    Directory directory = files.get();
    Own own = new Own(directory, directory.fingerprint(), policy(settings.get()));
    if (known.isEmpty()) {
      // There is nothing that could be lost by it.
      store.take(0, own.directory(), own.policy());
    } else {
      note(own);
      compareDirectory(own, known.get());
      // The number may be another one by now: the next look decides then.
      comparePolicy(own, known.get());
    }
    tell(own);
  }

  /** Says once more that the replica is there, when it is time to; for whoever looks seldom. */
  void stay() {
    if (before != null) {
      tell(before);
    }
  }

  @Override
  public void start() {
    running = true;
  }

  /** Nobody is to wait for the replica any longer. */
  @Override
  public void stop() {
    running = false;
    store.withdraw(replica);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Stopped after all workers: until then the replica routes and maps by what it has told. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE - 1;
  }

  /** Notes what is new since the last look; at the first one, what was never in force. */
  private void note(Own own) {
    if (before == null) {
      directoryIsNew = !store.wasInForce(own.version());
      policyIsNew = !store.wasPolicy(own.policy());
    } else {
      directoryIsNew |= !own.version().equals(before.version());
      policyIsNew |= !own.policy().equals(before.policy());
    }
    before = own;
  }

  private void compareDirectory(Own own, InForce now) {
    String inForce = now.directory().fingerprint();
    if (own.version().equals(inForce)) {
      directoryIsNew = false;
      hold(null, Effect.NONE);
    } else if (weighed != null
        && weighed.version().equals(own.version())
        && weighed.against().equals(inForce)) {
      hold(HeldBy.BRAKE, weighed.effect());
    } else if (!directoryIsNew && store.isOffered(inForce, replica)) {
      hold(HeldBy.NEWER, Effect.NONE);
    } else {
      offer(own, now);
    }
  }

  private void offer(Own own, InForce now) {
    Effect effect = brake.weigh(now.directory(), own.directory());
    if (Brake.isTooMuch(effect)) {
      weighed = new Weighed(own.version(), now.directory().fingerprint(), effect);
      directoryIsNew = false;
      hold(HeldBy.BRAKE, effect);
    } else if (store.take(now.number(), own.directory(), now.policy())) {
      directoryIsNew = false;
      hold(null, Effect.NONE);
    }
  }

  private void comparePolicy(Own own, InForce now) {
    if (own.policy().equals(now.policy())) {
      policyIsNew = false;
    } else if ((policyIsNew || !store.isPolicyOffered(now.policy(), replica))
        && store.take(now.number(), now.directory(), own.policy())) {
      policyIsNew = false;
    }
  }

  private void hold(HeldBy by, Effect effect) {
    heldBy = by;
    this.effect = effect;
  }

  /** Other replicas learn that this one is there, and what it has. */
  private void tell(Own own) {
    String maps = mappings.get();
    List<Object> all = Arrays.asList(own.version(), own.policy(), maps, heldBy, effect);
    if (!all.equals(told) || toldAt.isBefore(clock.instant().minus(REPEAT))) {
      store.offer(replica, own.directory(), own.policy(), maps, heldBy, effect);
      if (heldBy != null && !all.equals(told)) {
        LOG.error(
            "The directory stays as it was. {}",
            DirectoryInForce.problem(new Held(own.version(), heldBy, effect)));
      }
      told = all;
      toldAt = clock.instant();
    }
  }
}
