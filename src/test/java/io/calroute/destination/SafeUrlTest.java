package io.calroute.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeUrlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://graph.microsoft.com",
        "HTTPS://x",
        "http://localhost:1/",
        "http://127.0.0.1:9101/",
        "http://[::1]:1/"
      })
  void tokensMayGoThere(String url) {
    assertThat(SafeUrl.is(URI.create(url))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://graph.microsoft.com",
        "http://127.0.0.1.example.org/",
        "http://localhost.example.org/",
        "http://10.0.0.1/",
        "ftp://localhost/",
        "graph.microsoft.com",
        "/v1.0"
      })
  void tokensMayNotGoThere(String url) {
    assertThat(SafeUrl.is(URI.create(url))).isFalse();
  }
}
