package io.calroute.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.convert.DurationStyle;

/** What Calroute does when nobody tells it otherwise: its own {@code application.yaml}. */
public final class HouseConfiguration {

  private static final String METADATA = "META-INF/additional-spring-configuration-metadata.json";

  private final JsonNode house;

  private HouseConfiguration(JsonNode house) {
    this.house = house;
  }

  public static HouseConfiguration read() {
    return new HouseConfiguration(read("application.yaml"));
  }

  private static JsonNode read(String resource) {
    try {
      return new YAMLMapper().readTree(Path.of("src/main/resources", resource).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A value, in the notation of JSON pointers; missing when nothing is set. */
  public JsonNode at(String pointer) {
    return house.at(pointer);
  }

  public int operationsPort() {
    return house.at("/server/port").asInt();
  }

  public int callbacksPort() {
    for (JsonNode property : read(METADATA).path("properties")) {
      if (property.path("name").asText().equals("calroute.callbacks.port")) {
        return property.path("defaultValue").asInt();
      }
    }
    throw new IllegalStateException(METADATA + " has no port of callbacks");
  }

  /** Connections to PostgreSQL of one process. */
  public int connections() {
    return house.at("/spring/datasource/hikari/maximum-pool-size").asInt();
  }

  /** The longest that a stop takes: workers, then Camel's routes, then requests of operators. */
  public Duration longestStop() {
    Duration phase =
        DurationStyle.detectAndParse(
            house.at("/spring/lifecycle/timeout-per-shutdown-phase").asText());
    Duration routes = Duration.ofSeconds(house.at("/camel/main/shutdown-timeout").asLong());
    return phase.plus(routes).plus(phase);
  }
}
