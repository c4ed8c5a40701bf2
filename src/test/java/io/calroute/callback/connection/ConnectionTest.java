package io.calroute.callback.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\n\n", ""})
  void aLineBreakAtTheEndIsNoPartOfASecret(String end) {
    Connection connection = new Connection(null, " se\ncret " + end, "old" + end, null, null, null);
    assertThat(connection.secret()).isEqualTo(" se\ncret ");
    assertThat(connection.previousSecret()).isEqualTo("old");
  }
}
