package io.calroute.appointment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Whatever is lost, late, doubled and shuffled, and however slowly lists are read meanwhile: a
 * state that was once known is never overwritten by an older one, and after the next reading all is
 * as the provider has it.
 */
class SightingModelTest {

  private static final AppointmentKey KEY = new AppointmentKey("acme", "default", "1");
  private static final long SECOND = 1_000;
  private static final long SPAN = 120 * SECOND;

  /** How a provider says what is newer. */
  private enum Stamps {
    MILLIS,
    SECONDS,
    NONE
  }

  @Property(tries = 400)
  void stampsOfMilliseconds(@ForAll long seed) {
    new Story(seed, Stamps.MILLIS).tell();
  }

  @Property(tries = 400)
  void stampsOfWholeSeconds(@ForAll long seed) {
    new Story(seed, Stamps.SECONDS).tell();
  }

  @Property(tries = 400)
  void noStampsAtAll(@ForAll long seed) {
    new Story(seed, Stamps.NONE).tell();
  }

  /** Something that happens at a time; of those at one time the earlier made comes first. */
  private record Happening(long at, long number, Runnable what) implements Comparable<Happening> {
    @Override
    public int compareTo(Happening other) {
      return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
    }
  }

  private static final class Story {
    private final Random chance;
    private final Stamps stamps;
    private final PriorityQueue<Happening> happenings = new PriorityQueue<>();
    private final Map<Long, Instant> seen = new HashMap<>();
    private final List<Long> changedAt = new ArrayList<>();
    private Appointment known;
    private long happened;
    private long callbacks;
    private long now;
    private boolean asked;
    private boolean askedAgain;

    Story(long seed, Stamps stamps) {
      this.chance = new Random(seed);
      this.stamps = stamps;
      changedAt.add(0L);
    }

    void tell() {
      for (int i = 1 + chance.nextInt(8); i > 0; i--) {
        long at = chance.nextLong(SPAN);
        at(at, this::change);
        if (chance.nextInt(3) == 0) {
          at(at + chance.nextLong(SECOND), this::change);
        }
      }
      for (long at = 0; at < SPAN; at += 10 * SECOND + chance.nextLong(20 * SECOND)) {
        at(at, () -> read(true, chance.nextLong(2 * SECOND), chance.nextLong(25 * SECOND)));
      }
      run();
      // Granularity of the stamps, and of whatever was under way.
      now = Math.max(now, SPAN) + 60 * SECOND;
      read(true, 10, 10);
      run();
      assertThat(state(known)).as("after the next reading").isEqualTo(changedAt.size() - 1);
    }

    private void at(long time, Runnable what) {
      happenings.add(new Happening(time, happened++, what));
    }

    private void run() {
      while (!happenings.isEmpty()) {
        Happening next = happenings.poll();
        now = Math.max(now, next.at());
        next.what().run();
      }
    }

    /** The provider's own state changes, and mostly it says so, soon or late, once or twice. */
    private void change() {
      changedAt.add(now);
      int state = changedAt.size() - 1;
      for (int i = chance.nextInt(20) == 0 ? 2 : 1; i > 0; i--) {
        if (chance.nextInt(5) > 0) {
          long late = chance.nextInt(4) == 0 ? chance.nextLong(60 * SECOND) : chance.nextLong(300);
          at(now + late, () -> hear(state, null, null, false));
        }
      }
    }

    /** What is read is the state at some moment between the beginning and the end. */
    private void read(boolean listed, long length, long delay) {
      long from = now;
      long at = from + (length == 0 ? 0 : chance.nextLong(length));
      long until = from + length;
      at(
          at,
          () -> {
            int state = changedAt.size() - 1;
            at(
                until + delay,
                () -> hear(state, Instant.ofEpochMilli(from), Instant.ofEpochMilli(until), listed));
          });
    }

    private void hear(int state, Instant from, Instant until, boolean listed) {
      long callback = ++callbacks;
      seen.put(callback, until == null ? Instant.ofEpochMilli(now) : until);
      ObjectNode canonical = canonical(state, from);
      Sighting sighting = new Sighting(from, stamps != Stamps.NONE, listed, true);
      CallbackEffect effect =
          CallbackEffect.of(
              known,
              KEY,
              canonical,
              callback,
              sighting,
              known == null ? null : seen.get(known.version().callback()));
      if (effect.kind() == CallbackEffect.Kind.ASK) {
        ask(stamps == Stamps.NONE ? 0 : SECOND);
      }
      if (effect.after() != null && effect.after() != known) {
        assertThat(state(effect.after()))
            .as("an older state does not overwrite a newer one")
            .isGreaterThanOrEqualTo(known == null ? 0 : state(known));
        known = effect.after();
      }
    }

    /** Once at a time; whatever gives reason to ask meanwhile asks once more. */
    private void ask(long delay) {
      if (asked) {
        askedAgain = true;
        return;
      }
      asked = true;
      long length = chance.nextLong(400);
      at(
          now + delay,
          () -> {
            read(false, length, 5);
            at(
                now + length + 4,
                () -> {
                  asked = false;
                  if (askedAgain) {
                    askedAgain = false;
                    ask(delay);
                  }
                });
          });
    }

    private ObjectNode canonical(int state, Instant from) {
      ObjectNode canonical = JsonNodeFactory.instance.objectNode();
      canonical.put("id", KEY.id());
      canonical.put("status", "confirmed");
      canonical.putObject("start").put("instant", "2027-03-01T10:00:00Z");
      canonical.putObject("end").put("instant", "2027-03-01T10:30:00Z");
      canonical.put("title", "state " + state);
      long stamp = changedAt.get(state);
      switch (stamps) {
        case MILLIS -> canonical.putArray("version").add(stamp);
        case SECONDS -> canonical.putArray("version").add(stamp / SECOND);
        // When it was sent, which says nothing: what is sent again is as old as it was.
        default -> canonical.putArray("version").add(from == null ? now : from.toEpochMilli());
      }
      return canonical;
    }

    private static int state(Appointment appointment) {
      return Integer.parseInt(appointment.document().path("title").asText().substring(6));
    }
  }
}
