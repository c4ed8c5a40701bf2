package io.calroute.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.sandbox.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as the same. */
class LikenessTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": \"x\"}|{\"a\": \"x\", \"b\": \"theirs\"}",
        "{\"a\": null}|{}",
        "{\"a\": \"\"}|{}",
        "{\"transparency\": \"opaque\"}|{}",
        "{\"visibility\": \"default\"}|{}",
        "{\"description\": \"A & B\"}|{\"description\": \"A &amp; B<br>and a note\"}",
        "{\"body\": {\"contentType\": \"text\", \"content\": \"A\\nB\"}}"
            + "|{\"body\": {\"contentType\": \"html\", \"content\": \"<p>A</p><p>B</p>\"}}",
        "{\"location\": {\"displayName\": \"x\"}}"
            + "|{\"location\": {\"displayName\": \"x\", \"uniqueId\": \"y\"}}",
        "{\"start\": {\"dateTime\": \"2027-03-01T15:00:00+01:00\", \"timeZone\": \"Europe/Paris\"}}"
            + "|{\"start\": {\"dateTime\": \"2027-03-01T14:00:00Z\"}}",
        "{\"start\": {\"dateTime\": \"2027-03-01T15:00:00\", \"timeZone\": \"Romance Standard Time\"}}"
            + "|{\"start\": {\"dateTime\": \"2027-03-01T14:00:00.0000000\", \"timeZone\": \"UTC\"}}",
        "{\"isOnlineMeeting\": true}|{\"isOnlineMeeting\": true}"
      })
  void alike(String written, String shown) {
    assertThat(Likeness.of(Json.parse(written), Json.parse(shown))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": \"x\"}|{\"a\": \"y\"}",
        "{\"a\": \"x\"}|{}",
        "{\"a\": null}|{\"a\": \"theirs\"}",
        "{\"description\": \"A\"}|{\"description\": \"B\"}",
        "{\"start\": {\"dateTime\": \"2027-03-01T15:00:00\", \"timeZone\": \"UTC\"}}"
            + "|{\"start\": {\"dateTime\": \"2027-03-01T15:01:00\", \"timeZone\": \"UTC\"}}",
        "{\"start\": {\"dateTime\": \"2027-03-01T15:00:00\", \"timeZone\": \"UTC\"}}"
            + "|{\"start\": {\"date\": \"2027-03-01\"}}",
        "{\"start\": {\"dateTime\": \"2027-03-01T15:00:00\", \"timeZone\": \"Nowhere\"}}"
            + "|{\"start\": {\"dateTime\": \"2027-03-01T15:00:00\", \"timeZone\": \"Nowhere\"}}",
        "{\"isOnlineMeeting\": true}|{\"isOnlineMeeting\": false}"
      })
  void different(String written, String shown) {
    assertThat(Likeness.of(Json.parse(written), Json.parse(shown))).isFalse();
  }

  @Test
  void nothingWrittenIsAlwaysThere() {
    assertThat(Likeness.of(Json.object(), Json.object().put("a", 1))).isTrue();
  }
}
