package io.calroute.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.bundle.check.MapRoutes;
import io.calroute.bundle.file.BundleReader;
import io.calroute.callback.connection.Connection;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Outcome;
import io.calroute.command.line.ConfiguredCommand;
import io.calroute.command.line.Json;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.Schema;
import io.calroute.mapping.golden.GoldenCases;
import io.calroute.sync.dryrun.CallbackDryRun;
import io.calroute.sync.planner.WantedContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a callback becomes: sends it through its route, with no store and no calendar. */
@CommandLine.Command(
    name = "map",
    description = {
      "Prints what becomes of a callback's body, in the form of a golden case.",
      "",
      "Sends it through the route map-<provider>, with routes/, kamelets/, mappings/ and config/ of the"
          + " working directory. Nothing is stored and no calendar is called; steps of your own in that"
          + " route do what they say.",
      "Standard output has the JSON and nothing else, so that it can be kept as a golden case: the"
          + " appointment, or {\"refused\": \"<code>\"}.",
      "",
      ConfiguredCommand.HELP,
      ""
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:it would be applied or ignored", "1:it would fail", "2:it could not run"})
final class MapCommand extends ConfiguredCommand {

  private static final String QUIET = "--logging.level.org.apache.camel.impl.engine=warn";

  @Option(
      names = "--connection",
      paramLabel = "NAME",
      defaultValue = Connections.DEFAULT,
      description = "the provider's connection; default otherwise")
  private String connection;

  @Option(
      names = "--received-at",
      paramLabel = "INSTANT",
      description =
          "when the callback comes in; 2036-01-01T00:00:00Z otherwise, as in golden cases")
  private Instant receivedAt = GoldenCases.ARRIVAL;

  @Option(
      names = "--explain",
      description =
          "tells on standard error what would be written for it in whose calendar, were it the first"
              + " word of its appointment. Ids and the marker, which every event gets besides, are"
              + " not shown.")
  private boolean explain;

  @Parameters(index = "0", paramLabel = "PROVIDER", description = "such as acme")
  private String provider;

  @Parameters(index = "1", paramLabel = "FILE", description = "with the body of a callback")
  private Path file;

  @Override
  public Integer call() {
    List<String> given = new ArrayList<>(List.of(QUIET));
    given.addAll(keys());
    byte[] body;
    try {
      body = Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw unusable(file + " cannot be read. Name a file with a callback's body.");
    }
    try (ConfigurableApplicationContext context = read(given)) {
      return map(context.getEnvironment(), body);
    }
  }

  private int map(Environment environment, byte[] body) {
    Path directory = Path.of(environment.getProperty("calroute.mappings-dir", "./mappings"));
    Mappings mappings = new Mappings(directory);
    if (!mappings.names().contains(provider) || !takesCallbacks(provider)) {
      mappings.problems().forEach(problem -> err().println(directory + "/" + problem));
      String reason =
          WantedContent.isMadeBy(provider)
              ? "'" + provider + "' makes events and is no provider's mapping."
              : Mappings.isOfCalls(provider)
                  ? "'" + provider + "' asks a provider or reads a file, and takes no callback."
                  : "there is no mapping '" + provider + "' that compiles.";
      String others =
          mappings.names().stream()
              .filter(MapCommand::takesCallbacks)
              .collect(Collectors.joining(", "));
      throw unusable(
          "%s Name one of %s, or write %s."
              .formatted(reason, others, directory.resolve(provider + ".jslt").normalize()));
    }
    Schema schema = new Schema(directory.resolve(Schema.APPOINTMENT));
    String zone =
        Binder.get(environment)
            .bindOrCreate("calroute", Connections.class)
            .find(provider, connection)
            .map(Connection::timeZone)
            .orElse(null);
    if (zone == null) {
      note(
          "calroute.connections.%s.%s is not configured; times without a zone count as UTC."
              .formatted(provider, connection));
    }
    tellOfGoldenCase(zone == null ? "UTC" : zone);
    Callback callback = new Callback(1, provider, connection, receivedAt, "UTF-8", body, 0, null);
    try (MapRoutes routes = routes(environment, directory);
        CallbackDryRun dryRun = new CallbackDryRun(environment, mappings, schema, routes.camel())) {
      routes.remarks().forEach(this::note);
      return show(dryRun.of(callback));
    }
  }

  private static boolean takesCallbacks(String mapping) {
    return !WantedContent.isMadeBy(mapping) && !Mappings.isOfCalls(mapping);
  }

  private MapRoutes routes(Environment environment, Path mappings) {
    try {
      return MapRoutes.start(
          new BundleReader(
                  Path.of(environment.getProperty("calroute.routes-dir", "./routes")),
                  Path.of(environment.getProperty("calroute.kamelets-dir", "./kamelets")),
                  mappings,
                  Path.of(environment.getProperty("calroute.config-dir", "./config")))
              .read(),
          provider,
          environment);
    } catch (Exception failure) {
      throw unusable("the route map-" + provider + " can't run: " + reason(failure));
    }
  }

  /** What a golden case with this output has to say besides. */
  private void tellOfGoldenCase(String zone) {
    Map<String, String> said = new LinkedHashMap<>();
    said.put("name", connection.equals(Connections.DEFAULT) ? null : connection);
    said.put("timeZone", zone.equals("UTC") ? null : zone);
    said.put("receivedAt", receivedAt.equals(GoldenCases.ARRIVAL) ? null : receivedAt.toString());
    said.values().removeIf(Objects::isNull);
    if (!said.isEmpty()) {
      note(
          "a golden case with this output has <case>.connection.json, too: "
              + Json.of(said).replaceAll("\\s*\n\\s*", " "));
    }
  }

  private int show(CallbackDryRun.Result result) {
    if (result.output() != null) {
      out().println(Json.of(result.output()));
    }
    if (!result.mappingAlone()) {
      note(
          "steps of the route map-"
              + provider
              + " have a part in this; a golden case has what the mapping alone gives.");
    }
    Outcome refusal = result.refusal();
    if (refusal != null) {
      err().println(refusal.kind().word() + ": " + refusal.code() + ": " + refusal.reason());
      if (refusal.kind() == Outcome.Kind.FAILED) {
        err().println("  " + remedy(refusal.code(), provider));
      }
      return refusal.kind() == Outcome.Kind.FAILED ? FOUND_PROBLEMS : OK;
    }
    boolean refused = false;
    for (CallbackDryRun.Event event : result.events()) {
      refused |= event.refusal() != null;
      if (explain) {
        err().println(heading(event));
        err().println(event.refusal() == null ? Json.of(event.content()) + "\n" : "");
      }
      if (event.refusal() != null) {
        err().println("failed: " + event.refusal());
      }
    }
    if (explain) {
      err().println(summary(result));
    }
    return refused ? FOUND_PROBLEMS : OK;
  }

  private static String heading(CallbackDryRun.Event event) {
    String heading =
        switch (event.target()) {
          case GOOGLE -> "Google Calendar event in ";
          case OFFICE365 -> "Office 365 event in ";
          case TEAMS -> "Teams meeting of ";
        };
    heading += event.calendar();
    JsonNode staff = event.staff();
    if (staff != null && staff.path("id").isTextual()) {
      heading += ", for staff member " + staff.path("id").textValue();
    }
    if (event.copy() != null) {
      heading += ", in place of the provider's own event " + event.copy();
    }
    return heading + ":";
  }

  private static String summary(CallbackDryRun.Result result) {
    String unrouted =
        "A staff member fits no entry of the directory (unrouted); add one to"
            + " config/directory.yaml.";
    if (result.events().isEmpty()) {
      return result.unrouted()
          ? "Nothing would be written. " + unrouted
          : "Nothing would be written: this appointment is to have no event.";
    }
    boolean link =
        result.events().stream()
            .anyMatch(event -> String.valueOf(event.content()).contains(CallbackDryRun.JOIN_LINK));
    return result.events().size()
        + " to write"
        + (link
            ? "; "
                + CallbackDryRun.JOIN_LINK
                + " stands for the link that the Teams meeting will have"
            : "")
        + (result.unrouted() ? ". " + unrouted : ".");
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
      case "step-failed-for-now", "map-timeout" ->
          "A callback that fails like this stays pending until it works.";
      default -> "When that is done, a callback that has failed like this can be replayed.";
    };
  }
}
