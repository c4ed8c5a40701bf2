package io.calroute.applying;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.Sighting;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Reading;
import io.calroute.provider.asking.Ask;
import io.calroute.provider.asking.AskStore;
import io.calroute.provider.asking.ProviderRoutes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** How callbacks were come by, and which appointments are asked for because of them. */
@Component
final class Sightings {

  /** The coarsest stamps are whole seconds: what happens within one shows in the next. */
  private static final Duration STAMP = Duration.ofSeconds(1);

  private final Journal journal;
  private final AskStore asks;
  private final ProviderRoutes providers;
  private final Clock clock;

  Sightings(Journal journal, AskStore asks, ProviderRoutes providers, Clock clock) {
    this.journal = journal;
    this.asks = asks;
    this.providers = providers;
    this.clock = clock;
  }

  /** How Calroute came by what a callback says. */
  Sighting of(MappedCallback mapped) {
    Callback callback = mapped.callback();
    Reading reading = callback.reading();
    boolean byArrival = reading != null && reading.source() == null;
    if (byArrival || !providers.canGet(callback.provider(), callback.connection())) {
      return reading == null || byArrival
          ? Sighting.BY_VERSION
          : new Sighting(reading.from(), mapped.stamped(), false, false);
    }
    return reading == null
        ? new Sighting(null, mapped.stamped(), false, true)
        : new Sighting(
            reading.from(), mapped.stamped(), reading.source() != Reading.Source.GET, true);
  }

  /**
   * Until when appointments were seen, as far as a batch needs to know it.
   *
   * @return by callback; null when nothing of the batch was read
   */
  Map<Long, Instant> seen(List<MappedCallback> batch, Collection<Appointment> known) {
    if (batch.stream().allMatch(mapped -> mapped.callback().reading() == null)) {
      return null;
    }
    Set<Long> ids = new HashSet<>();
    known.forEach(one -> ids.add(one.version().callback()));
    batch.forEach(mapped -> ids.add(mapped.callback().id()));
    return journal.seenUntil(ids);
  }

  /** What is to be asked because of a callback. */
  Ask ask(MappedCallback mapped, AppointmentKey key, Appointment known) {
    boolean sent = mapped.callback().reading() == null;
    JsonNode document = sent || known == null ? mapped.canonical() : known.document();
    return new Ask(
        key.provider(),
        key.connection(),
        key.id(),
        document,
        sent ? mapped.callback().id() : null,
        mapped.stamped() ? clock.instant().plus(STAMP) : clock.instant());
  }

  /** Asks, in the caller's transaction. */
  void ask(List<Ask> all) {
    if (!all.isEmpty()) {
      asks.add(all);
    }
  }
}
