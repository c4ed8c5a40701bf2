package io.calroute.bundle.swap;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Senders that never rest: each posts one callback after the other until the stream is closed, as
 * fast as they are answered. One in twenty becomes an event; calendars have their limits.
 */
public final class CallbackStream implements AutoCloseable {

  private static final AtomicLong BOOKINGS = new AtomicLong(System.nanoTime());

  private final RunningCalroute calroute;
  private final ScheduledExecutorService senders;
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicLong slowest = new AtomicLong();
  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
  private final Queue<String> bookings = new ConcurrentLinkedQueue<>();

  private CallbackStream(RunningCalroute calroute, int senders) {
    this.calroute = calroute;
    this.senders = Executors.newScheduledThreadPool(senders);
  }

  /** Begins to send. */
  public static CallbackStream start(RunningCalroute calroute, int senders, long pauseMillis) {
    CallbackStream stream = new CallbackStream(calroute, senders);
    for (int i = 0; i < senders; i++) {
      stream.senders.scheduleWithFixedDelay(
          stream::send, 0, Math.max(1, pauseMillis), TimeUnit.MILLISECONDS);
    }
    return stream;
  }

  /** How many were answered. */
  public int sent() {
    return sent.get();
  }

  /** Every answer that was not 2xx, and every callback without one. */
  public List<String> refusals() {
    return List.copyOf(refusals);
  }

  /** How long the slowest answer took, in milliseconds. */
  public long slowestMillis() {
    return slowest.get() / 1_000_000;
  }

  /** Ids of the bookings that were accepted from SavvyCal, all for {@code ben@example.com}. */
  public List<String> bookings() {
    return List.copyOf(bookings);
  }

  /** Stops and waits for the last answers. */
  @Override
  public void close() {
    senders.shutdown();
    try {
      assertThat(senders.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send() {
    long began = System.nanoTime();
    try {
      HttpResponse<String> answer = sendOne();
      if (answer.statusCode() / 100 != 2) {
        refusals.add(answer.statusCode() + " " + answer.body());
      }
      sent.incrementAndGet();
      slowest.accumulateAndGet(System.nanoTime() - began, Math::max);
    } catch (RuntimeException e) {
      refusals.add(e.toString());
    }
  }

  /** All bookings are different, so that each is answered by itself; few reach a calendar. */
  private HttpResponse<String> sendOne() {
    long number = BOOKINGS.incrementAndGet();
    if (number % 20 != 0) {
      return calroute.postBasic("/callbacks/agendize", "{\"unknown\":\"" + number + "\"}");
    }
    String id = "appt_" + Long.toString(number, 36);
    HttpResponse<String> answer =
        calroute.postSigned(
            "/callbacks/savvycal",
            "X-SavvyCal-Signature",
            SavvyCalBooking.of(id).with("prov_ben000000001").callback("appointment.created"));
    if (answer.statusCode() == 202) {
      bookings.add(id);
    }
    return answer;
  }
}
