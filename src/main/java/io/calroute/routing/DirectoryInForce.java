package io.calroute.routing;

import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.DirectoryStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * The directory that appointments are routed by: the same in all replicas, whatever their files
 * say. The store has it; what is known of it here is as old as the last look. Safe for concurrent
 * use.
 */
@Component
public final class DirectoryInForce implements Supplier<Directory> {

  private final DirectoryStore store;
  private final Supplier<Directory> files;
  private volatile DirectoryStore.InForce current;
  private volatile List<DirectoryStore.Held> held = List.of();

  /**
   * The directory in force.
   *
   * @param files the directory that the files say, which counts as long as none was in force
   */
  public DirectoryInForce(
      DirectoryStore store, @Qualifier("liveDirectory") Supplier<Directory> files) {
    this.store = store;
    this.files = files;
  }

  @Override
  public Directory get() {
    Optional<DirectoryStore.InForce> known = known();
    return known.isPresent() ? known.get().directory() : files.get();
  }

  /** All that is known of the directory in force; empty when there was never any. */
  Optional<DirectoryStore.InForce> known() {
    if (current == null) {
      current = store.inForce().orElse(null);
    }
    return Optional.ofNullable(current);
  }

  /**
   * What a decision that was made just now is to be remembered by.
   *
   * @return 0 when it was not by what is in force
   */
  static long number(Optional<DirectoryStore.InForce> by, String policy) {
    return by.filter(one -> one.policy().equals(policy))
        .map(DirectoryStore.InForce::number)
        .orElse(0L);
  }

  void look() {
    DirectoryStore.InForce known = current;
    DirectoryStore.Look look = store.look();
    if (known == null || known.number() != look.number()) {
      current = store.inForce().orElse(null);
    }
    held = look.held();
  }

  /** Records that all appointments were compared with it once more. */
  void checked(long number) {
    store.checked(number);
    current = store.inForce().orElse(null);
  }

  /** What files say and is held back, one line for each. */
  public List<String> problems() {
    return held.stream().map(DirectoryInForce::problem).toList();
  }

  /** What is to be said of a directory that is held. */
  static String problem(DirectoryStore.Held one) {
    String reason =
        one.heldBy() == DirectoryStore.HeldBy.BRAKE
            ? String.format(
                "this directory would move %d and remove %d of the %d events to come, and the one"
                    + " in force stays. Correct it, or, if it is meant,",
                one.effect().moved(), one.effect().removed(), one.effect().events())
            : "this directory was in force before, and another running replica has the one that is"
                + " in force now. It is taken when none has that one any more. If it is meant now,";
    return "Held back: %s confirm it with POST /api/directory/confirm?version=%s."
        .formatted(reason, one.version().substring(0, 12));
  }
}
