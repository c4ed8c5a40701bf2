package io.calroute.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SavvyCalBooking;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One appointment's whole life, from callback to calendar. */
class AppointmentLifeTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;

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
  void bookingBecomesOneEventThatFollowsEveryChangeAndGoesInTheEnd() {
    SavvyCalBooking booking =
        SavvyCalBooking.of("appt_life00000001")
            .with("prov_anna00000001")
            .at(Instant.parse("2027-03-01T15:00:00Z"), Duration.ofMinutes(30));

    assertThat(send(booking, "appointment.created")).isEqualTo(202);
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(installation.google().calendar("anna@example.com").events()).hasSize(1));
    var event = installation.google().calendar("anna@example.com").events().get(0);
    assertThat(event.start()).isEqualTo(Instant.parse("2027-03-01T15:00:00Z"));
    assertThat(event.end()).isEqualTo(Instant.parse("2027-03-01T15:30:00Z"));

    SavvyCalBooking moved =
        booking.at(Instant.parse("2027-03-02T10:00:00Z"), Duration.ofMinutes(45)).later();
    assertThat(send(moved, "appointment.rescheduled")).isEqualTo(202);
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(installation.google().calendar("anna@example.com").events())
                    .singleElement()
                    .satisfies(
                        one -> {
                          assertThat(one.start()).isEqualTo(Instant.parse("2027-03-02T10:00:00Z"));
                          assertThat(one.id()).isEqualTo(event.id());
                        }));

    SavvyCalBooking reassigned = moved.with("prov_carla0000001").later();
    assertThat(send(reassigned, "appointment.rescheduled")).isEqualTo(202);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(installation.graph().mailbox("carla@example.org").events()).hasSize(1);
              assertThat(installation.google().calendar("anna@example.com").events()).isEmpty();
            });

    assertThat(send(reassigned.later(), "appointment.canceled")).isEqualTo(202);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(installation.graph().mailbox("carla@example.org").events()).isEmpty());
  }

  private static int send(SavvyCalBooking booking, String type) {
    return calroute
        .postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", booking.callback(type))
        .statusCode();
  }
}
