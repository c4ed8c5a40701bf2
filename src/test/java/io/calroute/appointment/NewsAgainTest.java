package io.calroute.appointment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import org.junit.jupiter.api.Test;

/** What the callback with the last word may do when it is mapped again. */
class NewsAgainTest {

  private static final AppointmentKey KEY = new AppointmentKey("acme", "default", "appt-1");
  private static final long CALLBACK = 7;

  private final Appointment known = News.of(null, KEY, canonical("Consult", 50), CALLBACK).after();

  @Test
  void replacesItselfEvenWithALowerVersion() {
    News news = News.again(known, KEY, canonical("Visit", 10), CALLBACK);

    assertThat(news.kind()).isEqualTo(News.Kind.CHANGED);
    assertThat(news.after().revision()).isEqualTo(2);
    assertThat(news.after().version().elements().get(0).intValue()).isEqualTo(10);
    // From now on, versions of the new mapping are compared with each other.
    assertThat(News.of(news.after(), KEY, canonical("Later", 11), 8).kind())
        .isEqualTo(News.Kind.CHANGED);
  }

  @Test
  void keepsTheRevisionWhenOnlyTheVersionReadsOtherwise() {
    News news = News.again(known, KEY, canonical("Consult", 10), CALLBACK);

    assertThat(news.kind()).isEqualTo(News.Kind.SAME);
    assertThat(news.after().revision()).isEqualTo(1);
    assertThat(news.after().version().elements().get(0).intValue()).isEqualTo(10);
  }

  @Test
  void writesNothingWhenNothingDiffers() {
    assertThat(News.again(known, KEY, canonical("Consult", 50), CALLBACK).after()).isSameAs(known);
  }

  @Test
  void leavesALaterWordAlone() {
    Appointment later = News.of(known, KEY, canonical("Moved", 60), 9).after();

    News news = News.again(later, KEY, canonical("Visit", 99), CALLBACK);
    assertThat(news.kind()).isEqualTo(News.Kind.STALE);
    assertThat(news.after()).isSameAs(later);
  }

  @Test
  void makesNoAppointmentAndReopensNone() {
    assertThat(News.again(null, KEY, canonical("Consult", 50), CALLBACK).after()).isNull();
    Appointment superseded = News.superseded(known, KEY, "appt-2", known.version());
    assertThat(News.again(superseded, KEY, canonical("Consult", 50), CALLBACK).kind())
        .isEqualTo(News.Kind.STALE);
  }

  private static ObjectNode canonical(String title, int version) {
    ObjectNode canonical = Json.object().put("id", "appt-1").put("status", "confirmed");
    canonical.put("title", title).putArray("version").add(version);
    canonical.putObject("start").put("instant", "2027-03-01T15:00:00Z").put("timeZone", "UTC");
    canonical.putObject("end").put("instant", "2027-03-01T16:00:00Z").put("timeZone", "UTC");
    return canonical;
  }
}
