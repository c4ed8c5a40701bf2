package io.calroute.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.callback.port.Visitor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisitorTest {

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, , 203.0.113.7",
    "203.0.113.7, 198.51.100.1, 203.0.113.7",
    "10.0.0.5, 198.51.100.1, 198.51.100.1",
    "10.0.0.5, '1.2.3.4, 198.51.100.1', 198.51.100.1",
    "10.0.0.5, 1.2.3.4|198.51.100.1, 198.51.100.1",
    "10.0.0.5, '198.51.100.1, 192.168.7.7', 198.51.100.1",
    "10.0.0.5, 'anything, 172.16.0.1', 172.16.0.1",
    "127.0.0.1, , 127.0.0.1",
    "100.64.1.1, 198.51.100.1, 198.51.100.1",
    "fd00::5, 198.51.100.1, 198.51.100.1",
    "::1, 2001:db8:1:2:3:4:5:6, 20010db800010002",
    "::1, 2001:db8:1:2:ffff::1, 20010db800010002",
    "10.0.0.5, ::ffff:198.51.100.1, 198.51.100.1",
    "nonsense, 198.51.100.1, unknown"
  })
  void onlyNeighboursAreBelievedAboutOthers(String neighbour, String forwarded, String source) {
    List<String> values = forwarded == null ? List.of() : Arrays.asList(forwarded.split("\\|"));
    assertThat(Visitor.source(neighbour, values)).isEqualTo(source);
  }
}
