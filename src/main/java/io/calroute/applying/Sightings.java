package io.calroute.applying;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.CallbackEffect;
import io.calroute.appointment.Sighting;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Outcome;
import io.calroute.callback.journal.Reading;
import io.calroute.event.Events;
import io.calroute.provider.asking.Ask;
import io.calroute.provider.asking.AskStore;
import io.calroute.provider.asking.ProviderRoutes;
import io.calroute.provider.reading.ConnectionStore;
import io.calroute.work.LogTopic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** How callbacks were come by, and which appointments are asked for because of them. */
@Component
final class Sightings {

  private static final Logger LOG = LoggerFactory.getLogger(Sightings.class);

  /** The coarsest stamps are whole seconds: what happens within one shows in the next. */
  private static final Duration STAMP = Duration.ofSeconds(1);

  private final Journal journal;
  private final AskStore asks;
  private final ProviderRoutes providers;
  private final ConnectionStore standings;
  private final Events events;
  private final Clock clock;

  Sightings(
      Journal journal,
      AskStore asks,
      ProviderRoutes providers,
      ConnectionStore standings,
      Events events,
      Clock clock) {
    this.journal = journal;
    this.asks = asks;
    this.providers = providers;
    this.standings = standings;
    this.events = events;
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

  /**
   * The appointment as it is to be stored. What was read is held as long as nobody has accepted
   * what there was when Calroute began, and what is in a file as long as nobody has accepted the
   * file, even if it is read at the provider meanwhile.
   */
  JsonNode stored(MappedCallback mapped, Appointment known) {
    Callback callback = mapped.callback();
    Reading reading = callback.reading();
    if (reading == null || reading.source() == null) {
      return mapped.canonical();
    }
    boolean file = reading.source() == Reading.Source.IMPORT;
    boolean prompted = reading.source() == Reading.Source.GET && reading.run() == null;
    boolean held =
        known != null
            ? known.isHeld() && (!prompted || known.isImported())
            : file
                || !prompted && !standings.isBackfilled(callback.provider(), callback.connection());
    if (!held && !file) {
      return mapped.canonical();
    }
    ObjectNode document = ((ObjectNode) mapped.canonical()).deepCopy();
    if (held) {
      document.put(Appointment.HELD, true);
    }
    return file ? document.put(Appointment.IMPORTED, true) : document;
  }

  /** Whether the provider is asked about what a file has told: it knows better. */
  boolean asksAbout(MappedCallback mapped, CallbackEffect effect) {
    Reading reading = mapped.callback().reading();
    return reading != null
        && reading.source() == Reading.Source.IMPORT
        && effect.kind() == CallbackEffect.Kind.CHANGED
        && providers.canGet(mapped.callback().provider(), mapped.callback().connection());
  }

  /**
   * Counts and tells what only a list has told, in the caller's transaction.
   *
   * @return whose it is
   */
  List<String> found(List<MappedCallback> batch, Applying.Followed followed) {
    List<Appointment> found = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      Reading reading = batch.get(i).callback().reading();
      if (reading == null
          || reading.source() != Reading.Source.LIST
          || followed.outcomes().get(i).kind() != Outcome.Kind.APPLIED) {
        continue;
      }
      Appointment now = followed.current().get(Applying.key(batch.get(i)));
      if (!now.isHeld()) {
        found.add(now);
        LogTopic.is(batch.get(i).callback().id(), now.key().id(), null);
        LOG.info(
            "Reconciling has found a change of {} that no callback had told", now.key().text());
        LogTopic.over();
      }
    }
    List<String> providers = found.stream().map(one -> one.key().provider()).toList();
    if (!found.isEmpty()) {
      standings.found(providers, found.stream().map(one -> one.key().connection()).toList());
      events.missed(found);
    }
    return providers;
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
