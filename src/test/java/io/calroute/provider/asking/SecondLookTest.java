package io.calroute.provider.asking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Json;
import io.calroute.store.EmptyStore;
import io.calroute.work.Signal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That an appointment is gone counts when its provider has said so twice. */
class SecondLookTest {

  private static final JsonNode STANDS = Json.parse("{\"status\": \"confirmed\"}");
  private static final JsonNode GONE = Json.parse("{\"gone\": true, \"body\": {}}");
  private static final JsonNode THERE = Json.parse("{\"gone\": false, \"body\": {}}");

  @TempDir static Path home;
  private static EmptyStore store;

  private final AskStore asks = new AskStore(store.jdbc(), new Signal(1));
  private Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS);

  @BeforeAll
  static void startStore() {
    store = EmptyStore.start(home);
  }

  @AfterAll
  static void stopStore() {
    store.close();
  }

  @Test
  void aTryThatFailedIsNoAnswer() {
    asks.add(List.of(new Ask("acme", "default", "tried", STANDS, null, now)));
    AskStore.Taken first = take();
    assertThat(AskWorkers.isToBeAskedOnceMore(first, GONE)).isTrue();
    asks.putOff(first, "unreachable", "It does not answer.", now);
    AskStore.Taken afterOutage = take();
    assertThat(AskWorkers.isToBeAskedOnceMore(afterOutage, GONE)).isTrue();
    asks.putOff(afterOutage, AskWorkers.GONE_PERHAPS, "It is asked once more.", now);
    AskStore.Taken second = take();
    assertThat(AskWorkers.isToBeAskedOnceMore(second, GONE)).isFalse();
    asks.answered(second);
  }

  @Test
  void whatIsThereOrWasCalledOffIsAskedOnce() {
    JsonNode off = Json.parse("{\"status\": \"cancelled\"}");
    asks.add(List.of(new Ask("acme", "default", "there", STANDS, null, now)));
    AskStore.Taken there = take();
    assertThat(AskWorkers.isToBeAskedOnceMore(there, THERE)).isFalse();
    asks.answered(there);
    asks.add(List.of(new Ask("acme", "default", "off", off, null, now)));
    AskStore.Taken called = take();
    assertThat(AskWorkers.isToBeAskedOnceMore(called, GONE)).isFalse();
    asks.answered(called);
  }

  private AskStore.Taken take() {
    now = now.plusSeconds(1);
    return asks.take(1, now, Duration.ofSeconds(1)).get(0);
  }
}
