package io.calroute.sandbox.provider.api;

import io.calroute.sandbox.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The bookings of a provider in every order in which they are listed, so that a page costs no
 * sorting. Whoever uses it holds its monitor.
 *
 * @param <B> how the provider speaks of a booking
 */
public final class Bookings<B> {

  private final Clock clock;
  private final Map<String, Stored<B>> byId = new LinkedHashMap<>();
  private final NavigableSet<Stored<B>> byStart =
      new TreeSet<>(
          Comparator.comparing(
                  (Stored<B> stored) -> stored.start(),
                  Comparator.nullsFirst(Comparator.naturalOrder()))
              .thenComparing(Stored::id));
  private final NavigableMap<Long, Stored<B>> byChange = new TreeMap<>();
  private long sequence;

  /**
   * No booking yet.
   *
   * @param clock stamps every change
   */
  public Bookings(Clock clock) {
    this.clock = clock;
  }

  /**
   * Makes a booking.
   *
   * @param id must be a new one
   * @param booking what it is
   * @param start when it starts; null while it has no time
   */
  public Stored<B> add(String id, B booking, Instant start) {
    if (byId.containsKey(id)) {
      throw new IllegalArgumentException("There is a booking " + id + " already");
    }
    Instant now = clock.instant();
    return keep(
        new Stored<>(
            id, booking, start, Stored.State.STANDING, now, now, ++sequence, Json.object()));
  }

  /**
   * Changes a booking and stamps the change.
   *
   * @param id which
   * @param change what becomes of it
   * @throws IllegalArgumentException when there is none
   */
  public Stored<B> change(String id, UnaryOperator<Stored<B>> change) {
    Stored<B> before = require(id);
    byStart.remove(before);
    byChange.remove(before.sequence());
    return keep(change.apply(before).stamped(clock.instant(), ++sequence));
  }

  /**
   * One booking, deleted or not.
   *
   * @param id which
   */
  public Optional<Stored<B>> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /**
   * One booking, deleted or not.
   *
   * @param id which
   * @throws IllegalArgumentException when there is none
   */
  public Stored<B> require(String id) {
    return find(id).orElseThrow(() -> new IllegalArgumentException("There is no booking " + id));
  }

  /** All bookings, deleted ones too, in the order in which they were made. */
  public Collection<Stored<B>> byAge() {
    return Collections.unmodifiableCollection(byId.values());
  }

  /** All bookings, deleted ones too, by start; those without one come first. */
  public NavigableSet<Stored<B>> byStart() {
    return Collections.unmodifiableNavigableSet(byStart);
  }

  /**
   * The bookings that were changed after a change, in the order of their last changes.
   *
   * @param after sequence of the change
   */
  public Collection<Stored<B>> changedAfter(long after) {
    return Collections.unmodifiableCollection(byChange.tailMap(after, false).values());
  }

  /** Sequence of the last change. */
  public long sequence() {
    return sequence;
  }

  private Stored<B> keep(Stored<B> stored) {
    byId.put(stored.id(), stored);
    byStart.add(stored);
    byChange.put(stored.sequence(), stored);
    return stored;
  }
}
