package io.calroute.chaos;

import io.calroute.sandbox.provider.delivery.Callback;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Sends callbacks as providers do, through a balancer that knows nothing of its replicas: each one
 * again and again, to any of them, until it is answered 2xx.
 */
final class Postman implements AutoCloseable {

  private static final int HANDS = 8;
  private static final Duration PAUSE = Duration.ofMillis(150);

  private final Replicas replicas;
  private final Queue<Callback> bag = new ConcurrentLinkedQueue<>();
  private final ExecutorService hands = Executors.newFixedThreadPool(HANDS);
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final AtomicLong undelivered = new AtomicLong();
  private final AtomicLong attempts = new AtomicLong();

  Postman(Replicas replicas) {
    this.replicas = replicas;
    for (int i = 0; i < HANDS; i++) {
      hands.execute(this::deliver);
    }
  }

  /** Takes a callback to deliver as soon as it can. */
  void take(Callback callback) {
    undelivered.incrementAndGet();
    bag.add(callback);
  }

  /** How many have not been answered 2xx yet. */
  long undelivered() {
    return undelivered.get();
  }

  /** SHA-256, in hex, of the bodies that were answered 2xx. */
  Set<String> accepted() {
    return Set.copyOf(accepted);
  }

  /** How many requests it took so far. */
  long attempts() {
    return attempts.get();
  }

  @Override
  public void close() {
    hands.shutdownNow();
    try {
      hands.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver() {
    while (!Thread.currentThread().isInterrupted()) {
      Callback callback = bag.poll();
      if (callback == null) {
        LockSupport.parkNanos(PAUSE.toNanos());
        continue;
      }
      while (!isAccepted(callback) && !Thread.currentThread().isInterrupted()) {
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      undelivered.decrementAndGet();
    }
  }

  private boolean isAccepted(Callback callback) {
    attempts.incrementAndGet();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(replicas.any().callbacks(callback.path()))
            .timeout(Duration.ofSeconds(10))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(callback.body()));
    callback.headers().forEach(request::setHeader);
    try {
      int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status / 100 == 2) {
        accepted.add(DigestUtils.sha256Hex(callback.body()));
      }
      return status / 100 == 2;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
