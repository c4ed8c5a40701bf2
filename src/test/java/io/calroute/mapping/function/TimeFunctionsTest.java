package io.calroute.mapping.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeFunctionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'2026-12-01T09:00:00Z'           | null            | 2026-12-01T09:00:00Z",
        "'2026-12-01t09:00:00z'           | null            | 2026-12-01T09:00:00Z",
        "'2026-12-01T10:00:00+01:00'      | null            | 2026-12-01T09:00:00Z",
        "'2026-12-01T10:00:00+0100'       | null            | 2026-12-01T09:00:00Z",
        "'2026-12-01T10:00+01'            | null            | 2026-12-01T09:00:00Z",
        "'2026-12-01 09:00:00 UTC'        | null            | 2026-12-01T09:00:00Z",
        "'2026-12-01T09:00:00-00:00'      | null            | 2026-12-01T09:00:00Z",
        "'2026-12-01T10:00:00'            | 'Europe/Rome'   | 2026-12-01T09:00:00Z",
        "'2026-12-01T10:00'               | 'Europe/Rome'   | 2026-12-01T09:00:00Z",
        "'2026-12-01 10:00'               | 'Europe/Rome'   | 2026-12-01T09:00:00Z",
        "' 2026-12-01  10:00:00 '         | 'europe/rome'   | 2026-12-01T09:00:00Z",
        "'2026-12-01T10:00:00.1700000'    | 'Europe/Rome'   | 2026-12-01T09:00:00Z",
        "'2026-12-01T09:00:00.9999999Z'   | null            | 2026-12-01T09:00:00Z",
        "'2026-12-01T10:00:00'            | 'US/Eastern'    | 2026-12-01T15:00:00Z",
        "'2026-12-01T11:00:00'            | 'Europe/Kiev'   | 2026-12-01T09:00:00Z",
        "'2026-12-01T11:00:00'            | 'Europe/Kyiv'   | 2026-12-01T09:00:00Z",
        "'2026-12-01T10:00:00'            | 'EST'           | 2026-12-01T15:00:00Z",
        "'2026-12-01'                     | 'Europe/Rome'   | 2026-11-30T23:00:00Z",
        "'2026-12-01T9:00'                | 'Europe/Rome'   | 2026-12-01T08:00:00Z",
        "'2026-12-01T24:00'               | 'Europe/Rome'   | 2026-12-01T23:00:00Z",
        "'2026-12-31T24:00:00Z'           | null            | 2027-01-01T00:00:00Z",
        "'2026-12-01T10:00:00+01:00[Europe/Paris]' | null   | 2026-12-01T09:00:00Z",
        "'2026-12-01T09:00Z[UTC]'         | null            | 2026-12-01T09:00:00Z",
        "'2026-12-01T10:00[Europe/Paris]' | 'America/Lima'  | 2026-12-01T09:00:00Z",
        "1796115600                       | null            | 2026-12-01T09:00:00Z",
        "1796115600.75                    | null            | 2026-12-01T09:00:00Z",
        "1796115600123                    | null            | 2026-12-01T09:00:00Z",
        "'1796115600'                     | null            | 2026-12-01T09:00:00Z",
        "'1796115600123'                  | null            | 2026-12-01T09:00:00Z",
        "0                                | null            | 1970-01-01T00:00:00Z",
        "'2199-12-31T23:59:59Z'           | null            | 2199-12-31T23:59:59Z",
        // the clocks go forward from 02:00 to 03:00
        "'2026-03-29T02:30:00'            | 'Europe/Rome'   | 2026-03-29T01:30:00Z",
        // half an hour of gap
        "'2026-10-04T02:15:00'            | 'Australia/Lord_Howe' | 2026-10-03T15:45:00Z",
        // a whole day was skipped
        "'2011-12-30T12:00:00'            | 'Pacific/Apia'  | 2011-12-30T22:00:00Z",
        // the clocks go back from 03:00 to 02:00: the first 02:30 is meant
        "'2026-10-25T02:30:00'            | 'Europe/Rome'   | 2026-10-25T00:30:00Z",
        // an offset says which one is meant
        "'2026-10-25T02:30:00+01:00'      | 'Europe/Rome'   | 2026-10-25T01:30:00Z",
      })
  void readsEveryFormOfATime(String value, String zone, String instant) {
    assertThat(Expressions.value("instant(" + quoted(value) + ", " + quoted(zone) + ")").asText())
        .isEqualTo(instant);
  }

  /**
   * CsvSource strips single quotes around values, so anything that is no number or null gets them
   * back.
   */
  private static String quoted(String value) {
    return value.equals("null") || value.matches("\\d{1,13}(\\.\\d+)?") ? value : "'" + value + "'";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'soon'",
        "''",
        "'2026-12-01T24:01'",
        "'2026-12-01T24:00:01Z'",
        "'2026-12-01+01:00'",
        "'2026-12-01[Europe/Rome]'",
        "'10:00'",
        "'2026-13-01T10:00:00Z'",
        "'2026-02-30T10:00:00Z'",
        "'2026-12-01T25:00:00Z'",
        "'2026-12-01T10:00:00+25:00'",
        "'01.12.2026 10:00'",
        "'12/01/2026 10:00'",
        "'1969-12-31T23:59:59Z'",
        "'2200-01-01T00:00:00Z'",
        "'9999-12-31T23:59:59Z'",
        "'20261201100000'",
        "-1",
        "99999999999",
        "1e300",
        "true",
        "{}",
        "[1796115600]",
      })
  void refusesWhatIsNoTime(String value) {
    MappingRefused refusal = refusal("instant(.v, 'UTC')", "{'v': " + value + "}");

    assertThat(refusal.code()).isEqualTo("bad-time");
    assertThat(Expressions.value("is-time(.v, 'UTC')", "{'v': " + value + "}").asBoolean())
        .isFalse();
  }

  @Test
  void saysWhichTimesTheClocksSkip() {
    assertThat(skipped("2026-03-29T02:30:00", "Europe/Rome")).isTrue();
    assertThat(skipped("2026-03-29T03:00:00", "Europe/Rome")).isFalse();
    assertThat(skipped("2026-03-29T02:30:00Z", "Europe/Rome")).isFalse();
    assertThat(skipped("2026-03-29T02:30[Europe/Rome]", "UTC")).isTrue();
    assertThat(skipped("2026-03-29T02:30:00", "Nowhere")).isFalse();
  }

  private static boolean skipped(String value, String zone) {
    return Expressions.value("skipped('" + value + "', '" + zone + "')").asBoolean();
  }

  @Test
  void showsTheShapeOfABadTimeButNotTheValue() {
    assertThat(refusal("instant(., 'UTC')", "'Anna 17:30'").getMessage())
        .contains("xxxx 00:00")
        .doesNotContain("Anna");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "''", "'Mars/Base'", "'+02:00'", "'UTC+2'", "'CEST'"})
  void neverGuessesTheZoneOfALocalTime(String zone) {
    String input = "{'zone': " + zone + "}";

    assertThat(refusal("instant('2026-12-01T10:00:00', .zone)", input).code())
        .isEqualTo("unknown-time-zone");
    assertThat(refusal("time-zone(.zone, null)", input).code()).isEqualTo("unknown-time-zone");
    assertThat(Expressions.value("is-time-zone(.zone)", input).asBoolean()).isFalse();
  }

  @Test
  void needsNoZoneForATimeThatStandsOnItsOwn() {
    assertThat(Expressions.value("instant('2026-12-01T09:00:00Z', 'Mars/Base')").asText())
        .isEqualTo("2026-12-01T09:00:00Z");
  }

  @Test
  void nullGivesNull() {
    for (String call :
        new String[] {
          "instant(null, 'UTC')",
          "later-instant(null, 'UTC')",
          "ambiguous(null, 'UTC')",
          "skipped(null, 'UTC')",
          "epoch-millis(null)",
          "local-time(null, 'UTC')",
          "offset-time(null, 'UTC')",
          "graph-time-zone(null, null, 'UTC')"
        }) {
      assertThat(Expressions.value(call).isNull()).as(call).isTrue();
    }
    assertThat(Expressions.value("is-time(null, 'UTC')").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-12-01T09:00:00Z, Europe/Rome, 2026-12-01T10:00:00, 2026-12-01T10:00:00+01:00",
    "2026-07-01T09:00:00Z, America/New_York, 2026-07-01T05:00:00, 2026-07-01T05:00:00-04:00",
    "2026-07-01T09:00:00Z, Asia/Kathmandu, 2026-07-01T14:45:00, 2026-07-01T14:45:00+05:45",
    "2026-07-01T09:00:00Z, UTC, 2026-07-01T09:00:00, 2026-07-01T09:00:00Z",
    // Liberia's offset had seconds, which RFC 3339 cannot say
    "1971-01-01T00:00:00Z, Africa/Monrovia, 1970-12-31T23:15:30, 1971-01-01T00:00:00Z",
  })
  void showsAnInstantOnAClock(String instant, String zone, String local, String offset) {
    String arguments = "('" + instant + "', '" + zone + "')";

    assertThat(Expressions.value("local-time" + arguments).asText()).isEqualTo(local);
    assertThat(Expressions.value("offset-time" + arguments).asText()).isEqualTo(offset);
  }

  @Test
  void tellsWhichTimesTheClocksShowTwice() {
    assertThat(Expressions.value("ambiguous('2026-10-25T02:30:00', 'Europe/Rome')").asBoolean())
        .isTrue();
    assertThat(Expressions.value("ambiguous('2026-10-25T03:30:00', 'Europe/Rome')").asBoolean())
        .isFalse();
    assertThat(
            Expressions.value("ambiguous('2026-10-25T02:30:00+02:00', 'Europe/Rome')").asBoolean())
        .isFalse();
    assertThat(Expressions.value("later-instant('2026-10-25T02:30:00', 'Europe/Rome')").asText())
        .isEqualTo("2026-10-25T01:30:00Z");
  }

  @Test
  void keepsMillisecondsForOrdering() {
    assertThat(Expressions.value("epoch-millis('2026-12-01T09:00:00.250Z')").asLong())
        .isEqualTo(1796115600250L);
    assertThat(Expressions.value("epoch-millis('2026-12-01T10:00:00.25', 'Europe/Rome')").asLong())
        .isEqualTo(1796115600250L);
  }

  @Test
  void fallsBackOnlyWhenNoZoneIsNamed() {
    assertThat(Expressions.value("time-zone(null, 'Europe/Rome')").asText())
        .isEqualTo("Europe/Rome");
    assertThat(Expressions.value("time-zone(' ', 'Europe/Rome')").asText())
        .isEqualTo("Europe/Rome");
    assertThat(Expressions.value("time-zone('us/eastern', 'Europe/Rome')").asText())
        .isEqualTo("US/Eastern");
    assertThat(refusal("time-zone('Rome', 'Europe/Rome')", "null").code())
        .isEqualTo("unknown-time-zone");
    assertThat(refusal("time-zone(5, 'Europe/Rome')", "null").code())
        .isEqualTo("unknown-time-zone");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-12-01T09:00:00Z, 2026-12-01T10:00:00Z, Europe/Rome, W. Europe Standard Time",
    "2026-12-01T09:00:00Z, 2026-12-01T10:00:00Z, America/New_York, Eastern Standard Time",
    "2026-12-01T09:00:00Z, 2026-12-01T10:00:00Z, US/Eastern, Eastern Standard Time",
    "2026-12-01T09:00:00Z, 2026-12-01T10:00:00Z, Asia/Kolkata, India Standard Time",
    "2026-12-01T09:00:00Z, 2026-12-01T10:00:00Z, Europe/Kyiv, FLE Standard Time",
    "2026-12-01T09:00:00Z, 2026-12-01T10:00:00Z, UTC, UTC",
    // no Windows zone at all
    "2026-07-01T09:00:00Z, 2026-07-01T10:00:00Z, Antarctica/Troll, UTC",
    // the second half of the hour that the clocks show twice
    "2026-10-25T01:30:00Z, 2026-10-25T03:30:00Z, Europe/Rome, UTC",
    "2026-10-24T22:00:00Z, 2026-10-25T00:30:00Z, Europe/Rome, UTC",
  })
  void namesAWindowsZoneOnlyWhereItsClockAgrees(
      String start, String end, String zone, String windows) {
    assertThat(
            Expressions.value("graph-time-zone('" + start + "', '" + end + "', '" + zone + "')")
                .asText())
        .isEqualTo(windows);
  }

  private static MappingRefused refusal(String expression, String input) {
    return catchThrowableOfType(MappingRefused.class, () -> Expressions.value(expression, input));
  }
}
