package io.calroute.command;

import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All commands of the jar, and how the right one is found. */
public final class Commands {

  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

  private final List<Command> commands;

  /**
   * A set of commands.
   *
   * @param commands in the order in which help lists them
   */
  public Commands(List<Command> commands) {
    this.commands = List.copyOf(commands);
  }

  /** The commands of Calroute. */
  public static Commands all() {
    return new Commands(
        List.of(
            new CheckCommand(),
            new GoldenCommand(),
            new MapCommand(Clock.systemUTC()),
            new PlanCommand(),
            new RebuildCommand()));
  }

  /**
   * Runs the command that the words ask for.
   *
   * @param words the command line
   * @param out where everything goes
   * @return the exit code; empty when no command is asked for, so that Calroute itself is to run
   */
  public Optional<Integer> run(List<String> words, PrintStream out) {
    return run(words, out, out);
  }

  /**
   * Runs the command that the words ask for.
   *
   * @param words the command line
   * @param out where the result goes
   * @param err where everything else goes
   * @return the exit code; empty when no command is asked for, so that Calroute itself is to run
   */
  public Optional<Integer> run(List<String> words, PrintStream out, PrintStream err) {
    boolean help = words.contains("--help") || words.contains("-h");
    if (help || words.equals(List.of("help"))) {
      commands.stream()
          .filter(command -> command.name().equals(words.get(0)))
          .findFirst()
          .ifPresentOrElse(command -> out.print(help(command)), () -> out.print(help()));
      return Optional.of(Command.OK);
    }
    if (words.isEmpty() || words.get(0).startsWith("-")) {
      return Optional.empty();
    }
    for (Command command : commands) {
      if (command.name().equals(words.get(0))) {
        try {
          return Optional.of(command.run(words.subList(1, words.size()), out, err));
        } catch (RuntimeException failure) {
          LOG.debug("{} has failed", command.name(), failure);
          err.println("calroute " + command.name() + ": " + Configured.reason(failure));
          return Optional.of(Command.UNUSABLE);
        }
      }
    }
    err.println("calroute: '" + words.get(0) + "' is no command. These are:");
    err.println();
    err.print(help());
    return Optional.of(Command.UNUSABLE);
  }

  private String help() {
    StringBuilder help = new StringBuilder();
    help.append("Calroute keeps staff calendars true to booking systems.\n\n");
    help.append("java -jar calroute.jar [--key=value ...]\n");
    help.append(
        "    Runs until it is stopped, with routes/, kamelets/, mappings/ and config/ of the\n");
    help.append("    working directory. Keys: docs/configuration.md\n");
    for (Command command : commands) {
      help.append('\n').append(usage(command));
    }
    help.append(
        "\nA command followed by --help tells more of it. Exit codes: 0 all is well, 1 it found");
    help.append(" something\nwrong, 2 it could not run. Manual: docs/commands.md\n");
    return help.toString();
  }

  private static String help(Command command) {
    return command.details().isEmpty()
        ? usage(command)
        : usage(command) + '\n' + command.details() + '\n';
  }

  private static String usage(Command command) {
    return "java -jar calroute.jar "
        + command.name()
        + (command.arguments().isEmpty() ? "" : " " + command.arguments())
        + "\n    "
        + command.purpose()
        + '\n';
  }
}
