package io.calroute.destination;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that mean the same calendar are the same, and others are not. */
class SpellingTest {

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
    assertThat(Spelling.same(one, other)).isTrue();
    assertThat(Spelling.plain(one)).isEqualTo(Spelling.plain(other));
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
    assertThat(Spelling.same(one, other)).isFalse();
    assertThat(Spelling.same(other, one)).isFalse();
  }

  @Test
  void whatCantBeReadComparesAsItStands() {
    assertThat(Spelling.plain("mia@xn--\u0000.example")).startsWith("mia@xn--");
    assertThat(Spelling.plain("xn--")).isEqualTo("xn--");
    assertThat(Spelling.plain("@")).isEqualTo("@");
    assertThat(Spelling.plain(null)).isNull();
    // Turkish i's, wherever this runs.
    assertThat(Spelling.same("INGA@o.example", "inga@o.example")).isTrue();
  }
}
