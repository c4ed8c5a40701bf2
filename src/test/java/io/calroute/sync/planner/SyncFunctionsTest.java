package io.calroute.sync.planner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.CallbackEffect;
import io.calroute.appointment.Version;
import io.calroute.destination.Failure;
import io.calroute.sandbox.Json;
import io.calroute.work.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Properties of the functions that the sync is made of. */
class SyncFunctionsTest {

  private static final AppointmentKey KEY = new AppointmentKey("acme", "default", "1");
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofMinutes(5);

  // ---------------------------------------------------------------- Backoff

  @Property
  void pausesGrowToALimitAndNeverUnderrunWhatWasAskedFor(
      @ForAll @IntRange(min = 1, max = 200) int attempts,
      @ForAll @IntRange(min = 0, max = 600_000) int askedMillis,
      @ForAll long seed) {
    Backoff backoff = new Backoff(FIRST, LIMIT, new Random(seed));
    Duration grown = backoff.after(attempts, failure(Failure.Kind.PASSING, null));
    Duration asked = Duration.ofMillis(askedMillis);
    Duration kept = backoff.after(attempts, failure(Failure.Kind.THROTTLED, asked));

    // 1, 2, 4 … 256 seconds, then the limit; half of it by chance.
    Duration full = attempts > 9 ? LIMIT : Duration.ofSeconds(1L << attempts - 1);
    assertThat(grown).isBetween(full.dividedBy(2), full);
    assertThat(kept).isGreaterThanOrEqualTo(asked);
    assertThat(kept).isLessThanOrEqualTo(asked.plus(asked.dividedBy(10)).plusMillis(50));
  }

  @Property
  void whatNeverWorksIsNotTriedAgain(@ForAll @IntRange(min = 1, max = 9) int attempts) {
    Backoff backoff = new Backoff(FIRST, LIMIT, new Random(attempts));

    assertThat(backoff.after(attempts, failure(Failure.Kind.PERMANENT, null))).isNull();
    assertThat(backoff.after(attempts, failure(Failure.Kind.TAKEN, null))).isNull();
    assertThat(backoff.after(attempts, failure(Failure.Kind.EXHAUSTED, null)))
        .isGreaterThan(Duration.ofMinutes(30));
  }

  private static Failure failure(Failure.Kind kind, Duration retryAfter) {
    return new Failure(kind, "test", "test", retryAfter);
  }

  // ---------------------------------------------------------------- EventIds

  @Property
  void idsAreLawfulAndTellEverythingApart(
      @ForAll String appointment,
      @ForAll String calendar,
      @ForAll @IntRange(min = 1, max = 1000) int generation) {
    EventIds ids = new EventIds("calroute");
    String google = ids.google(appointment, calendar, generation);

    assertThat(google)
        .matches("[a-v0-9]{32}")
        .isEqualTo(ids.google(appointment, calendar, generation));
    assertThat(google)
        .isNotEqualTo(ids.google(appointment, calendar, generation + 1))
        .isNotEqualTo(ids.google(appointment, calendar + "x", generation))
        .isNotEqualTo(new EventIds("other").google(appointment, calendar, generation));
    UUID transaction = UUID.fromString(ids.transaction(appointment, calendar, generation));
    assertThat(transaction.version()).isEqualTo(8);
    assertThat(transaction.variant()).isEqualTo(2);
    assertThat(transaction)
        .isNotEqualTo(UUID.fromString(ids.meeting(appointment, calendar, generation)));
  }

  // ---------------------------------------------------------------- ContentHash

  @Property
  void hashesDoNotDependOnTheOrderOfMembersAndDoDependOnTheRest(
      @ForAll @Size(min = 1, max = 8) Map<String, String> members, @ForAll long seed) {
    List<String> names = new ArrayList<>(members.keySet());
    ObjectNode one = Json.object();
    names.forEach(name -> one.put(name, members.get(name)));
    Collections.shuffle(names, new Random(seed));
    ObjectNode other = Json.object();
    names.forEach(name -> other.put(name, members.get(name)));
    String hash = ContentHash.of(one);

    assertThat(hash).matches("[0-9a-f]{24}").isEqualTo(ContentHash.of(other));
    other.put(names.get(0), members.get(names.get(0)) + "x");
    assertThat(hash).isNotEqualTo(ContentHash.of(other));
  }

  // ---------------------------------------------------------------- Version

  @Property
  void versionsAreTotallyOrdered(
      @ForAll("versions") Version a, @ForAll("versions") Version b, @ForAll("versions") Version c) {
    assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
    if (a.compareTo(b) <= 0 && b.compareTo(c) <= 0) {
      assertThat(a.compareTo(c)).isLessThanOrEqualTo(0);
    }
    assertThat(a.compareTo(a)).isZero();
  }

  @Provide
  Arbitrary<Version> versions() {
    Arbitrary<JsonNode> element =
        Arbitraries.oneOf(
            Arbitraries.integers().between(-2, 2).map(JsonNodeFactory.instance::numberNode),
            Arbitraries.of("", "a", "b").map(JsonNodeFactory.instance::textNode),
            Arbitraries.just(JsonNodeFactory.instance.nullNode()));
    return element
        .list()
        .ofMaxSize(4)
        .flatMap(
            elements ->
                Arbitraries.longs()
                    .between(1, 3)
                    .map(
                        callback ->
                            new Version(
                                JsonNodeFactory.instance.arrayNode().addAll(elements), callback)));
  }

  // ---------------------------------------------------------------- CallbackEffect

  @Property
  void theSameCallbacksEndInTheSameStateWhateverOrderTheyCountIn(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 5) Integer> versions,
      @ForAll long seed) {
    List<Integer> arrivals = new ArrayList<>();
    for (int i = 0; i < versions.size(); i++) {
      arrivals.add(i);
    }
    Appointment inOrder = heard(versions, arrivals);
    Collections.shuffle(arrivals, new Random(seed));
    Appointment shuffled = heard(versions, arrivals);
    Collections.addAll(arrivals, arrivals.toArray(new Integer[0]));
    Appointment twice = heard(versions, arrivals);

    assertThat(shuffled.document()).isEqualTo(inOrder.document()).isEqualTo(twice.document());
    assertThat(shuffled.version()).isEqualTo(inOrder.version()).isEqualTo(twice.version());
    assertThat(inOrder.revision()).isBetween(1L, (long) versions.size());
  }

  private static Appointment heard(List<Integer> versions, List<Integer> arrivals) {
    Appointment known = null;
    for (int i : arrivals) {
      ObjectNode canonical = Json.object().put("status", "cancelled").put("title", "from " + i);
      canonical.putArray("version").add(versions.get(i));
      known = CallbackEffect.of(known, KEY, canonical, i + 1L).after();
    }
    return known;
  }
}
