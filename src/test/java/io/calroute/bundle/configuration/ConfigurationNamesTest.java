package io.calroute.bundle.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

/** Which changed properties a running Calroute takes over. */
class ConfigurationNamesTest {

  @Test
  void routeNamesAPropertyByAPlaceholder() {
    assertThat(Configuration.isNamed("a.page-size", "maxResults: \"{{a.page-size:250}}\""))
        .isTrue();
    assertThat(Configuration.isNamed("a.pageSize", "{{a.page-size}}")).isTrue();
    assertThat(Configuration.isNamed("a.page-size", "{{?a.page-size}}")).isTrue();
    assertThat(Configuration.isNamed("a.page-size", "{{b}} {{ a.page-size }}")).isTrue();
    assertThat(Configuration.isNamed("a.page", "{{a.page-size}}")).isFalse();
    assertThat(Configuration.isNamed("a.page", "a.page {{a.page")).isFalse();
  }

  @Test
  void policyIsTakenOverAndTheRestWaits() {
    assertThat(
            Configuration.waiting(
                List.of(
                    "calroute.teams.when",
                    "calroute.connections.acme.default.secret",
                    "calroute.directory[0].target",
                    "calroute.bundle.poll",
                    "calroute.sync.workers",
                    "calroute.google.page-size",
                    "server.port"),
                List.of("{{calroute.google.page-size:250}}")))
        .containsExactly("calroute.bundle.poll", "calroute.sync.workers", "server.port");
  }

  @Test
  void whatIsWrongWithADefaultIsNotToldOfTheInstallationsFile() throws IOException {
    StandardEnvironment environment = new StandardEnvironment();
    new YamlPropertySourceLoader()
        .load("defaults", new ClassPathResource("application.yaml"))
        .forEach(environment.getPropertySources()::addLast);
    assertThat(ConfigurationCheck.problem(environment, "server.port", "server.port: taken"))
        .hasToString("Calroute: server.port: taken (this is its default)");
  }
}
