package io.calroute.command;

import io.calroute.Calroute;
import io.calroute.appointment.WallTime;
import io.calroute.store.EmbeddedServer;
import io.calroute.sync.dryrun.Plan;
import io.calroute.sync.dryrun.PlannedStep;
import io.calroute.sync.dryrun.Plans;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Prints what is to be done in which calendar. Reads the store itself; where a running Calroute
 * holds the embedded one, asks that.
 */
final class PlanCommand implements Command {

  private static final String JSON = "--json";
  private static final String CALENDAR = "--calendar=";
  private static final String PROVIDER = "--provider=";
  private static final int PAGE = 500;

  private static final List<String> QUIET =
      List.of(
          "--logging.level.io.calroute=warn", "--logging.level.org.apache.camel.impl.engine=warn");

  /** Gives one part of the plan. */
  private interface Source {
    Plan part(Plans.Filter filter, int limit, String after);
  }

  @Override
  public String name() {
    return "plan";
  }

  @Override
  public String arguments() {
    return "[--json] [--calendar=<calendar>] [--provider=<provider>] [--key=value ...]";
  }

  @Override
  public String purpose() {
    return "Prints what is to be done in which calendar, and does nothing of it; see"
        + " docs/plan-and-remap.md";
  }

  @Override
  public int run(List<String> arguments, PrintStream out, PrintStream err) {
    List<String> keys = new ArrayList<>(QUIET);
    String calendar = null;
    String provider = null;
    boolean json = false;
    for (String argument : arguments) {
      if (argument.startsWith(CALENDAR)) {
        calendar = argument.substring(CALENDAR.length());
      } else if (argument.startsWith(PROVIDER)) {
        provider = argument.substring(PROVIDER.length());
      } else if (argument.equals(JSON)) {
        json = true;
      } else if (argument.startsWith("--")) {
        keys.add(argument);
      } else {
        err.println("calroute plan: '" + argument + "' makes no sense here; " + arguments());
        return UNUSABLE;
      }
    }
    Plans.Filter filter = new Plans.Filter(calendar, provider);
    try {
      Environment configuration = configuration(keys);
      if (usesEmbeddedStore(configuration)) {
        Path dataDir = Path.of(configuration.getProperty("calroute.data-dir", "./data"));
        if (!EmbeddedServer.hasData(dataDir)) {
          err.println(
              "calroute plan: there is no store in "
                  + dataDir.toAbsolutePath().normalize()
                  + "; call it where Calroute runs, or name --calroute.data-dir.");
          return UNUSABLE;
        }
        if (EmbeddedServer.isInUse(dataDir)) {
          return print(filter, RunningCalroute.of(configuration)::plan, json, out);
        }
      }
      return printAtRest(keys, filter, json, out);
    } catch (RunningCalroute.Silent silent) {
      err.println("calroute plan: " + silent.getMessage());
      return UNUSABLE;
    }
  }

  private static boolean usesEmbeddedStore(Environment configuration) {
    return "none".equals(configuration.getProperty("spring.datasource.url", "none"));
  }

  /** The configuration as Calroute itself would read it. */
  private static Environment configuration(List<String> keys) {
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(PlanCommand.class)
            .web(WebApplicationType.NONE)
            .logStartupInfo(false)
            .run(keys.toArray(String[]::new))) {
      return context.getEnvironment();
    }
  }

  private static int printAtRest(
      List<String> keys, Plans.Filter filter, boolean json, PrintStream out) {
    try (ConfigurableApplicationContext context = atRest(keys)) {
      Plans plans = context.getBean(Plans.class);
      return print(
          filter,
          (which, limit, after) ->
              plans.plan(which, limit, after == null ? Long.MAX_VALUE : Long.parseLong(after)),
          json,
          out);
    }
  }

  private static ConfigurableApplicationContext atRest(List<String> keys) {
    return new SpringApplicationBuilder(Calroute.class)
        .web(WebApplicationType.NONE)
        .logStartupInfo(false)
        .initializers(AtRest::apply)
        .run(keys.toArray(String[]::new));
  }

  private static int print(Plans.Filter filter, Source source, boolean json, PrintStream out) {
    Plan first = source.part(filter, PAGE, null);
    List<PlannedStep> steps = new ArrayList<>(first.items());
    for (String next = first.next(); next != null; ) {
      Plan part = source.part(filter, PAGE, next);
      steps.addAll(part.items());
      next = part.next();
    }
    boolean sound = steps.stream().allMatch(one -> one.problem() == null);
    if (json) {
      out.println(Json.of(new Plan(first.mode(), first.calendars(), first.calls(), steps, null)));
      return sound ? OK : FOUND_PROBLEMS;
    }
    for (Plan.Total total : first.calendars()) {
      out.println(
          total.target() + " " + total.calendar() + ": " + actions(total.actions()) + calls(total));
      steps.stream()
          .filter(one -> one.target().equals(total.target()))
          .filter(one -> one.calendar().equals(total.calendar()))
          .forEach(one -> out.println("  " + line(one)));
    }
    out.println(
        Count.of(first.calendars().size(), "calendar") + ", " + Count.of(first.calls(), "call"));
    out.println(
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

  private static String calls(Plan.Total total) {
    return "; " + Count.of(total.calls(), "call");
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
