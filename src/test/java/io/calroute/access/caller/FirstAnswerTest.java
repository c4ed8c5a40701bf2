package io.calroute.access.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Somebody who hangs keeps one thread, and not all. */
class FirstAnswerTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final FirstAnswer first =
      new FirstAnswer(fault -> fault instanceof IllegalStateException);

  @Test
  void whileOneAsksTheOthersAreToldThatNobodyAnswers() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answers = new CountDownLatch(1);
    CompletableFuture<String> one =
        CompletableFuture.supplyAsync(
            () ->
                first.to(
                    () -> {
                      asked.countDown();
                      await(answers);
                      return "keys";
                    }));
    asked.await();

    assertThatThrownBy(() -> first.to(() -> "other keys"))
        .isInstanceOf(FirstAnswer.NobodyAnswers.class);

    answers.countDown();
    assertThat(one).succeedsWithin(SOON).isEqualTo("keys");
    assertThat(first.to(() -> "more keys")).isEqualTo("more keys");
  }

  /** As many as the operations port has threads, and more. */
  @Test
  void ofManyWhoComeAtOnceOneAsksAFewWaitAndTheRestAreToldAtOnce() throws Exception {
    FirstAnswer hanging = new FirstAnswer(any -> true, Duration.ofMinutes(10));
    CountDownLatch together = new CountDownLatch(1);
    CountDownLatch hangs = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger told = new AtomicInteger();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      Thread caller =
          new Thread(
              () -> {
                await(together);
                try {
                  hanging.to(
                      () -> {
                        asked.incrementAndGet();
                        await(hangs);
                        throw new IllegalStateException("no answer");
                      });
                } catch (FirstAnswer.NobodyAnswers nobody) {
                  told.incrementAndGet();
                } catch (IllegalStateException noAnswer) {
                  // This one has asked.
                }
              });
      caller.start();
      callers.add(caller);
    }
    together.countDown();

    int atOnce = 250 - 1 - FirstAnswer.WAITING;
    Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(told).hasValue(atOnce));
    assertThat(asked).hasValue(1);

    hangs.countDown();
    for (Thread caller : callers) {
      caller.join(SOON.toMillis());
    }
    assertThat(told).hasValue(249);
    assertThat(asked).hasValue(1);
  }

  @Test
  void whoHasNotAnsweredIsNotAskedAgainAtOnce() {
    AtomicInteger times = new AtomicInteger();
    assertThatThrownBy(
            () ->
                first.to(
                    () -> {
                      times.incrementAndGet();
                      throw new IllegalStateException("away");
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThatThrownBy(() -> first.to(times::incrementAndGet))
        .isInstanceOf(FirstAnswer.NobodyAnswers.class);
    assertThat(times).hasValue(1);
  }

  @Test
  void aRefusalIsAnAnswer() {
    assertThatThrownBy(
            () ->
                first.to(
                    () -> {
                      throw new IllegalArgumentException("a wrong token");
                    }))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(first.to(() -> "keys")).isEqualTo("keys");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
