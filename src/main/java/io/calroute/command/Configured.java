package io.calroute.command;

import io.calroute.bundle.start.RefusedStart;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The configuration of an installation, read as Calroute reads it, with nothing running. */
final class Configured {

  private Configured() {}

  /** No beans. */
  private static final class Nothing {}

  /**
   * Reads it from the working directory and the environment.
   *
   * @param keys {@code --key=value}, on top of it
   * @return to be closed
   */
  static ConfigurableApplicationContext read(List<String> keys) {
    return new SpringApplicationBuilder(Nothing.class)
        .web(WebApplicationType.NONE)
        .bannerMode(Banner.Mode.OFF)
        .logStartupInfo(false)
        .run(keys.toArray(String[]::new));
  }

  /**
   * What is wrong with a configuration.
   *
   * @param failure of reading it, or of taking a value out of it
   * @return one line, with the key or the file
   */
  static String reason(Throwable failure) {
    return RefusedStart.reasons(failure, null).get(0).toString();
  }
}
