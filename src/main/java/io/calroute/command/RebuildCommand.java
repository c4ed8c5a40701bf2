package io.calroute.command;

import io.calroute.access.audit.Audit;
import io.calroute.access.audit.AuditEntry;
import io.calroute.appointment.directory.Calendar;
import io.calroute.appointment.directory.LiveDirectory;
import io.calroute.command.line.ConfiguredCommand;
import io.calroute.command.line.Json;
import io.calroute.destination.Target;
import io.calroute.sync.rebuild.Rebuild;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Rebuilds a store that was lost from what the events in the calendars say about themselves. */
@CommandLine.Command(
    name = "rebuild",
    description = {
      "Rebuilds a lost store from the events of the directory's calendars and those named; see"
          + " docs/recovery.md",
      "",
      ConfiguredCommand.HELP,
      ""
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:all calendars were read", "1:some were not", "2:it could not run"})
final class RebuildCommand extends ConfiguredCommand {

  @Option(names = "--json", description = "prints JSON")
  private boolean json;

  @Option(names = "--write", description = "writes into the store; without it, nothing is written")
  private boolean write;

  @Parameters(
      paramLabel = "CALENDAR",
      description = "google:<calendar> or office365:<mailbox>, besides those of the directory")
  private List<String> named = new ArrayList<>();

  @Override
  public Integer call() {
    List<String> given = keys();
    List<Calendar> calendars = new ArrayList<>();
    for (String name : named) {
      int colon = name.indexOf(':');
      try {
        calendars.add(
            new Calendar(
                Target.of(name.substring(0, Math.max(colon, 0))), name.substring(colon + 1)));
      } catch (IllegalArgumentException e) {
        throw unusable(
            "'" + name + "' names no calendar; write google:<calendar> or office365:<mailbox>.");
      }
    }
    try (ConfigurableApplicationContext context = WithoutWorkers.start(given)) {
      Rebuild rebuild = context.getBean(Rebuild.class);
      if (write) {
        context
            .getBean(Audit.class)
            .begin(
                new AuditEntry(
                    System.getProperty("user.name"),
                    "command",
                    "",
                    "",
                    "rebuild --write",
                    Map.of("calendars", String.join(" ", named))));
      }
      calendars.addAll(context.getBean(LiveDirectory.class).get().calendars());
      calendars.addAll(rebuild.calendars());
      return rebuild(rebuild, each(calendars));
    }
  }

  /** Each calendar once, however its name is spelt. */
  private static Collection<Calendar> each(List<Calendar> calendars) {
    Map<Calendar, Calendar> each = new LinkedHashMap<>();
    calendars.forEach(one -> each.putIfAbsent(one.plain(), one));
    return each.values();
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

  private int rebuild(Rebuild rebuild, Collection<Calendar> calendars) {
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
        print(row);
      }
    }
    int rebuilt = rows.stream().mapToInt(Row::rebuilt).sum();
    int failed = (int) rows.stream().filter(row -> row.failure() != null).count();
    int left = rows.stream().mapToInt(row -> row.left().size()).sum();
    if (json) {
      out().println(Json.of(rows));
    } else {
      out()
          .printf(
              "%s, %d %s, %d not read, %d not taken back%n",
              count(rows.size(), "calendar"),
              rebuilt,
              write ? "rebuilt" : "to rebuild",
              failed,
              left);
    }
    if (!write) {
      err().println("Nothing was written; add --write to do it.");
    }
    return failed == 0 ? OK : FOUND_PROBLEMS;
  }

  private void print(Row row) {
    if (row.failure() != null) {
      out().println(row.calendar() + "  not read: " + row.failure());
      return;
    }
    out()
        .printf(
            "%s  %s, %d %s, %d known, %d not taken back%n",
            row.calendar(),
            count(row.events(), "event"),
            row.rebuilt(),
            write ? "rebuilt" : "to rebuild",
            row.known(),
            row.left().size());
    row.left()
        .forEach(
            one ->
                out()
                    .printf(
                        "  not taken back: %s of %s: %s%n",
                        one.id(), one.appointment(), one.reason()));
  }
}
