package io.calroute.command.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.directory.DirectoryEntry;
import io.calroute.callback.connection.Connections;
import io.calroute.command.line.ConfiguredCommand;
import io.calroute.command.line.Json;
import io.calroute.command.line.RunningCalroute;
import io.calroute.destination.Target;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows who can be booked at a provider, and adds those to the directory who are not in it. */
@CommandLine.Command(
    name = "staff",
    description = {
      "Lists who can be booked at a provider, each with the entry of the directory that counts, or"
          + " with one to add.",
      "",
      "A proposed entry has the target that other entries have for addresses of the same domain."
          + " Somebody whose calendar the provider writes itself is warned of: every event would"
          + " stand there twice. "
          + ProviderCommand.RUNNING,
      "",
      ConfiguredCommand.HELP,
      ""
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:everybody has a calendar",
      "1:somebody has none, or one that the provider writes itself",
      "2:it could not run"
    })
public final class StaffCommand extends ProviderCommand {

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "CONNECTION",
      defaultValue = Connections.DEFAULT,
      description = "the provider's connection; default otherwise")
  private String connection;

  @Option(names = "--write", description = "adds the proposed entries to calroute.directory-file")
  private boolean write;

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      description = "google or office365, for those of whom no other entry tells it")
  private String target;

  @Override
  int call(RunningCalroute calroute, Environment configuration) {
    if (target != null
        && Stream.of(Target.GOOGLE, Target.OFFICE365).noneMatch(one -> one.key().equals(target))) {
      throw unusable("--target is " + target + "; use google or office365.");
    }
    JsonNode staff =
        calroute.get(
            "/api/staff?"
                + RunningCalroute.parameter("provider", provider()).substring(1)
                + RunningCalroute.parameter("connection", connection));
    staff.path("items").forEach(this::decide);
    List<DirectoryEntry> added = write ? write(staff, configuration) : List.of();
    if (json()) {
      out().println(Json.of(staff));
    } else {
      staff.path("items").forEach(one -> out().println(line(one)));
      sum(staff.path("items"));
    }
    if (!added.isEmpty()) {
      note(
          count(added.size(), "entry", "entries")
              + " added. The running Calroute takes them up by itself where it reads this file.");
    }
    boolean well = true;
    for (JsonNode one : staff.path("items")) {
      warn(one);
      boolean placed =
          one.path("calendar").isTextual() || !added.isEmpty() && isComplete(one.path("proposed"));
      well &= placed && !one.path("synced").asBoolean();
    }
    return well ? OK : FOUND_PROBLEMS;
  }

  private void decide(JsonNode one) {
    if (target != null
        && one.path("proposed") instanceof ObjectNode proposed
        && !proposed.path("target").isTextual()) {
      proposed.put("target", target);
    }
  }

  private static boolean isComplete(JsonNode proposed) {
    JsonNode match = proposed.path("match");
    return proposed.path("target").isTextual()
        && proposed.path("calendar").isTextual()
        && (match.path("staffId").isTextual() || match.path("email").isTextual());
  }

  private List<DirectoryEntry> write(JsonNode staff, Environment configuration) {
    List<DirectoryEntry> entries = new ArrayList<>();
    for (JsonNode one : staff.path("items")) {
      JsonNode proposed = one.path("proposed");
      if (isComplete(proposed)) {
        JsonNode match = proposed.path("match");
        entries.add(
            new DirectoryEntry(
                new DirectoryEntry.Match(
                    match.path("provider").textValue(),
                    match.path("connection").textValue(),
                    match.path("staffId").textValue(),
                    match.path("email").textValue(),
                    null,
                    null),
                proposed.path("target").textValue(),
                proposed.path("calendar").textValue()));
      }
    }
    String file = configuration.getProperty("calroute.directory-file", "./config/directory.yaml");
    try {
      if (!entries.isEmpty()) {
        new DirectoryFile(Path.of(file)).add(entries);
      }
      return entries;
    } catch (DirectoryFile.Unchangeable wrong) {
      throw unusable(wrong.getMessage());
    } catch (UncheckedIOException wrong) {
      throw unusable(file + " can't be written: " + wrong.getCause());
    }
  }

  private static String line(JsonNode one) {
    String who =
        Stream.of("id", "email", "name")
            .map(member -> one.path(member).textValue())
            .filter(text -> text != null)
            .collect(Collectors.joining("  "));
    JsonNode entry = one.path("entry");
    JsonNode proposed = one.path("proposed");
    if (one.path("calendar").isTextual()) {
      return who + ": " + entry.path("target").asText() + " " + one.path("calendar").asText();
    }
    if (entry.isObject()) {
      return who + ": its entry names no calendar, and the provider gives no address; add one";
    }
    if (!proposed.path("calendar").isTextual()) {
      return who + ": no entry; the provider gives no address, so name a calendar by hand";
    }
    return who
        + (proposed.path("target").isTextual()
            ? ": no entry; proposed: "
                + proposed.path("target").asText()
                + " "
                + proposed.path("calendar").asText()
            : ": no entry; google or office365 is undecided, since no other entry tells it for this"
                + " domain; --target decides");
  }

  private void sum(JsonNode items) {
    int placed = 0;
    int proposed = 0;
    for (JsonNode one : items) {
      placed += one.path("calendar").isTextual() ? 1 : 0;
      proposed += isComplete(one.path("proposed")) ? 1 : 0;
    }
    out()
        .printf(
            "%s: %d in the directory, %d %s, %d left%n",
            count(items.size(), "person", "people"),
            placed,
            proposed,
            write ? "added" : "proposed",
            items.size() - placed - proposed);
    if (proposed > 0 && !write) {
      out().println("--write adds the proposed entries.");
    }
  }

  private void warn(JsonNode one) {
    if (one.path("synced").asBoolean()) {
      err()
          .println(
              "Warning: the provider itself writes the calendar of "
                  + one.path("id").asText(one.path("email").asText())
                  + ": every event would stand there twice. Switch that off at the provider.");
    }
  }

  private static String count(int number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}
