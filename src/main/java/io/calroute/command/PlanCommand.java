package io.calroute.command;

import io.calroute.appointment.WallTime;
import io.calroute.command.line.ConfiguredCommand;
import io.calroute.command.line.Json;
import io.calroute.command.line.RunningCalroute;
import io.calroute.store.EmbeddedServer;
import io.calroute.sync.dryrun.Plan;
import io.calroute.sync.dryrun.PlannedStep;
import io.calroute.sync.dryrun.Plans;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * Prints what is to be done in which calendar. Reads the store itself; where a running Calroute
 * holds the embedded one, asks that.
 */
@CommandLine.Command(
    name = "plan",
    description = {
      "Prints what is to be done in which calendar, and does nothing of it; see"
          + " docs/plan-and-remap.md",
      "",
      ConfiguredCommand.HELP,
      ""
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:all of it can be done", "1:a step has a problem", "2:it could not run"})
final class PlanCommand extends ConfiguredCommand {

  private static final int PAGE = 500;

  private static final List<String> QUIET =
      List.of(
          "--logging.level.io.calroute=warn", "--logging.level.org.apache.camel.impl.engine=warn");

  @Option(names = "--json", description = "prints JSON")
  private boolean json;

  @Option(names = "--calendar", paramLabel = "CALENDAR", description = "only this one")
  private String calendar;

  @Option(names = "--provider", paramLabel = "PROVIDER", description = "only this one")
  private String provider;

  private interface Source {
    Plan part(Plans.Filter filter, int limit, String after);
  }

  @Override
  public Integer call() {
    List<String> all = new ArrayList<>(QUIET);
    all.addAll(keys());
    Environment configuration;
    try (ConfigurableApplicationContext context = read(all)) {
      configuration = context.getEnvironment();
    }
    if (usesEmbeddedStore(configuration)) {
      Path dataDir = Path.of(configuration.getProperty("calroute.data-dir", "./data"));
      if (!EmbeddedServer.hasData(dataDir)) {
        throw unusable(
            "there is no store in %s; call it where Calroute runs, or name --calroute.data-dir."
                .formatted(dataDir.toAbsolutePath().normalize()));
      }
      if (EmbeddedServer.isInUse(dataDir)) {
        try {
          return print(RunningCalroute.of(configuration)::plan);
        } catch (RunningCalroute.Silent silent) {
          throw unusable(silent.getMessage());
        }
      }
    }
    try (ConfigurableApplicationContext context = WithoutWorkers.start(all)) {
      Plans plans = context.getBean(Plans.class);
      return print(
          (which, limit, after) ->
              plans.plan(which, limit, after == null ? Long.MAX_VALUE : Long.parseLong(after)));
    }
  }

  private static boolean usesEmbeddedStore(Environment configuration) {
    return "none".equals(configuration.getProperty("spring.datasource.url", "none"));
  }

  private int print(Source source) {
    Plans.Filter filter = new Plans.Filter(calendar, provider);
    Plan first = source.part(filter, PAGE, null);
    List<PlannedStep> steps = new ArrayList<>(first.items());
    for (String next = first.next(); next != null; ) {
      Plan part = source.part(filter, PAGE, next);
      steps.addAll(part.items());
      next = part.next();
    }
    boolean sound = steps.stream().allMatch(one -> one.problem() == null);
    if (json) {
      out().println(Json.of(new Plan(first.mode(), first.calendars(), first.calls(), steps, null)));
      return sound ? OK : FOUND_PROBLEMS;
    }
    for (Plan.Total total : first.calendars()) {
      out()
          .printf(
              "%s %s: %s; %s%n",
              total.target(),
              total.calendar(),
              actions(total.actions()),
              count(total.calls(), "call"));
      steps.stream()
          .filter(one -> one.target().equals(total.target()))
          .filter(one -> one.calendar().equals(total.calendar()))
          .forEach(one -> out().println("  " + line(one)));
    }
    out()
        .println(count(first.calendars().size(), "calendar") + ", " + count(first.calls(), "call"));
    out()
        .println(
            "plan".equals(first.mode())
                ? "Mode plan: nothing of it is done until calroute.sync.mode is apply."
                : "Mode apply: it is done as soon as Calroute runs.");
    return sound ? OK : FOUND_PROBLEMS;
  }

  private static String actions(Map<String, Integer> actions) {
    return actions.entrySet().stream()
        .map(one -> one.getValue() + " " + one.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String line(PlannedStep step) {
    return String.format(
        "%-8s  %s/%s/%s  revision %d  %s  %s%s%s",
        step.action().word(),
        step.provider(),
        step.connection(),
        step.appointmentId(),
        step.revision(),
        time(step.start()),
        step.title() == null ? "-" : step.title(),
        step.teamsMeeting() ? "  with a Teams meeting" : "",
        step.problem() == null
            ? ""
            : "  " + step.problem().code() + ": " + step.problem().message());
  }

  private static String time(WallTime start) {
    return start == null ? "-" : start.dateTime() + " " + start.timeZone();
  }
}
