package io.calroute.provider.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How a step says where its provider is. */
class ProviderAddressTest {

  @Test
  void anAddressWithoutASchemeIsOneForHttps() {
    assertThat(address("api.example.com/v1")).isEqualTo("https://api.example.com/v1");
    assertThat(address("http://127.0.0.1:8099")).isEqualTo("http://127.0.0.1:8099");
    assertThat(address("https://api.example.com")).isEqualTo("https://api.example.com");
    assertThat(address(null)).isNull();
  }

  /**
   * Camel looks through the URI of every step for passwords whenever it builds the route, and is
   * slow where a second scheme is among the parameters: at each start and each check.
   */
  @Test
  void noStepOfTheRoutesThatCallProvidersNamesAScheme() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("routes"))) {
      List<Path> ofProviders = files.filter(file -> file.toString().contains("-api.")).toList();
      assertThat(ofProviders).isNotEmpty();
      for (Path file : ofProviders) {
        assertThat(Files.readAllLines(file))
            .as("%s", file)
            .anyMatch(line -> line.contains("baseUrl:"))
            .noneMatch(line -> line.contains("baseUrl:") && line.contains("://"));
      }
    }
  }

  private static String address(String baseUrl) {
    ProviderEndpoint endpoint =
        new ProviderEndpoint(
            "provider:request", new ProviderComponent(), ProviderEndpoint.Step.REQUEST);
    endpoint.setBaseUrl(baseUrl);
    return endpoint.usualAddress();
  }
}
