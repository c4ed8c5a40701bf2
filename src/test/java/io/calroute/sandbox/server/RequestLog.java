package io.calroute.sandbox.server;

import io.calroute.sandbox.contract.ContractCheck;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The newest requests to a simulator, and counts of all of them. Safe for use from any thread.
 *
 * <p>Bounded, so that a long run does not eat memory; {@link #keep(int)} with 0 keeps only counts.
 */
public final class RequestLog {

  private static final int DEFAULT_CAPACITY = 20_000;
  private static final int MOST_PROBLEMS = 20;

  private final Deque<Exchange> exchanges = new ArrayDeque<>();
  private final Map<Operation, Map<Integer, Long>> counts = new EnumMap<>(Operation.class);
  private final Map<String, Integer> peaks = new HashMap<>();
  private final Set<String> problems = new LinkedHashSet<>();
  private ContractCheck contract = exchange -> List.of();
  private int capacity = DEFAULT_CAPACITY;

  RequestLog() {}

  /**
   * Sets how many exchanges are kept.
   *
   * @param exchanges 0 for counts only
   */
  public synchronized void keep(int exchanges) {
    capacity = exchanges;
    trim();
  }

  /**
   * Checks every request from now on.
   *
   * @param newContract what requests must be like
   */
  public synchronized void check(ContractCheck newContract) {
    contract = newContract;
  }

  /** What was wrong with requests so far, each kind once; nothing makes it forget. */
  public synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  /** Forgets exchanges, counts and peaks. */
  public synchronized void clear() {
    exchanges.clear();
    counts.clear();
    peaks.clear();
  }

  /** The kept exchanges, oldest first. */
  public synchronized List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }

  /**
   * The kept exchanges of one operation, oldest first.
   *
   * @param operation which
   */
  public synchronized List<Exchange> exchanges(Operation operation) {
    return exchanges.stream().filter(exchange -> exchange.operation() == operation).toList();
  }

  /**
   * The kept exchanges that concern one appointment, oldest first.
   *
   * @param appointment key of the marker
   */
  public synchronized List<Exchange> ofAppointment(String appointment) {
    return exchanges.stream()
        .filter(exchange -> appointment.equals(exchange.appointment()))
        .toList();
  }

  /** The newest exchange. */
  public synchronized Exchange last() {
    return exchanges.getLast();
  }

  /**
   * How many requests of one operation there were.
   *
   * @param operation which
   */
  public synchronized long count(Operation operation) {
    return counts.getOrDefault(operation, Map.of()).values().stream().mapToLong(n -> n).sum();
  }

  /** How many requests there were. */
  public synchronized long count() {
    return counts.values().stream()
        .flatMap(byStatus -> byStatus.values().stream())
        .mapToLong(n -> n)
        .sum();
  }

  /** How many requests there were per operation and status; status 0 is a cut connection. */
  public synchronized Map<Operation, Map<Integer, Long>> counts() {
    Map<Operation, Map<Integer, Long>> copy = new EnumMap<>(Operation.class);
    counts.forEach((operation, byStatus) -> copy.put(operation, new TreeMap<>(byStatus)));
    return Collections.unmodifiableMap(copy);
  }

  /**
   * The most requests that were under way at one time.
   *
   * @param calendar calendar or mailbox; {@code teams:} and the organizer for online meetings
   */
  public synchronized int peakConcurrency(String calendar) {
    return peaks.getOrDefault(calendar, 0);
  }

  /** The most requests that were under way at one time, per calendar or mailbox. */
  public synchronized Map<String, Integer> peakConcurrency() {
    return Map.copyOf(peaks);
  }

  synchronized void add(Exchange exchange) {
    counts
        .computeIfAbsent(exchange.operation(), operation -> new TreeMap<>())
        .merge(exchange.status(), 1L, Long::sum);
    if (problems.size() < MOST_PROBLEMS) {
      problems.addAll(contract.check(exchange));
    }
    if (capacity > 0) {
      exchanges.addLast(exchange);
      trim();
    }
  }

  synchronized void underWay(String calendar, int requests) {
    if (!calendar.isEmpty()) {
      peaks.merge(calendar, requests, Math::max);
    }
  }

  private void trim() {
    while (exchanges.size() > capacity) {
      exchanges.removeFirst();
    }
  }

  /**
   * The newest kept exchanges, newest first.
   *
   * @param limit how many at most
   */
  public synchronized List<Exchange> newest(int limit) {
    List<Exchange> newest = new ArrayList<>();
    exchanges
        .descendingIterator()
        .forEachRemaining(
            exchange -> {
              if (newest.size() < limit) {
                newest.add(exchange);
              }
            });
    return newest;
  }
}
