package io.calroute.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of edit, on a running Calroute that callbacks come in to all the time. */
class ReloadTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final AtomicInteger BOOKINGS = new AtomicInteger();
  private static final String RECEIVE = "routes/receive-savvycal.camel.yaml";
  private static final String GOOGLE_EVENT = "mappings/google-event.jslt";

  @TempDir static Path home;
  private static EditedCalroute edited;

  private CallbackStream callbacks;
  private Route frontDoor;

  @org.junit.jupiter.api.BeforeAll
  static void startOnce() {
    edited = EditedCalroute.start(home, Map.of());
  }

  @org.junit.jupiter.api.AfterAll
  static void stop() {
    edited.close();
  }

  @BeforeEach
  void sendCallbacks() {
    frontDoor = route("open-front-door");
    callbacks = CallbackStream.start(edited.calroute(), 4, 2);
  }

  @AfterEach
  void nobodyWasRefused() {
    callbacks.close();
    assertThat(callbacks.refusals()).isEmpty();
    assertThat(callbacks.sent()).isPositive();
    assertThat(route("open-front-door")).isSameAs(frontDoor);
    edited.awaitInUse();
  }

  @Test
  void editedRouteIsInUseWithinSeconds() {
    Route before = route("receive-savvycal");
    edited.edit(RECEIVE, "Checks the signature over", "Proves the signature over");
    edited.awaitInUse();
    assertThat(route("receive-savvycal")).isNotSameAs(before);
    assertThat(route("receive-savvycal").getDescription()).startsWith("Proves");
    assertThat(routeCount()).isEqualTo(13 + kamelets());
  }

  private static Route route(String id) {
    return camel().getRoute(id);
  }

  private static CamelContext camel() {
    return edited.calroute().bean(CamelContext.class);
  }

  private static int routeCount() {
    return camel().getRoutes().size();
  }

  private static int kamelets() {
    return (int) camel().getRoutes().stream().filter(Route::isCreatedByKamelet).count();
  }
}
