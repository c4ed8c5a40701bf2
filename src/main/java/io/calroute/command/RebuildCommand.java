package io.calroute.command;

import io.calroute.Calroute;
import io.calroute.appointment.directory.Calendar;
import io.calroute.appointment.directory.LiveDirectory;
import io.calroute.destination.Target;
import io.calroute.sync.rebuild.Rebuild;
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
  private static final String JSON = "--json";

  @Override
  public String name() {
    return "rebuild";
  }

  @Override
  public String arguments() {
    return "[--json] [--write] [--key=value ...] [google:<calendar> | office365:<mailbox> ...]";
  }

  @Override
  public String purpose() {
    return "Rebuilds a lost store from the events of the directory's calendars and those named; see"
        + " docs/recovery.md";
  }

  @Override
  public int run(List<String> arguments, PrintStream out, PrintStream err) {
    boolean write = arguments.contains(WRITE);
    boolean json = arguments.contains(JSON);
    List<String> keys =
        arguments.stream()
            .filter(one -> one.startsWith("--") && !one.equals(WRITE) && !one.equals(JSON))
            .toList();
    List<String> named = arguments.stream().filter(one -> !one.startsWith("--")).toList();
    List<Calendar> calendars = new ArrayList<>();
    for (String name : named) {
      int colon = name.indexOf(':');
      try {
        calendars.add(
            new Calendar(
                Target.of(name.substring(0, Math.max(colon, 0))), name.substring(colon + 1)));
      } catch (IllegalArgumentException e) {
        err.println("calroute rebuild: '" + name + "' names no calendar; " + arguments());
        return UNUSABLE;
      }
    }
    try (ConfigurableApplicationContext context = start(keys)) {
      Rebuild rebuild = context.getBean(Rebuild.class);
      calendars.addAll(context.getBean(LiveDirectory.class).get().calendars());
      calendars.addAll(rebuild.calendars());
      return rebuild(rebuild, each(calendars), write, json, out, err);
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

  /**
   * What came of one calendar, for programs.
   *
   * @param failure why it was not read; null when it was
   */
  private record Row(
      String calendar,
      int events,
      int rebuilt,
      int known,
      List<Rebuild.Left> left,
      String failure) {}

  private static int rebuild(
      Rebuild rebuild,
      Collection<Calendar> calendars,
      boolean write,
      boolean json,
      PrintStream out,
      PrintStream err) {
    List<Row> rows = new ArrayList<>();
    for (Calendar calendar : calendars) {
      Rebuild.Result result = rebuild.rebuild(calendar, write);
      Row row =
          new Row(
              calendar.target().key() + ":" + calendar.id(),
              result.events(),
              result.rebuilt(),
              result.known(),
              result.left(),
              result.failure() == null ? null : result.failure().message());
      rows.add(row);
      if (!json) {
        print(row, write, out);
      }
    }
    int rebuilt = rows.stream().mapToInt(Row::rebuilt).sum();
    int failed = (int) rows.stream().filter(row -> row.failure() != null).count();
    int left = rows.stream().mapToInt(row -> row.left().size()).sum();
    if (json) {
      out.println(Json.of(rows));
    } else {
      out.printf(
          "%s, %d %s, %d not read, %d not taken back%n",
          Count.of(rows.size(), "calendar"),
          rebuilt,
          write ? "rebuilt" : "to rebuild",
          failed,
          left);
    }
    if (!write) {
      err.println("Nothing was written; add --write to do it.");
    }
    return failed == 0 ? OK : FOUND_PROBLEMS;
  }

  private static void print(Row row, boolean write, PrintStream out) {
    if (row.failure() != null) {
      out.println(row.calendar() + "  not read: " + row.failure());
      return;
    }
    out.printf(
        "%s  %s, %d %s, %d known, %d not taken back%n",
        row.calendar(),
        Count.of(row.events(), "event"),
        row.rebuilt(),
        write ? "rebuilt" : "to rebuild",
        row.known(),
        row.left().size());
    row.left()
        .forEach(
            one ->
                out.printf(
                    "  not taken back: %s of %s: %s%n", one.id(), one.appointment(), one.reason()));
  }
}
