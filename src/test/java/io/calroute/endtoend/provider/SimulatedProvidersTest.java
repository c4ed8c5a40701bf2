package io.calroute.endtoend.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.endtoend.StaffCalendars;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.ManualClock;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SimulatedProvider;
import io.calroute.sandbox.provider.Standing;
import io.calroute.sandbox.provider.agendize.AgendizeSimulator;
import io.calroute.sandbox.provider.cabinetfm.CabinetFmSimulator;
import io.calroute.sandbox.provider.ombori.OmboriSimulator;
import io.calroute.sandbox.provider.pexipengage.PexipEngageSimulator;
import io.calroute.sandbox.provider.savvycal.SavvyCalSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is booked at the simulated providers stands in the calendars. */
class SimulatedProvidersTest {

  private static final String ANNA = "anna@example.com";
  private static final String BEN = "ben@example.com";
  private static final Instant MONDAY = Instant.parse("2027-03-01T15:00:00Z");
  private static final Instant TUESDAY = Instant.parse("2027-03-02T10:00:00Z");
  // Two changes within one second can't be told apart by stamps of whole seconds.
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HALF = Duration.ofMinutes(30);

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;

  // Behind by an hour, because no stamp may lie in the future.
  private final ManualClock clock = new ManualClock(Instant.now().minus(Duration.ofHours(1)));

  @BeforeAll
  static void start() {
    installation = new Installation(home, 0, 0);
    calroute = installation.run();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @Test
  void savvycal() {
    livesAndDies(SavvyCalSimulator.start(clock, 0), "prov_anna00000001", "prov_ben000000001");
  }

  @Test
  void agendize() {
    livesAndDies(AgendizeSimulator.start(clock, 0), "881", "882");
  }

  @Test
  void pexipEngage() {
    livesAndDies(PexipEngageSimulator.start(clock, 0), ANNA, BEN);
  }

  @Test
  void ombori() {
    livesAndDies(OmboriSimulator.start(clock, 0), ANNA, BEN);
  }

  @Test
  void cabinetfm() {
    livesAndDies(new CabinetFmSimulator(clock), "881", "882");
  }

  private void livesAndDies(SimulatedProvider provider, String anna, String ben) {
    try (provider) {
      provider.deliveries().to(calroute);
      String id = provider.book(anna, MONDAY, HALF);
      calendars(provider, id).awaitOne(ANNA, MONDAY, HALF);
      clock.advance(SECOND);
      String moved = provider.move(id, TUESDAY, HALF);
      calendars(provider, moved).awaitOne(ANNA, TUESDAY, HALF);
      clock.advance(SECOND);
      provider.reassign(moved, ben);
      calendars(provider, moved).awaitOne(BEN, TUESDAY, HALF);
      calendars(provider, moved).awaitNone(ANNA);
      assertThat(provider.standing())
          .containsExactly(new Standing(moved, List.of(ben), TUESDAY, HALF));
      clock.advance(SECOND);
      provider.cancel(moved);
      calendars(provider, moved).awaitNone(BEN);
      assertThat(provider.standing()).isEmpty();
      assertThat(provider.deliveries().undelivered()).isZero();
    }
  }

  private static StaffCalendars calendars(SimulatedProvider provider, String id) {
    return new StaffCalendars(installation, provider.provider().word() + "/default/" + id);
  }
}
