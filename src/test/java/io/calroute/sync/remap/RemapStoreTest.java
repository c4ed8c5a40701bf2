package io.calroute.sync.remap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentStore;
import io.calroute.sandbox.ManualClock;
import io.calroute.store.EmptyStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a remap concerns, how far it is, and what it means to ask for it again. */
class RemapStoreTest {

  private static final Instant NOW = Instant.parse("2026-11-02T12:00:00Z");

  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir static Path home;
  private static EmptyStore store;

  private final ManualClock clock = new ManualClock(NOW);
  private RemapStore remaps;
  private AppointmentStore appointments;

  @BeforeAll
  static void startStore() {
    store = EmptyStore.start(home);
  }

  @AfterAll
  static void stopStore() {
    store.close();
  }

  @BeforeEach
  void nothingIsKnown() {
    store.jdbc().update("truncate appointment, remap cascade");
    remaps = new RemapStore(store.jdbc(), new ObjectMapper(), clock);
    appointments = new AppointmentStore(store.jdbc(), new ObjectMapper(), clock);
  }

  @Test
  void askedForAgainWhileItRunsItBeginsAnewWithAllThatThereIsByThen() {
    book("acme", "default", "1");
    book("acme", "default", "2");
    Remap first = remaps.request("acme", null);
    List<Appointment> batch = next(first, 1);
    remaps.progress(
        first,
        batch.get(0).id(),
        new Remap.Tally(1, 2, 3, 4, 5, 6),
        List.of(new Remap.Problem("default", "1", "code", "Message.")));
    assertThat(remaps.running())
        .singleElement()
        .extracting(Remap::tally)
        .isNotEqualTo(Remap.Tally.NONE);
    book("acme", "default", "3");
    clock.advance(Duration.ofMinutes(1));

    Remap again = remaps.request("acme", null);

    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.afterId()).isZero();
    assertThat(again.tally()).isEqualTo(Remap.Tally.NONE);
    assertThat(again.problems()).isEmpty();
    assertThat(again.appointments()).isEqualTo(3);
    assertThat(again.requestedAt()).isEqualTo(NOW.plus(Duration.ofMinutes(1)));
    assertThat(remaps.running()).containsExactly(again);
    assertThat(ids(next(again, 10))).containsExactly("1", "2", "3");
  }

  @Test
  void askedForAgainAfterItIsDoneItIsAnotherOne() {
    book("acme", "default", "1");
    Remap first = remaps.request("acme", null);
    remaps.finish(first);

    Remap again = remaps.request("acme", null);

    assertThat(again.id()).isNotEqualTo(first.id());
    assertThat(remaps.running()).containsExactly(again);
    assertThat(remaps.newest()).extracting(Remap::id).containsExactly(again.id(), first.id());
    assertThat(remaps.newest().get(1).finishedAt()).isEqualTo(NOW);
  }

  @Test
  void aRemapOfAConnectionIsNotTheOneOfTheWholeProvider() {
    book("acme", "default", "1");
    book("acme", "other", "2");
    book("umbrella", "default", "3");
    Remap all = remaps.request("acme", null);
    Remap one = remaps.request("acme", "other");

    assertThat(one.id()).isNotEqualTo(all.id());
    assertThat(all.appointments()).isEqualTo(2);
    assertThat(one.appointments()).isEqualTo(1);
    assertThat(ids(next(all, 10))).containsExactly("1", "2");
    assertThat(ids(next(one, 10))).containsExactly("2");
    assertThat(remaps.claim()).contains(all);
  }

  @Test
  void whatCameAfterItWasAskedForIsNoneOfItsBusiness() {
    book("acme", "default", "1");
    Remap remap = remaps.request("acme", null);
    book("acme", "default", "2");

    assertThat(ids(next(remap, 10))).containsExactly("1");
  }

  @Test
  void progressAddsUpAndGoesOnAfterTheLast() {
    book("acme", "default", "1");
    book("acme", "default", "2");
    Remap remap = remaps.request("acme", null);
    long first = next(remap, 1).get(0).id();
    remaps.progress(remap, first, new Remap.Tally(1, 0, 0, 0, 0, 0), List.of());
    Remap further = remaps.claim().orElseThrow();
    assertThat(ids(next(further, 10))).containsExactly("2");
    remaps.progress(further, first + 1, new Remap.Tally(1, 2, 3, 4, 5, 6), List.of());

    assertThat(remaps.claim().orElseThrow().tally()).isEqualTo(new Remap.Tally(2, 2, 3, 4, 5, 6));
  }

  @Test
  void whatOneWorkerHasNoOtherHasUntilItsPartIsDone() {
    book("acme", "default", "1");
    remaps.request("acme", null);
    TransactionTemplate mine =
        new TransactionTemplate(new DataSourceTransactionManager(store.dataSource()));
    RemapStore another = new RemapStore(store.jdbc(), new ObjectMapper(), clock);

    mine.executeWithoutResult(
        part -> {
          assertThat(remaps.claim()).isPresent();
          assertThat(CompletableFuture.supplyAsync(another::claim))
              .succeedsWithin(SOON)
              .isEqualTo(Optional.empty());
        });

    assertThat(another.claim()).isPresent();
  }

  private static List<String> ids(List<Appointment> appointments) {
    return appointments.stream().map(one -> one.key().id()).toList();
  }

  private void book(String provider, String connection, String id) {
    store
        .jdbc()
        .update(
            """
            insert into appointment (provider, connection, external_id, status, revision, version,
              version_callback, document, changed_at)
            values (?, ?, ?, 'confirmed', 1, '[1]', 1, '{}', now())
            """,
            provider,
            connection,
            id);
  }

  private List<Appointment> next(Remap remap, int limit) {
    return appointments.between(
        remap.provider(), remap.connection(), remap.afterId(), remap.lastId(), limit);
  }
}
