package io.calroute.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.sandbox.RunningCalroute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Jane Doe\"",
        "\"jane\"",
        "\"jane.doe@example.net\"",
        "\"+33 6 12 34 56 78\"",
        "\"0612345678\"",
        "\"https://video.example.com/abc123\"",
        "\"12 Rue de la Paix\"",
        "\"Please bring your passport\""
      })
  void whatMaySpeakOfPeopleIsNotShownWhateverTheMemberIsCalled(String value) {
    assertThat(masked("{\"anything\":" + value + ",\"list\":[" + value + "]}"))
        .isEqualTo("{\"anything\":\"••••\",\"list\":[\"••••\"]}");
  }

  @ParameterizedTest
  @CsvSource({"first_name, anna2027", "phone, 12345678", "joinUrl, abc-def1", "pin, 1234"})
  void whatIsForPeopleIsNotShownWhateverItLooksLike(String member, String value) {
    assertThat(masked("{\"%s\":\"%s\"}".formatted(member, value))).contains("••••");
    assertThat(masked("{\"phone\":612345678}")).contains("••••");
  }

  @Test
  void idsTimesAndStatesAreShown() {
    String harmless =
        "{\"id\":\"appt_00a1\",\"at\":\"2027-03-01T15:00:00Z\",\"zone\":\"Europe/Paris\","
            + "\"locale\":\"en-US\",\"type\":\"appointment.created\",\"status\":\"scheduled\","
            + "\"state\":\"OUTGOING_INVITE\",\"length\":\"PT30M\",\"seats\":3,\"online\":true,"
            + "\"gone\":null}";
    assertThat(masked(harmless)).isEqualTo(harmless);
  }

  private static String masked(String json) {
    return Masked.of(RunningCalroute.json(json)).toString();
  }
}
