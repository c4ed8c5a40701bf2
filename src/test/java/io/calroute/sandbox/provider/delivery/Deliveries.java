package io.calroute.sandbox.provider.delivery;

import io.calroute.sandbox.RunningCalroute;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Brings a provider's callbacks to Calroute, or does not, and keeps a log of it. Nothing is tried
 * twice. Safe for use from any thread.
 */
public final class Deliveries implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Clock clock;
  private final ExecutorService postman =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "simulated-callbacks");
            thread.setDaemon(true);
            return thread;
          });
  private final List<Delivery> log = new ArrayList<>();
  private final List<Callback> held = new ArrayList<>();
  private volatile ToIntFunction<Callback> carrier = callback -> 0;
  private volatile Supplier<Fate> fates = () -> Fate.DELIVER;

  /**
   * Deliveries to nobody, until {@link #to} names somebody.
   *
   * @param clock of the provider
   */
  public Deliveries(Clock clock) {
    this.clock = clock;
  }

  /**
   * Names who gets the callbacks.
   *
   * @param calroute who
   */
  public void to(RunningCalroute calroute) {
    to("http://127.0.0.1:" + calroute.callbacksPort());
  }

  /**
   * Names who gets the callbacks.
   *
   * @param newRoot URL without a slash at the end; null for nobody
   */
  public void to(String newRoot) {
    by(newRoot == null ? callback -> 0 : callback -> post(newRoot, callback));
  }

  /**
   * Names who carries the callbacks.
   *
   * @param newCarrier says what was answered; 0 when nobody answered
   */
  public void by(ToIntFunction<Callback> newCarrier) {
    carrier = newCarrier;
  }

  /**
   * Says what becomes of every callback from now on.
   *
   * @param fate what
   */
  public void fate(Fate fate) {
    fates(() -> fate);
  }

  /**
   * Says what becomes of each callback from now on.
   *
   * @param newFates asked once for each; safe for use from any thread
   */
  public void fates(Supplier<Fate> newFates) {
    fates = newFates;
  }

  /**
   * Sends a callback, if its fate is to arrive, and waits for the answer.
   *
   * @param callback what to send
   */
  public void announce(Callback callback) {
    switch (fates.get()) {
      case DELIVER -> send(callback);
      case LOSE -> note(callback, 0);
      case DOUBLE -> {
        send(callback);
        send(callback);
      }
      case HOLD -> {
        synchronized (log) {
          held.add(callback);
        }
      }
    }
  }

  /**
   * Sends a callback as soon as the earlier ones of this kind are sent; does not wait.
   *
   * @param callback what to send
   */
  public void announceSoon(Callback callback) {
    postman.execute(() -> announce(callback));
  }

  /** Waits until nothing that {@link #announceSoon} took is under way. */
  public void settle() {
    try {
      postman.submit(() -> {}).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The callbacks were not sent", e.getCause());
    }
  }

  /**
   * Sends what was held, in the order in which it happened.
   *
   * @return how many callbacks
   */
  public int release() {
    List<Callback> due = take();
    due.forEach(this::send);
    return due.size();
  }

  /**
   * Sends what was held, in any order.
   *
   * @param chance decides the order
   * @return how many callbacks
   */
  public int releaseShuffled(Random chance) {
    List<Callback> due = take();
    Collections.shuffle(due, chance);
    due.forEach(this::send);
    return due.size();
  }

  /** What was sent or lost, oldest first. */
  public List<Delivery> log() {
    synchronized (log) {
      return List.copyOf(log);
    }
  }

  /** How many callbacks are held. */
  public int held() {
    synchronized (log) {
      return held.size();
    }
  }

  /** How many attempts ended without Calroute taking the callback. */
  public long undelivered() {
    synchronized (log) {
      return log.stream().filter(delivery -> !delivery.delivered()).count();
    }
  }

  @Override
  public void close() {
    postman.shutdownNow();
  }

  private List<Callback> take() {
    synchronized (log) {
      List<Callback> due = new ArrayList<>(held);
      held.clear();
      return due;
    }
  }

  private void send(Callback callback) {
    note(callback, carrier.applyAsInt(callback));
  }

  private void note(Callback callback, int status) {
    synchronized (log) {
      log.add(new Delivery(clock.instant(), callback, status));
    }
  }

  private static int post(String root, Callback callback) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(root + callback.path()))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(callback.body()));
    callback.headers().forEach(request::setHeader);
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
