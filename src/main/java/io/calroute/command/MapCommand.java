package io.calroute.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.journal.Outcome;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.Schema;
import io.calroute.sync.dryrun.Preview;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** Shows what a callback becomes, without a store and without a call. */
final class MapCommand implements Command {

  private final Clock clock;

  /**
   * The command.
   *
   * @param clock tells when the callback comes in
   */
  MapCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "map";
  }

  @Override
  public String arguments() {
    return "[--connection=NAME] [--key=value ...] <provider> <file.json>";
  }

  @Override
  public String purpose() {
    return "Shows the appointment that a callback's body becomes, and the events written for it";
  }

  @Override
  public String details() {
    return """
    Uses mappings/ and config/ of the working directory, and takes the callback for the first word of
    its appointment. Nothing is stored and nobody is called. Ids and the marker, which every event
    gets besides, are not shown. Standard output has the JSON and nothing else, first the appointment,
    then the events, so that it can be piped into jq.

    --connection=NAME  the provider's connection; default otherwise
    --key=value        a configuration key, such as --calroute.mappings-dir=DIR
    Exit codes: 0 it would be applied or ignored, 1 it would fail, 2 it could not run.\
    """;
  }

  @Override
  public int run(List<String> arguments, PrintStream out, PrintStream err) {
    Words words = Words.of(arguments);
    String connection = words.takeValue("--connection").orElse(Connections.DEFAULT);
    if (words.plain().size() != 2) {
      err.println("calroute map: name a provider and a file with the body of a callback.");
      err.println("  " + arguments());
      return UNUSABLE;
    }
    Path file = Path.of(words.plain().get(1));
    byte[] body;
    try {
      body = Files.readAllBytes(file);
    } catch (IOException unreadable) {
      err.println("calroute map: " + file + " cannot be read. Name a file with a callback's body.");
      return UNUSABLE;
    }
    try (ConfigurableApplicationContext context = Configured.read(words.options())) {
      return map(context.getEnvironment(), words.plain().get(0), connection, body, out, err);
    } catch (RuntimeException wrong) {
      err.println("calroute map: " + Configured.reason(wrong));
      return UNUSABLE;
    }
  }

  private int map(
      Environment environment,
      String provider,
      String connection,
      byte[] body,
      PrintStream out,
      PrintStream err) {
    Path directory = Path.of(environment.getProperty("calroute.mappings-dir", "./mappings"));
    Mappings mappings = new Mappings(directory);
    if (!mappings.names().contains(provider) || isEventMapping(provider)) {
      err.println(
          isEventMapping(provider)
              ? "calroute map: '" + provider + "' makes events and is no provider's mapping."
              : "calroute map: there is no mapping '" + provider + "' that compiles.");
      mappings.problems().forEach(problem -> err.println("  " + directory + "/" + problem));
      err.println(
          "  Name one of "
              + mappings.names().stream()
                  .filter(name -> !isEventMapping(name))
                  .collect(Collectors.joining(", "))
              + ", or write "
              + directory.resolve(provider + ".jslt").normalize()
              + ".");
      return UNUSABLE;
    }
    Schema schema = new Schema(directory.resolve(Schema.APPOINTMENT));
    Preview preview = Preview.of(environment, mappings, schema);
    boolean known =
        Binder.get(environment)
            .bindOrCreate("calroute", Connections.class)
            .find(provider, connection)
            .isPresent();
    if (!known) {
      err.println(
          "Note: calroute.connections."
              + provider
              + "."
              + connection
              + " is not configured; times without a zone count as UTC.");
    }
    return show(preview.of(provider, connection, body, clock.instant()), provider, out, err);
  }

  private static boolean isEventMapping(String name) {
    return name.endsWith("-event") || name.endsWith("-meeting");
  }

  private static int show(
      Preview.Result result, String provider, PrintStream out, PrintStream err) {
    if (result.canonical() != null) {
      err.println("Appointment:");
      out.println(Json.of(result.canonical()));
    }
    Outcome outcome = result.outcome();
    if (outcome.kind() != Outcome.Kind.APPLIED) {
      err.println(outcome.kind().word() + ": " + outcome.code() + ": " + outcome.reason());
      if (outcome.kind() == Outcome.Kind.FAILED) {
        err.println("  " + remedy(outcome.code(), provider));
      }
      return outcome.kind() == Outcome.Kind.FAILED ? FOUND_PROBLEMS : OK;
    }
    boolean refused = false;
    for (Preview.Event event : result.events()) {
      err.println();
      err.println(heading(event));
      if (event.refusal() == null) {
        out.println(Json.of(event.content()));
      } else {
        refused = true;
        err.println("failed: " + event.refusal());
      }
    }
    err.println();
    err.println(summary(result));
    return refused ? FOUND_PROBLEMS : OK;
  }

  private static String heading(Preview.Event event) {
    StringBuilder heading = new StringBuilder();
    heading
        .append(
            switch (event.target()) {
              case GOOGLE -> "Google Calendar event in ";
              case OFFICE365 -> "Office 365 event in ";
              case TEAMS -> "Teams meeting of ";
            })
        .append(event.calendar());
    JsonNode staff = event.staff();
    if (staff != null && staff.path("id").isTextual()) {
      heading.append(", for staff member ").append(staff.path("id").textValue());
    }
    if (event.copy() != null) {
      heading.append(", in place of the provider's own event ").append(event.copy());
    }
    return heading.append(':').toString();
  }

  private static String summary(Preview.Result result) {
    String unrouted =
        "A staff member fits no entry of the directory (unrouted); add one to"
            + " config/directory.yaml.";
    if (result.events().isEmpty()) {
      return result.unrouted()
          ? "Nothing would be written. " + unrouted
          : "Nothing would be written: this appointment is to have no event.";
    }
    StringBuilder summary = new StringBuilder();
    summary.append(result.events().size()).append(" to write");
    boolean link =
        result.events().stream()
            .anyMatch(
                event ->
                    event.content() != null
                        && event.content().toString().contains(Preview.JOIN_LINK));
    if (link) {
      summary
          .append("; ")
          .append(Preview.JOIN_LINK)
          .append(" stands for the link that the Teams meeting will have");
    }
    summary.append('.');
    if (result.unrouted()) {
      summary.append(' ').append(unrouted);
    }
    return summary.toString();
  }

  private static String remedy(String code, String provider) {
    String mapping = "mappings/" + provider + ".jslt";
    return switch (code) {
      case "not-json", "empty-body" ->
          "Give it the body as the provider sends it, and nothing else.";
      case "schema-violation" ->
          "Correct " + mapping + "; what it is to give is in mappings/" + Schema.APPOINTMENT + ".";
      case "no-time", "end-before-start" ->
          "Correct the appointment at the provider, or the times in " + mapping + ".";
      default -> "When that is done, a callback that has failed like this can be replayed.";
    };
  }
}
