package io.calroute.appointment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.CallbackEffect.Kind;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whatever a provider says of an appointment counts more than a file. */
class ImportedAppointmentTest {

  private static final AppointmentKey KEY = new AppointmentKey("acme", "default", "1");
  private static final Instant READ = Instant.parse("2026-12-01T09:00:00Z");

  private static final Sighting FILE = new Sighting(READ, true, false, false);

  private static ObjectNode word(int version, String title) {
    ObjectNode word = JsonNodeFactory.instance.objectNode();
    word.put("id", "1").put("status", "confirmed").put("title", title);
    word.putArray("version").add(version);
    word.putObject("start").put("instant", "2026-12-03T09:00:00Z");
    word.putObject("end").put("instant", "2026-12-03T10:00:00Z");
    return word;
  }

  private static ObjectNode row(int version, String title) {
    return word(version, title).put(Appointment.IMPORTED, true);
  }

  private static CallbackEffect of(
      Appointment known, ObjectNode word, long callback, Sighting how) {
    return CallbackEffect.of(known, KEY, word, callback, how, READ);
  }

  @Test
  void aWordOfTheProviderReplacesARowWhateverItsVersion() {
    Appointment imported = of(null, row(9, "Row"), 1, FILE).after();
    assertThat(imported.isImported()).isTrue();
    CallbackEffect said = of(imported, word(1, "Said"), 2, Sighting.BY_VERSION);
    assertThat(said.kind()).isEqualTo(Kind.CHANGED);
    assertThat(said.after().isImported()).isFalse();
    assertThat(of(imported, word(1, "Row"), 2, Sighting.BY_VERSION).kind()).isEqualTo(Kind.SAME);
  }

  @Test
  void aRowReplacesARowAndNothingElse() {
    Appointment imported = of(null, row(9, "Row"), 1, FILE).after();
    assertThat(of(imported, row(9, "Row"), 2, FILE).kind()).isEqualTo(Kind.SAME);
    assertThat(of(imported, row(1, "Corrected"), 3, FILE).kind()).isEqualTo(Kind.CHANGED);
    Appointment said = of(null, word(1, "Said"), 1, Sighting.BY_VERSION).after();
    CallbackEffect late = of(said, row(9, "Row"), 2, FILE);
    assertThat(late.kind()).isEqualTo(Kind.STALE);
    assertThat(late.code()).isEqualTo("spoken-of");
    assertThat(late.after()).isSameAs(said);
  }

  @Test
  void aHintHasTheProviderAskedAndItsAnswerCounts() {
    Appointment imported = of(null, row(9, "Row"), 1, FILE).after();
    Sighting hint = new Sighting(null, false, false, true);
    assertThat(of(imported, word(1, "Hint"), 2, hint).kind()).isEqualTo(Kind.ASK);
    Sighting answer = new Sighting(READ, false, false, true);
    assertThat(of(imported, word(1, "Answer"), 3, answer).after().document().path("title").asText())
        .isEqualTo("Answer");
  }
}
