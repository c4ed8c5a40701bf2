package io.calroute.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Version;
import io.calroute.mapping.function.Expressions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A provider whose clock is wrong, or somebody who wants to have the last word for ever. */
class StampTest {

  private static final Instant RECEIVED = Instant.parse("2026-11-02T09:15:00Z");

  private static final String STAMPS =
      """
      savvycal     | meeting-created      | /data/object/updated_at
      savvycal     | meeting-created      | /created_at
      agendize     | created-accepted     | /date/dateTime
      pexip-engage | create-accepted      | /data/appointment/updatedAt
      cabinetfm    | new                  | /booking/updated_at
      ombori       | with-ts              | /data/position/_ts
      """;

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = STAMPS)
  void aStampFromTheFutureDoesNotWinForEver(String provider, String golden, String stamp)
      throws Exception {
    doesNotWinForEver(provider, golden, stamp, Instant.parse("2027-11-02T09:15:00Z"));
    doesNotWinForEver(provider, golden, stamp, Instant.parse("9999-01-01T00:00:00Z"));
  }

  private static void doesNotWinForEver(
      String provider, String golden, String stamp, Instant future) throws Exception {
    JsonNode bogus = said(provider, golden, stamp, future, RECEIVED);
    Instant later = RECEIVED.plus(Duration.ofMinutes(10));
    JsonNode real = said(provider, golden, stamp, later, later);

    assertThat(version(real, 2)).isGreaterThan(version(bogus, 1));
    assertThat(bogus.path("warnings").findValuesAsText("code")).contains("bad-stamp");
    assertThat(real.path("warnings").findValuesAsText("code")).doesNotContain("bad-stamp");
    assertThat(HouseMappings.SCHEMA.check(bogus)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = STAMPS)
  void clocksMayDifferByAFewMinutes(String provider, String golden, String stamp) throws Exception {
    JsonNode first = said(provider, golden, stamp, RECEIVED.plusSeconds(200), RECEIVED);
    JsonNode second = said(provider, golden, stamp, RECEIVED.plusSeconds(240), RECEIVED);

    assertThat(version(second, 1)).isGreaterThan(version(first, 2));
    assertThat(second.path("warnings").findValuesAsText("code")).doesNotContain("bad-stamp");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          savvycal     | meeting-created   | /data/object/updated_at /created_at
          agendize     | updated-moved     | /date/dateTime
          pexip-engage | reschedule        | /data/appointment/updatedAt
          cabinetfm    | worker-assigned   | /booking/updated_at
          ombori       | booking-updated   | /data/position/_ts
          """)
  void aWordWithoutAStampIsNotLostAfterOneThatHasOne(String provider, String golden, String stamps)
      throws Exception {
    String[] all = stamps.split(" ");
    JsonNode stamped = said(provider, golden, all[0], RECEIVED, RECEIVED);
    Instant later = RECEIVED.plus(Duration.ofMinutes(10));
    ObjectNode body = (ObjectNode) golden(provider, golden);
    for (String stamp : all) {
      int cut = stamp.lastIndexOf('/');
      ((ObjectNode) body.at(stamp.substring(0, cut))).remove(stamp.substring(cut + 1));
    }
    JsonNode bare = mapped(provider, body, later);
    Instant last = later.plus(Duration.ofMinutes(10));
    JsonNode again = said(provider, golden, all[0], last, last);

    assertThat(version(bare, 2)).isGreaterThan(version(stamped, 1));
    assertThat(version(stamped, 3)).as("said before").isLessThan(version(bare, 2));
    assertThat(version(again, 4)).as("said after").isGreaterThan(version(bare, 2));
    assertThat(HouseMappings.SCHEMA.check(bare)).isEmpty();
  }

  @Test
  void withoutStampsTheCourseOfATicketCountsAndNotTheArrival() throws Exception {
    ObjectNode moved = (ObjectNode) golden("ombori", "booking-updated");
    ObjectNode booked = (ObjectNode) golden("ombori", "booking-confirmation");
    JsonNode update = mapped("ombori", moved, RECEIVED);
    JsonNode lateConfirmation = mapped("ombori", booked, RECEIVED.plus(Duration.ofMinutes(10)));

    assertThat(version(lateConfirmation, 2)).isLessThan(version(update, 1));
  }

  private static Version version(JsonNode appointment, long callback) {
    return new Version(appointment.path("version"), callback);
  }

  private static JsonNode said(
      String provider, String golden, String stamp, Instant when, Instant received)
      throws Exception {
    JsonNode body = golden(provider, golden);
    int cut = stamp.lastIndexOf('/');
    ObjectNode place = (ObjectNode) body.at(stamp.substring(0, cut));
    String name = stamp.substring(cut + 1);
    if (name.equals("_ts")) {
      place.put(name, when.getEpochSecond());
    } else {
      place.put(name, when.toString());
    }
    return mapped(provider, body, received);
  }

  private static JsonNode golden(String provider, String golden) throws IOException {
    return Expressions.JSON.readTree(Path.of("mappings", provider, golden + ".in.json").toFile());
  }

  private static JsonNode mapped(String provider, JsonNode body, Instant received) {
    ObjectNode input = HouseMappings.callback(body);
    input.put("receivedAt", received.toString());
    return HouseMappings.MAPPINGS.apply(provider, input);
  }
}
