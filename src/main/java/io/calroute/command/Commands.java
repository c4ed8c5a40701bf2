package io.calroute.command;

import io.calroute.command.line.Command;
import io.calroute.command.provider.BackfillCommand;
import io.calroute.command.provider.ConnectCommand;
import io.calroute.command.provider.ImportCommand;
import io.calroute.command.provider.StaffCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands of the jar, and how the right one is found. */
@CommandLine.Command(
    name = "java -jar calroute.jar",
    description = {
      "Calroute keeps staff calendars true to booking systems. Without a command it runs until it is"
          + " stopped, with routes/, kamelets/, mappings/ and config/ of the working directory.",
      "--key=value is a configuration key: docs/configuration.md"
    },
    customSynopsis = {
      "java -jar calroute.jar [--key=value ...]",
      "       java -jar calroute.jar COMMAND [--help]"
    },
    subcommands = {
      CheckCommand.class,
      GoldenCommand.class,
      MapCommand.class,
      PlanCommand.class,
      RebuildCommand.class,
      EraseCommand.class,
      BackfillCommand.class,
      ConnectCommand.class,
      ImportCommand.class,
      StaffCommand.class,
      WhyCommand.class
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:all is well", "1:it found something wrong", "2:it could not run"},
    footer = "Manual: docs/commands.md")
public final class Commands {

  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
  private static final int WIDTH = 100;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Tells this and ends.")
  private boolean help;

  private Commands() {}

  /**
   * Runs the command that the words ask for.
   *
   * @param words the command line
   * @param out where the result goes, in UTF-8 as JSON has to be
   * @param err where everything else goes
   * @return the exit code; empty when no command is asked for, so that Calroute itself is to run
   */
  public static Optional<Integer> run(List<String> words, PrintStream out, PrintStream err) {
    String first = words.isEmpty() ? "-" : words.get(0);
    boolean help = first.equals("help") || words.contains("--help") || words.contains("-h");
    boolean command = !first.equals("help") && !first.startsWith("-");
    if (!help && !command) {
      return Optional.empty();
    }
    CommandLine line =
        new CommandLine(new Commands())
            .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(err, true))
            .setExpandAtFiles(false)
            .setInterpolateVariables(false)
            .setUsageHelpWidth(WIDTH)
            .setParameterExceptionHandler((wrong, given) -> misused(wrong))
            .setExecutionExceptionHandler((failure, failed, given) -> failed(failure, failed));
    return Optional.of(line.execute(command ? words.toArray(String[]::new) : new String[] {"-h"}));
  }

  private static int misused(ParameterException wrong) {
    CommandLine line = wrong.getCommandLine();
    PrintWriter err = line.getErr();
    if (line.getParent() == null && wrong instanceof UnmatchedArgumentException unknown) {
      err.println("calroute: '" + unknown.getUnmatched().get(0) + "' is no command. These are:");
      err.println();
      line.usage(err);
    } else {
      err.println("calroute " + line.getCommandName() + ": " + wrong.getMessage());
      err.println("  --help tells which words it takes.");
    }
    return Command.UNUSABLE;
  }

  private static int failed(Exception failure, CommandLine line) {
    LOG.debug("{} has failed", line.getCommandName(), failure);
    line.getErr().println("calroute " + line.getCommandName() + ": " + Command.reason(failure));
    return Command.UNUSABLE;
  }
}
