package io.calroute.destination;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImprintTest {

  @Test
  void wordsAreKnownByTheirImprintWhereverTheyStandAndHoweverTheyAreLaidOut() {
    Imprint imprint = Imprint.of("Client: Jane\u00a0Doe \ud83d\ude00\n\nE-mail: j@o.example");

    assertThat(Imprint.read(imprint.text())).hasValue(imprint);
    assertThat(imprint.text()).doesNotContain("Jane");
    String dense = Imprint.dense("Note. Client: Jane Doe \ud83d\ude00 E-mail: j@o.example Teams");
    assertThat(imprint.in(dense, 0)).isEqualTo("Note.".length());
    assertThat(imprint.in(dense, 1 + "Note.".length())).isNegative();
    assertThat(imprint.in(dense + dense, 1 + "Note.".length()))
        .isEqualTo(dense.length() + "Note.".length());
  }

  @Test
  void otherWordsAreNot() {
    Imprint imprint = Imprint.of("ab");

    assertThat(imprint.in("ba", 0)).as("the same sum").isNegative();
    assertThat(imprint.in("a", 0)).isNegative();
    assertThat(imprint.in("", 0)).isNegative();
    assertThat(Imprint.of("ab")).as("salted").isNotEqualTo(imprint);
    assertThat(Imprint.read("ab")).isEmpty();
  }
}
