package io.calroute.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.convert.DurationStyle;

/** {@code docs/deploy/compose.yaml}. */
class ComposeTest {

  private static final Path FILE = Path.of("docs/deploy/compose.yaml");
  private static final ObjectMapper YAML = new YAMLMapper();

  private final HouseConfiguration house = HouseConfiguration.read();
  private final JsonNode compose = read();
  private final JsonNode calroute = compose.at("/services/calroute");
  private final JsonNode postgresql = compose.at("/services/postgresql");

  @Test
  void theImageIsThatOfThisVersionAndIsBuiltHere() throws IOException {
    String version = calroute.path("image").asText().replaceFirst("^calroute:", "");

    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<artifactId>calroute</artifactId>\n  <version>" + version + "</version>");
    assertThat(FILE.resolveSibling(calroute.path("build").asText()).normalize().toString())
        .isEmpty();
  }

  @Test
  void bothPortsAreForThisMachineAlone() {
    assertThat(words(calroute.path("ports")))
        .containsExactly(
            "127.0.0.1:%1$d:%1$d".formatted(house.callbacksPort()),
            "127.0.0.1:%1$d:%1$d".formatted(house.operationsPort()));
    assertThat(postgresql.has("ports")).isFalse();
    assertThat(compose.at("/networks/store/internal").asBoolean()).isTrue();
    assertThat(words(postgresql.path("networks"))).containsExactly("store");
  }

  @Test
  void whatTeamsEditIsMountedAndCanOnlyBeRead() {
    List<String> mounts = words(calroute.path("volumes"));

    assertThat(mounts)
        .containsExactlyInAnyOrder(
            "../../routes:/calroute/routes:ro",
            "../../kamelets:/calroute/kamelets:ro",
            "../../mappings:/calroute/mappings:ro",
            "../../config:/calroute/config:ro");
    assertThat(mounts)
        .allSatisfy(
            mount -> assertThat(FILE.resolveSibling(mount.split(":")[0]).normalize()).exists());
    assertThat(calroute.path("read_only").asBoolean()).isTrue();
    assertThat(words(calroute.path("tmpfs"))).singleElement().asString().startsWith("/tmp:");
  }

  @Test
  void itHasNoRightsOfRoot() {
    assertThat(words(calroute.path("cap_drop"))).containsExactly("ALL");
    for (JsonNode service : compose.path("services")) {
      assertThat(words(service.path("security_opt"))).containsExactly("no-new-privileges:true");
    }
  }

  @Test
  void secretsAreFilesAndNoneIsInTheEnvironment() throws IOException {
    assertThat(names(calroute.path("environment")))
        .containsExactlyInAnyOrder(
            "SERVER_ADDRESS", "SPRING_DATASOURCE_URL", "SPRING_DATASOURCE_USERNAME");
    assertThat(names(postgresql.path("environment"))).doesNotContain("POSTGRES_PASSWORD");
    assertThat(postgresql.at("/environment/POSTGRES_PASSWORD_FILE").asText())
        .isEqualTo("/run/secrets/" + postgresql.at("/secrets/0").asText());
    Path password =
        FILE.resolveSibling(compose.at("/secrets/database-password/file").asText()).normalize();
    // The same file is a property of Calroute's, and never in the repository.
    assertThat(password).isEqualTo(Path.of("config/secrets/spring.datasource.password"));
    assertThat(Files.readAllLines(Path.of(".gitignore"))).contains("/config/secrets/");
  }

  @Test
  void calrouteFindsItsPostgresql() {
    JsonNode environment = postgresql.path("environment");

    assertThat(calroute.at("/environment/SPRING_DATASOURCE_URL").asText())
        .isEqualTo("jdbc:postgresql://postgresql/" + environment.path("POSTGRES_DB").asText());
    assertThat(calroute.at("/environment/SPRING_DATASOURCE_USERNAME").asText())
        .isEqualTo(environment.path("POSTGRES_USER").asText());
    assertThat(words(calroute.path("networks"))).contains("store");
    assertThat(calroute.at("/depends_on/postgresql/condition").asText())
        .isEqualTo("service_healthy");
    assertThat(words(postgresql.at("/healthcheck/test"))).startsWith("CMD", "pg_isready");
    assertThat(words(postgresql.path("volumes"))).containsExactly("store:/var/lib/postgresql/data");
    assertThat(compose.path("volumes").has("store")).isTrue();
  }

  @Test
  void aStopIsGivenTheTimeThatCalrouteTakes() {
    assertThat(DurationStyle.detectAndParse(calroute.path("stop_grace_period").asText()))
        .isGreaterThan(house.longestStop());
    for (JsonNode service : compose.path("services")) {
      assertThat(service.path("restart").asText()).isEqualTo("unless-stopped");
      assertThat(service.at("/logging/options/max-size").asText()).isNotEmpty();
    }
  }

  @Test
  void theHealthCheckSucceedsOnlyWhenCallbacksCanBeTaken() throws Exception {
    try (OneAnswer ready = new OneAnswer(200);
        OneAnswer stopping = new OneAnswer(503)) {
      assertThat(healthCheck(ready.port())).isZero();
      assertThat(ready.asked()).isEqualTo("/actuator/health/readiness");
      assertThat(healthCheck(stopping.port())).isNotZero();
    }
  }

  /** What it ends with, asked of another port. */
  private int healthCheck(int port) throws IOException, InterruptedException {
    List<String> test = words(calroute.at("/healthcheck/test"));
    assertThat(test.get(0)).isEqualTo("CMD");
    String address = "/127.0.0.1/";
    String script = test.get(test.size() - 1).replace("$$", "$");
    assertThat(script).contains(address + house.operationsPort());
    List<String> command = new ArrayList<>(test.subList(1, test.size() - 1));
    command.add(script.replace(address + house.operationsPort(), address + port));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).isEmpty();
    return process.waitFor();
  }

  private static JsonNode read() {
    try {
      return YAML.readTree(FILE.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> words(JsonNode list) {
    List<String> words = new ArrayList<>();
    list.forEach(word -> words.add(word.asText()));
    return words;
  }

  private static List<String> names(JsonNode members) {
    List<String> names = new ArrayList<>();
    members.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
