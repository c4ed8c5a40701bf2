package io.calroute.bundle;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the files are that operators edit, and how they are watched.
 *
 * @param routesDir directory of {@code *.camel.yaml}
 * @param kameletsDir directory of {@code *.kamelet.yaml}
 * @param mappingsDir directory of {@code *.jslt}
 * @param configDir directory of {@code application.yaml} and {@code secrets/}
 * @param bundle how they are watched
 */
@ConfigurationProperties("calroute")
record BundleSettings(
    @DefaultValue("./routes") Path routesDir,
    @DefaultValue("./kamelets") Path kameletsDir,
    @DefaultValue("./mappings") Path mappingsDir,
    @DefaultValue("./config") Path configDir,
    @DefaultValue Watch bundle) {

  /**
   * How the files are watched.
   *
   * @param poll how often to look; a change counts when it is seen twice
   * @param intakePatience how long a callback under way may hold a change up before the change is
   *     put off; shorter than {@code calroute.callbacks.route-wait-millis}
   * @param patience how long anything else under way may hold a change up
   */
  record Watch(
      @DefaultValue("300ms") Duration poll,
      @DefaultValue("2s") Duration intakePatience,
      @DefaultValue("60s") Duration patience) {}
}
