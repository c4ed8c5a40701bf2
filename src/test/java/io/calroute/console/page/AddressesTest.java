package io.calroute.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.appointment.AppointmentKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:x",
        "",
        "/a\r\nX: y"
      })
  void nobodyIsLedToAnotherSite(String back) {
    assertThat(Addresses.back(back)).isEqualTo("redirect:/");
  }

  @Test
  void aPageOfTheConsoleIsComeBackTo() {
    assertThat(Addresses.back("/search?q=jane%20doe")).isEqualTo("redirect:/search?q=jane%20doe");
    assertThat(Addresses.back("/search?q={x}")).isEqualTo("redirect:/search?q=%7Bx%7D");
  }

  @Test
  void anIdIsNoPartOfAPathWhateverIsInIt() {
    assertThat(Addresses.of(new AppointmentKey("acme", "branch 2", "a/b?c d\n")))
        .isEqualTo("/appointment?provider=acme&connection=branch%202&id=a%2Fb%3Fc%20d%0A")
        .isEqualTo(Addresses.of("acme", "branch 2", "a/b?c d\n"));
    assertThat(Addresses.ofWhatIf(new AppointmentKey("acme", "default", "..")))
        .isEqualTo("/appointment/what-if?provider=acme&id=..");
  }
}
