package io.calroute.destination;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that mean the same calendar are the same, and others are not. */
class MailAddressesTest {

  @ParameterizedTest
  @CsvSource({
    "mia@o.example, Mia@O.Example",
    "mia@o.example, ' mia@o.example '",
    "zoe\u0308@o.example, zo\u00eb@o.example",
    "ZOE\u0308@O.EXAMPLE, zo\u00eb@o.example",
    "mia@b\u00fccher.example, mia@xn--bcher-kva.example",
    "mia@B\u00dcCHER.example, mia@XN--BCHER-KVA.EXAMPLE",
    "mia@mail.b\u00fccher.example, mia@mail.xn--bcher-kva.example",
    "C_188@Group.Calendar.Google.com, c_188@group.calendar.google.com",
    "1E5A7F00-0000-0000-0000-00000000000A, 1e5a7f00-0000-0000-0000-00000000000a",
  })
  void theseAreTheSame(String one, String other) {
    assertThat(MailAddresses.same(one, other)).isTrue();
    assertThat(MailAddresses.plain(one)).isEqualTo(MailAddresses.plain(other));
  }

  @ParameterizedTest
  @CsvSource({
    "mia@o.example, mia@o.example.org",
    "mia@o.example, m.ia@o.example",
    "mia@o.example, mia+1@o.example",
    "mia@b\u00fccher.example, mia@bucher.example",
    // Two domains that anybody may own.
    "mia@stra\u00dfe.example, mia@strasse.example",
    "xn--bcher-kva@o.example, b\u00fccher@o.example",
    "mia@o.example, ",
  })
  void theseAreNot(String one, String other) {
    assertThat(MailAddresses.same(one, other)).isFalse();
    assertThat(MailAddresses.same(other, one)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mia@o.example",
        "mailto:mia@o.example",
        "MAILTO:Mia@O.Example?subject=Yoga",
        "Mia <mia@o.example>",
        "Mia <mailto:mia@o.example>",
        "'Mia Doe' mia@o.example.",
        "'mia@o.example'",
        "\u201cmia@o.example\u201d",
        "&lt;mia@o.example&gt;",
        "mia@o.example; mia@o.example",
        "\u00a0mia@o.example\u200b"
      })
  void anAddressIsFoundAmidOtherText(String text) {
    assertThat(MailAddresses.in(text)).containsExactly("mia@o.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xmia@o.example",
        "x.mia@o.example",
        "x+mia@o.example",
        "x'mia@o.example",
        "z\u00e9mia@o.example",
        "mia@o.example.org",
        "mia@o.example-x",
        "mia@o.example@x",
        "mia @o.example",
        "mia"
      })
  void anAddressThatOnlyHoldsAnotherIsNotTheOther(String text) {
    assertThat(MailAddresses.in(text)).doesNotContain("mia@o.example");
    assertThat(MailAddresses.bare(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "Mia@o.example, Mia@o.example",
    "mailto:Mia@o.example, Mia@o.example",
    "MailTo:Mia@o.example?subject=Yoga, Mia@o.example",
    "'Mia <Mia@o.example>', Mia@o.example",
    "'\"Doe, Mia\" <mailto:Mia@o.example> ', Mia@o.example",
    // Nobody knows whose they are.
    "mia doe@o.example, mia doe@o.example",
    "'mia@o.example, ben@o.example', 'mia@o.example, ben@o.example'",
    "'<mia@o.example> <ben@o.example>', '<mia@o.example> <ben@o.example>'",
    "'\"mia doe\"@o.example', '\"mia doe\"@o.example'",
    "http://o.example/mia@o.example, http://o.example/mia@o.example"
  })
  void anAddressIsBaredOnlyOfWhatIsSurelyNoPartOfIt(String text, String bare) {
    assertThat(MailAddresses.bare(text)).isEqualTo(bare);
  }

  @Test
  void whatCantBeReadComparesAsItStands() {
    assertThat(MailAddresses.plain("mia@xn--\u0000.example")).startsWith("mia@xn--");
    assertThat(MailAddresses.plain("xn--")).isEqualTo("xn--");
    assertThat(MailAddresses.plain("@")).isEqualTo("@");
    assertThat(MailAddresses.plain(null)).isNull();
    // Turkish i's, wherever this runs.
    assertThat(MailAddresses.same("INGA@o.example", "inga@o.example")).isTrue();
  }
}
