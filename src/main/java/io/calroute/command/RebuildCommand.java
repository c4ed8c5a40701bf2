package io.calroute.command;

import io.calroute.Calroute;
import io.calroute.appointment.Calendar;
import io.calroute.appointment.LiveDirectory;
import io.calroute.sync.AtRest;
import io.calroute.sync.Rebuild;
import io.calroute.target.Target;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Rebuilds a store that was lost from what the events in the calendars say about themselves. */
final class RebuildCommand implements Command {

  private static final String WRITE = "--write";

  @Override
  public String name() {
    return "rebuild";
  }

  @Override
  public String arguments() {
    return "[--write] [--key=value ...] [google:<calendar> | office365:<mailbox> ...]";
  }

  @Override
  public String purpose() {
    return "Rebuilds a lost store from the events of the directory's calendars and those named; see"
        + " docs/recovery.md";
  }

  @Override
  public int run(List<String> arguments, PrintStream out) {
    boolean write = arguments.contains(WRITE);
    List<String> keys =
        arguments.stream().filter(one -> one.startsWith("--") && !one.equals(WRITE)).toList();
    List<String> named = arguments.stream().filter(one -> !one.startsWith("--")).toList();
    List<Calendar> calendars = new ArrayList<>();
    for (String name : named) {
      int colon = name.indexOf(':');
      try {
        calendars.add(
            new Calendar(
                Target.of(name.substring(0, Math.max(colon, 0))), name.substring(colon + 1)));
      } catch (IllegalArgumentException e) {
        out.println("calroute rebuild: '" + name + "' names no calendar; " + arguments());
        return UNUSABLE;
      }
    }
    try (ConfigurableApplicationContext context = start(keys)) {
      Rebuild rebuild = context.getBean(Rebuild.class);
      calendars.addAll(context.getBean(LiveDirectory.class).get().calendars());
      calendars.addAll(rebuild.calendars());
      return rebuild(rebuild, each(calendars), write, out);
    }
  }

  /** Each calendar once, however its name is spelt. */
  private static Collection<Calendar> each(List<Calendar> calendars) {
    Map<Calendar, Calendar> each = new LinkedHashMap<>();
    calendars.forEach(one -> each.putIfAbsent(one.plain(), one));
    return each.values();
  }

  /** Calroute without its ports and its workers: only what reaches store and targets. */
  private static ConfigurableApplicationContext start(List<String> keys) {
    return new SpringApplicationBuilder(Calroute.class)
        .web(WebApplicationType.NONE)
        .initializers(AtRest::apply)
        .run(keys.toArray(String[]::new));
  }

  private static int rebuild(
      Rebuild rebuild, Collection<Calendar> calendars, boolean write, PrintStream out) {
    int rebuilt = 0;
    int failed = 0;
    int left = 0;
    for (Calendar calendar : calendars) {
      Rebuild.Result result = rebuild.rebuild(calendar, write);
      rebuilt += result.rebuilt();
      String name = calendar.target().key() + ":" + calendar.id();
      if (result.failure() != null) {
        failed++;
        out.println(name + "  not read: " + result.failure().message());
      } else {
        out.printf(
            "%s  %d events, %d %s, %d known, %d not taken back%n",
            name,
            result.events(),
            result.rebuilt(),
            write ? "rebuilt" : "to rebuild",
            result.known(),
            result.left().size());
        result
            .left()
            .forEach(
                one ->
                    out.printf(
                        "  not taken back: %s of %s: %s%n",
                        one.id(), one.appointment(), one.reason()));
        left += result.left().size();
      }
    }
    out.printf(
        "%d calendars, %d %s, %d not read, %d not taken back%n",
        calendars.size(), rebuilt, write ? "rebuilt" : "to rebuild", failed, left);
    if (!write) {
      out.println("Nothing was written; add --write to do it.");
    }
    return failed == 0 ? OK : FOUND_PROBLEMS;
  }
}
