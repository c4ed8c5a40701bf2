package io.calroute.sync.turn;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.calroute.appointment.Appointment;
import io.calroute.destination.Failure;
import io.calroute.event.EventType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** What hooks are told of an appointment's turns, and when. */
class ToldTurnsTest {

  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  @TempDir static Path home;
  private static StoredTurns stored;

  @BeforeAll
  static void start() {
    stored = StoredTurns.start(home);
  }

  @AfterAll
  static void stop() {
    stored.close();
  }

  @BeforeEach
  void listen() {
    stored.clear();
    stored.store.jdbc().update("truncate event");
    stored.heard.listen(TEN_MINUTES);
  }

  @Test
  void anAppointmentIsSyncedOnceAllItsCalendarsAre() {
    Appointment one =
        stored.appointment("one", StoredTurns.google("ada", 0), StoredTurns.google("bob", 1));
    take(one, "ada");
    assertThat(stored.heard.kept()).isEmpty();
    take(one, "bob");
    assertThat(stored.heard.kept()).containsExactly("appointment.synced acme/default/one");
    assertThat(stored.heard.latest("revision")).isEqualTo("1");
    assertThat(stored.heard.latest("references")).contains("ada", "bob");
  }

  @Test
  void aRevisionIsToldOnceHoweverOftenItIsLookedAt() {
    Appointment one = stored.appointment("one", StoredTurns.google("ada", 0));
    take(one, "ada");
    stored.references.makeDue(one.id());
    take(one, "ada");
    assertThat(stored.heard.kept()).hasSize(1);
    stored.renew(one.id());
    take(one, "ada");
    assertThat(stored.heard.kept()).hasSize(2);
    assertThat(stored.heard.latest("revision")).isEqualTo("2");
  }

  @Test
  void anAppointmentWhoseEventIsGoneAsWantedIsSynced() {
    Appointment one = stored.appointment("one", StoredTurns.google("ada", 0));
    take(one, "ada");
    stored.transactions.executeWithoutResult(
        transaction -> stored.want(java.util.Map.of(one.id(), List.of())));
    stored.store.jdbc().update("update appointment set revision = 2 where id = ?", one.id());
    take(one, "ada");
    assertThat(stored.heard.kept()).hasSize(2);
    assertThat(stored.heard.latest("references")).isNull();
  }

  @Test
  void aFailureIsToldWhenItHasLasted() {
    Appointment one =
        stored.appointment("one", StoredTurns.google("ada", 0), StoredTurns.google("bob", 1));
    giveUp(one, "ada");
    stored.clock.advance(TEN_MINUTES.minusSeconds(1));
    giveUp(one, "bob");
    stored.heard.tellOfFailed();
    assertThat(stored.heard.kept()).isEmpty();
    stored.clock.advance(Duration.ofSeconds(1));
    stored.heard.tellOfFailed();
    stored.heard.tellOfFailed();
    assertThat(stored.heard.kept()).containsExactly("appointment.failed acme/default/one");
    assertThat(stored.heard.latest("since"))
        .isEqualTo(stored.clock.instant().minus(TEN_MINUTES).toString());
    assertThat(stored.heard.latest("failures")).contains("ada", "bob", "Test.");
  }

  @Test
  void aFailureThatIsOverInTimeIsNotTold() {
    Appointment one = stored.appointment("one", StoredTurns.google("ada", 0));
    giveUp(one, "ada");
    stored.references.makeDue(one.id());
    take(one, "ada");
    stored.clock.advance(TEN_MINUTES);
    stored.heard.tellOfFailed();
    assertThat(stored.heard.kept()).containsExactly("appointment.synced acme/default/one");
  }

  @Test
  void aFailureThatIsOverIsForgottenAlsoWhenOnlyFailuresAreToldOf() {
    stored.heard.listenTo(EventType.APPOINTMENT_FAILED);
    Appointment one = stored.appointment("one", StoredTurns.google("ada", 0));
    giveUp(one, "ada");
    stored.heard.tellOfFailed();
    stored.references.makeDue(one.id());
    take(one, "ada");
    stored.renew(one.id());
    giveUp(one, "ada");
    stored.heard.tellOfFailed();
    assertThat(stored.heard.kept())
        .containsExactly(
            "appointment.failed acme/default/one", "appointment.failed acme/default/one");
  }

  @Test
  void whatIsTriedAgainHasNotFailed() {
    Appointment one = stored.appointment("one", StoredTurns.google("ada", 0));
    Turn turn = stored.begin(stored.reference(one.id(), "ada"), "A");
    stored.proceed(turn, StoredTurns.refused(Failure.Kind.PASSING));
    stored.clock.advance(TEN_MINUTES);
    stored.heard.tellOfFailed();
    assertThat(stored.heard.kept()).isEmpty();
  }

  @Test
  void aTurnCostsNoStatementWhenNobodyListensToIt() {
    stored.heard.listenTo();
    Appointment unheard =
        stored.appointment("one", StoredTurns.google("ada", 0), StoredTurns.google("bob", 1));
    List<String> quiet = statements(() -> take(unheard, "ada"));
    quiet.addAll(statements(() -> giveUp(unheard, "bob")));
    assertThat(quiet).noneMatch(sql -> sql.contains("insert into event"));
    assertThat(quiet).noneMatch(sql -> sql.contains("appointment_told"));
    // What a turn costs that another reference of the appointment may wait for, after it was read
    // ahead.
    assertThat(quiet).hasSize(STATEMENTS_OF_TWO_TURNS);

    stored.heard.listen(TEN_MINUTES);
    Appointment heard =
        stored.appointment("two", StoredTurns.google("ada", 0), StoredTurns.google("bob", 1));
    List<String> loud = statements(() -> take(heard, "ada"));
    loud.addAll(statements(() -> giveUp(heard, "bob")));
    assertThat(loud).hasSizeGreaterThan(quiet.size());
  }

  private static final int STATEMENTS_OF_TWO_TURNS = 6;

  private static void take(Appointment appointment, String calendar) {
    stored.take(stored.reference(appointment.id(), calendar), "A");
  }

  private static void giveUp(Appointment appointment, String calendar) {
    Turn turn = stored.begin(stored.reference(appointment.id(), calendar), "B");
    stored.proceed(turn, StoredTurns.refused(Failure.Kind.PERMANENT));
  }

  /** What is asked of the store meanwhile. */
  private static List<String> statements(Runnable work) {
    Logger logger = (Logger) LoggerFactory.getLogger(JdbcTemplate.class);
    Level usual = logger.getLevel();
    ListAppender<ILoggingEvent> asked = new ListAppender<>();
    asked.start();
    logger.setLevel(Level.DEBUG);
    logger.addAppender(asked);
    try {
      work.run();
    } finally {
      logger.detachAppender(asked);
      logger.setLevel(usual);
    }
    return new java.util.ArrayList<>(
        asked.list.stream()
            .map(ILoggingEvent::getFormattedMessage)
            .filter(line -> line.startsWith("Executing prepared SQL statement ["))
            .toList());
  }
}
