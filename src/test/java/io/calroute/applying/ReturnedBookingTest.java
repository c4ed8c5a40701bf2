package io.calroute.applying;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.DirectoryEntry;
import io.calroute.appointment.directory.DirectoryStore;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Journal;
import io.calroute.event.HeardEvents;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.ReferenceStore;
import io.calroute.retention.erasure.ErasedPeople;
import io.calroute.routing.DirectoryInForce;
import io.calroute.routing.Placement;
import io.calroute.sandbox.Json;
import io.calroute.store.EmptyStore;
import io.calroute.work.Signal;
import io.calroute.work.SyncObserver;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Bookings that get new ids, and old ones again, in every order in which that can be told. */
class ReturnedBookingTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path home;
  private static EmptyStore store;

  private final Clock clock = Clock.systemUTC();
  private Applying applying;
  private Journal journal;

  /** What is said of a booking: its id and version, and the id that it had before. */
  private record Word(String id, int version, String former) {
    ObjectNode canonical() {
      ObjectNode canonical = Json.object().put("id", id).put("status", "confirmed");
      canonical.put("title", "said " + version).putArray("version").add(version);
      canonical.putObject("start").put("instant", "2027-03-01T15:00:00Z").put("timeZone", "UTC");
      canonical.putObject("end").put("instant", "2027-03-01T16:00:00Z").put("timeZone", "UTC");
      canonical.putArray("staff").addObject().put("id", "s").putNull("email");
      canonical.putArray("formerIds");
      if (former != null) {
        canonical.withArray("formerIds").add(former);
      }
      return canonical;
    }
  }

  private static Word word(String id, int version) {
    return new Word(id, version, null);
  }

  private static Word word(String id, int version, String former) {
    return new Word(id, version, former);
  }

  @BeforeAll
  static void startStore() {
    store = EmptyStore.start(home);
  }

  @AfterAll
  static void stopStore() {
    store.close();
  }

  @BeforeEach
  void begin() {
    SyncSettings settings =
        new Binder(new MapConfigurationPropertySource(Map.of()))
            .bindOrCreate("calroute", SyncSettings.class);
    AppointmentStore appointments = new AppointmentStore(store.jdbc(), JSON, clock);
    ReferenceStore references = new ReferenceStore(store.jdbc(), JSON, clock);
    Directory all = new Directory(List.of(new DirectoryEntry(null, "google", "anna@example.com")));
    journal = new Journal(store.dataSource(), 1, new Signal(1), clock);
    applying =
        new Applying(
            journal,
            appointments,
            references,
            new Placement(
                appointments,
                references,
                new DirectoryInForce(new DirectoryStore(store.jdbc(), JSON, clock), () -> all),
                () -> settings,
                HeardEvents.unheard()),
            SyncObserver.NONE,
            HeardEvents.unheard(),
            NobodyIsAsked.sightings(journal, store.jdbc(), clock),
            new ErasedPeople(store.jdbc()));
  }

  @Test
  void aBookingThatReturnsToAFormerIdStands() {
    assertThat(standing(List.of(word("1", 1), word("2", 2, "1"), word("1", 3, "2"))))
        .isEqualTo(Map.of("1", "said 3"));
    assertThat(
            store
                .jdbc()
                .queryForObject(
                    """
                    select a.external_id from reference r join appointment a on a.id = r.appointment_id
                    where r.wanted
                    """,
                    String.class))
        .isEqualTo("1");
  }

  @Test
  void whateverTheOrderTheSameIdStands() {
    Map<String, List<Word>> stories = new TreeMap<>();
    stories.put("3", List.of(word("1", 1), word("2", 2, "1"), word("3", 3, "2")));
    stories.put("1", List.of(word("1", 1), word("2", 2, "1"), word("1", 3, "2")));
    stories.put(
        "4", List.of(word("1", 1), word("2", 2, "1"), word("1", 3, "2"), word("4", 4, "1")));
    stories.put(
        "2", List.of(word("2", 1), word("3", 2, "2"), word("1", 3, "3"), word("2", 4, "1")));
    stories.forEach(
        (id, story) ->
            orders(story)
                .forEach(
                    order ->
                        assertThat(standing(order))
                            .as("%s", order)
                            .isEqualTo(Map.of(id, "said " + story.size()))));
  }

  @Test
  void eventsThatWereFoundMoveAlongToTheNewId() {
    clear();
    apply(word("1", 1).canonical(), 1);
    store
        .jdbc()
        .update(
            """
            update appointment set document = document
              || '{"adopted": [{"target": "google", "calendar": "anna@example.com", "id": "e1"}]}'
            """);
    apply(word("2", 2, "1").canonical(), 2);
    assertThat(
            store
                .jdbc()
                .queryForObject(
                    "select document #>> '{adopted,0,id}' from appointment where external_id = '2'",
                    String.class))
        .isEqualTo("e1");
  }

  @Test
  void aRefusedWordHasNoSideEffects() {
    ObjectNode backwards = word("2", 2, "1").canonical();
    ((ObjectNode) backwards.get("end")).put("instant", "2027-03-01T14:00:00Z");
    clear();
    apply(word("1", 1).canonical(), 1);
    apply(backwards, 2);

    assertThat(standing()).isEqualTo(Map.of("1", "said 1"));
  }

  /** What says nothing of a return is said of the booking under its later id. */
  @Test
  void nothingElseThatIsSaidOfAFormerIdCounts() {
    assertThat(standing(List.of(word("1", 1), word("2", 2, "1"), word("1", 5))))
        .isEqualTo(Map.of("2", "said 2"));
  }

  /** As an older Calroute has left it, which knew no version of the word. */
  @Test
  void aPlaceTakenBeforeIsGivenBackOnlyByWhoTookIt() {
    standing(List.of(word("1", 1), word("2", 2, "1")));
    store
        .jdbc()
        .update("update appointment set version = '[\"superseded\"]' where external_id = '1'");
    apply(word("1", 1, "0").canonical(), 9);
    assertThat(standing()).isEqualTo(Map.of("2", "said 2"));
    apply(word("1", 3, "2").canonical(), 10);
    assertThat(standing()).isEqualTo(Map.of("1", "said 3"));
  }

  private Map<String, String> standing(List<Word> order) {
    clear();
    for (int i = 0; i < order.size(); i++) {
      apply(order.get(i).canonical(), i + 1);
    }
    return standing();
  }

  private static void clear() {
    store.jdbc().update("delete from appointment");
  }

  private void apply(ObjectNode canonical, long callback) {
    Callback said =
        new Callback(
            callback, "acme", "default", Instant.now(clock), "UTF-8", new byte[0], 0, null);
    store
        .jdbc()
        .update(
            """
            insert into callback (id, provider, connection, delivery_key, received_at, charset, body,
              outcome)
            overriding system value values (?, 'acme', 'default', ?, now(), 'UTF-8', '', 'pending')
            on conflict (id) do update set outcome = 'pending'
            """,
            callback,
            String.valueOf(callback));
    new TransactionTemplate(new DataSourceTransactionManager(store.dataSource()))
        .executeWithoutResult(
            transaction ->
                applying.apply(
                    List.of(new MappedCallback(said, canonical, null)), clock.instant()));
  }

  private static Map<String, String> standing() {
    Map<String, String> standing = new TreeMap<>();
    store
        .jdbc()
        .query(
            "select external_id, document ->> 'title' from appointment where status = 'confirmed'",
            row -> {
              standing.put(row.getString(1), row.getString(2));
            });
    return standing;
  }

  private static List<List<Word>> orders(List<Word> words) {
    if (words.isEmpty()) {
      return List.of(List.of());
    }
    List<List<Word>> orders = new ArrayList<>();
    for (Word first : words) {
      List<Word> rest = new ArrayList<>(words);
      rest.remove(first);
      for (List<Word> order : orders(rest)) {
        List<Word> one = new ArrayList<>(List.of(first));
        one.addAll(order);
        orders.add(one);
      }
    }
    return orders;
  }
}
