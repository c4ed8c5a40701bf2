package io.calroute.endtoend.store;

import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A booking system with many clients: each books all the time, and sends a callback again until it
 * is taken, as providers do. Safe for concurrent use.
 */
final class Bookings implements AutoCloseable {

  /** A provider gives up then, and a second more for a machine that is busy. */
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** So many calendars take the bookings in turn. */
  static final int CALENDARS = 8;

  /** Ids of those who have them, up to the number. */
  static final String STAFF = "prov_store";

  /** More than there are threads for callbacks. */
  private static final int CLIENTS = 32;

  private final RunningCalroute calroute;
  private final String name;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger last = new AtomicInteger();
  private final Set<String> taken = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicInteger refused = new AtomicInteger();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean enough;

  private Bookings(RunningCalroute calroute, String name) {
    this.calroute = calroute;
    this.name = name;
  }

  /**
   * Begins to book.
   *
   * @param name that no other bookings have
   */
  static Bookings at(RunningCalroute calroute, String name) {
    Bookings all = new Bookings(calroute, name);
    for (int i = 0; i < CLIENTS; i++) {
      Thread client = new Thread(all::book, "client-" + i);
      client.setDaemon(true);
      all.clients.add(client);
      client.start();
    }
    return all;
  }

  /** What the ids of bookings of some name begin with. */
  static String prefix(String name) {
    return "appt_" + name;
  }

  /** How many bookings Calroute has promised to keep. */
  int taken() {
    return taken.size();
  }

  /** How often a callback was to be sent again. */
  int refused() {
    return refused.get();
  }

  /** Answers that no provider should get, and those that did not come in time. */
  List<String> wrong() {
    return List.copyOf(wrong);
  }

  /** No more bookings; those under way are sent until they are taken. */
  Set<String> end() {
    enough = true;
    for (Thread client : clients) {
      try {
        client.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return Set.copyOf(taken);
  }

  private void book() {
    while (!enough) {
      int number = last.incrementAndGet();
      String id = prefix(name) + number;
      String body =
          SavvyCalBooking.of(id)
              .with(STAFF + number % CALENDARS)
              .online(null)
              .callback("appointment.created");
      while (!send(body)) {
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      taken.add(id);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private boolean send(String body) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(
                      URI.create(
                          "http://127.0.0.1:" + calroute.callbacksPort() + "/callbacks/savvycal"))
                  .timeout(PATIENCE)
                  .header("Content-Type", "application/json")
                  .header(
                      "X-SavvyCal-Signature",
                      "sha256=" + RunningCalroute.signature(body.getBytes(StandardCharsets.UTF_8)))
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 == 2) {
        return true;
      }
      refused.incrementAndGet();
      if (answer.statusCode() != 503 || answer.headers().firstValue("Retry-After").isEmpty()) {
        wrong.add(answer.statusCode() + " " + answer.body());
      }
    } catch (IOException e) {
      wrong.add(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  @Override
  public void close() {
    enough = true;
  }
}
