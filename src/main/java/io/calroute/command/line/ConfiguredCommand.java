package io.calroute.command.line;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Unmatched;

/** A command that reads the configuration, and takes keys of it among its words. */
public abstract class ConfiguredCommand extends Command {

  /** Belongs into the help of each. */
  public static final String HELP =
      "--key=value is a configuration key, such as --calroute.data-dir=DIR.";

  @Unmatched private final List<String> words = new ArrayList<>();

  private static final class NoBeans {}

  /**
   * The configuration of an installation, read as Calroute reads it, with nothing running.
   *
   * @param keys {@code --key=value}, on top of working directory and environment
   * @return to be closed
   */
  protected static ConfigurableApplicationContext read(List<String> keys) {
    return new SpringApplicationBuilder(NoBeans.class)
        .web(WebApplicationType.NONE)
        .bannerMode(Banner.Mode.OFF)
        .logStartupInfo(false)
        .run(keys.toArray(String[]::new));
  }

  /** What is given in the form {@code --key=value}, for Spring to read. */
  protected final List<String> keys() {
    for (String word : words) {
      if (!word.matches("--[^=]+=.*")) {
        throw unusable("'" + word + "' makes no sense here.");
      }
    }
    return words;
  }
}
