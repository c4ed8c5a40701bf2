package io.calroute.appointment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import org.junit.jupiter.api.Test;

/** What the callback with the last word may do when it is mapped again. */
class RemappedCallbackTest {

  private static final AppointmentKey KEY = new AppointmentKey("acme", "default", "appt-1");
  private static final long CALLBACK = 7;

  private final Appointment known =
      CallbackEffect.of(null, KEY, canonical("Consult", 50), CALLBACK).after();

  @Test
  void replacesItselfEvenWithALowerVersion() {
    CallbackEffect effect = CallbackEffect.again(known, KEY, canonical("Visit", 10), CALLBACK);

    assertThat(effect.kind()).isEqualTo(CallbackEffect.Kind.CHANGED);
    assertThat(effect.after().revision()).isEqualTo(2);
    assertThat(effect.after().version().elements().get(0).intValue()).isEqualTo(10);
    // From now on, versions of the new mapping are compared with each other.
    assertThat(CallbackEffect.of(effect.after(), KEY, canonical("Later", 11), 8).kind())
        .isEqualTo(CallbackEffect.Kind.CHANGED);
  }

  @Test
  void keepsTheRevisionWhenOnlyTheVersionReadsOtherwise() {
    CallbackEffect effect = CallbackEffect.again(known, KEY, canonical("Consult", 10), CALLBACK);

    assertThat(effect.kind()).isEqualTo(CallbackEffect.Kind.SAME);
    assertThat(effect.after().revision()).isEqualTo(1);
    assertThat(effect.after().version().elements().get(0).intValue()).isEqualTo(10);
  }

  @Test
  void learnsTheClientsKeyWithoutNewsForCalendars() {
    ObjectNode withKey = canonical("Consult", 50).put("joinKey", "00ff");
    CallbackEffect effect = CallbackEffect.again(known, KEY, withKey, CALLBACK);

    assertThat(effect.kind()).isEqualTo(CallbackEffect.Kind.SAME);
    assertThat(effect.after().revision()).isEqualTo(1);
    assertThat(effect.after().document().path("joinKey").asText()).isEqualTo("00ff");
  }

  @Test
  void writesNothingWhenNothingDiffers() {
    assertThat(CallbackEffect.again(known, KEY, canonical("Consult", 50), CALLBACK).after())
        .isSameAs(known);
  }

  @Test
  void leavesALaterWordAlone() {
    Appointment later = CallbackEffect.of(known, KEY, canonical("Moved", 60), 9).after();

    CallbackEffect effect = CallbackEffect.again(later, KEY, canonical("Visit", 99), CALLBACK);
    assertThat(effect.kind()).isEqualTo(CallbackEffect.Kind.STALE);
    assertThat(effect.after()).isSameAs(later);
  }

  @Test
  void makesNoAppointmentAndReopensNone() {
    assertThat(CallbackEffect.again(null, KEY, canonical("Consult", 50), CALLBACK).after())
        .isNull();
    Appointment superseded = CallbackEffect.superseded(known, KEY, "appt-2", known.version());
    assertThat(CallbackEffect.again(superseded, KEY, canonical("Consult", 50), CALLBACK).kind())
        .isEqualTo(CallbackEffect.Kind.STALE);
  }

  private static ObjectNode canonical(String title, int version) {
    ObjectNode canonical = Json.object().put("id", "appt-1").put("status", "confirmed");
    canonical.put("title", title).putArray("version").add(version);
    canonical.putObject("start").put("instant", "2027-03-01T15:00:00Z").put("timeZone", "UTC");
    canonical.putObject("end").put("instant", "2027-03-01T16:00:00Z").put("timeZone", "UTC");
    return canonical;
  }
}
