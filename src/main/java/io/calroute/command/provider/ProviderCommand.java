package io.calroute.command.provider;

import io.calroute.command.line.ConfiguredCommand;
import io.calroute.command.line.RunningCalroute;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that has the running Calroute do something with a provider. */
abstract class ProviderCommand extends ConfiguredCommand {

  /** Belongs into the help of each. */
  static final String RUNNING =
      "Asks the Calroute that runs on this machine, at server.port and with calroute.api.token.";

  private static final List<String> QUIET =
      List.of(
          "--logging.level.io.calroute=warn", "--logging.level.org.apache.camel.impl.engine=warn");

  @Parameters(index = "0", paramLabel = "PROVIDER", description = "such as acme")
  private String provider;

  @Option(names = "--json", description = "prints JSON")
  private boolean json;

  @Override
  public final Integer call() {
    List<String> all = new ArrayList<>(QUIET);
    all.addAll(keys());
    try (ConfigurableApplicationContext context = read(all)) {
      Environment configuration = context.getEnvironment();
      return call(RunningCalroute.of(configuration), configuration);
    } catch (RunningCalroute.Silent silent) {
      throw unusable(silent.getMessage());
    }
  }

  /**
   * Does it.
   *
   * @return the exit code
   */
  abstract int call(RunningCalroute calroute, Environment configuration);

  final String provider() {
    return provider;
  }

  final boolean json() {
    return json;
  }
}
