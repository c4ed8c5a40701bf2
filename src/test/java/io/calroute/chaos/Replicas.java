package io.calroute.chaos;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Packaged Calroutes on one store, of which one at a time is killed. Safe for concurrent use. */
final class Replicas implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final List<KilledCalroute> all;

  /**
   * Replicas that are not started yet.
   *
   * @param properties of all of them, the address of their store included
   */
  Replicas(int count, Path home, Map<String, Object> properties) {
    all =
        IntStream.range(0, count)
            .mapToObj(i -> new KilledCalroute(home.resolve("replica" + i), properties))
            .toList();
  }

  /** Starts those that do not run, all at once, and waits until they take callbacks. */
  void start() {
    begin();
    all.forEach(KilledCalroute::awaitReady);
  }

  /** Starts those that do not run, without waiting. */
  void begin() {
    all.stream().filter(one -> !one.isRunning()).forEach(KilledCalroute::begin);
  }

  /** Whom a client's connection may reach; it may be killed already. */
  KilledCalroute any() {
    return all.get(ThreadLocalRandom.current().nextInt(all.size()));
  }

  /** One that answers, as soon as one does. */
  KilledCalroute one() {
    return await()
        .atMost(PATIENCE)
        .until(() -> all.stream().filter(KilledCalroute::isReady).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  /** Kills one of them with SIGKILL. */
  void killOne(Random chance) {
    all.get(chance.nextInt(all.size())).kill();
  }

  @Override
  public void close() {
    all.forEach(KilledCalroute::close);
  }
}
