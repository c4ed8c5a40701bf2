package io.calroute.component.microsoft365.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentTest {

  @ParameterizedTest
  @CsvSource({
    "anna@example.com, anna%40example.com",
    "AAMkAD-_1=, AAMkAD-_1%3D",
    "a/b?c#d%e+f, a%2Fb%3Fc%23d%25e%2Bf",
    "'two words', two%20words",
    "grün~.x, gr%C3%BCn~.x",
  })
  void encodesAllButUnreservedCharacters(String plain, String encoded) {
    assertThat(Percent.encode(plain)).isEqualTo(encoded);
  }
}
