package io.calroute.command.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.callback.connection.Connections;
import io.calroute.command.line.ConfiguredCommand;
import io.calroute.command.line.Json;
import io.calroute.command.line.RunningCalroute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tries a connection, and has its provider call it back or says how that is set up by hand. */
@CommandLine.Command(
    name = "connect",
    description = {
      "Tries a connection, and says what the provider's API does, one line each.",
      "",
      "Where the provider takes webhooks by its API, the one that calls calroute.public-url is made"
          + " if it is missing. Otherwise it is said what to enter where. "
          + ProviderCommand.RUNNING,
      "",
      ConfiguredCommand.HELP,
      ""
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:no problem", "1:problems", "2:it could not run"})
public final class ConnectCommand extends ProviderCommand {

  private static final String CALLBACKS = "/callbacks/";
  private static final String SOME_HOST = "https://<your host>";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "CONNECTION",
      defaultValue = Connections.DEFAULT,
      description = "the provider's connection; default otherwise")
  private String connection;

  @Option(
      names = "--remove",
      description = "removes the webhooks that call this Calroute, and tries nothing")
  private boolean remove;

  @Override
  int call(RunningCalroute calroute, Environment configuration) {
    JsonNode found =
        calroute.post(
            "/api/connect?"
                + RunningCalroute.parameter("provider", provider()).substring(1)
                + RunningCalroute.parameter("connection", connection)
                + RunningCalroute.parameter("remove", remove ? "true" : null),
            "application/json",
            "");
    String steps = found.path("byHand").asBoolean() ? steps(found, configuration) : null;
    boolean well = true;
    for (JsonNode one : found.path("findings")) {
      well &= !one.path("level").asText().equals("problem");
    }
    if (json()) {
      out().println(Json.of(((ObjectNode) found).put("steps", steps)));
      return well ? OK : FOUND_PROBLEMS;
    }
    for (JsonNode one : found.path("findings")) {
      out()
          .printf(
              "%-7s  %-11s  %s%n",
              one.path("level").asText(), one.path("about").asText(), one.path("message").asText());
    }
    if (steps != null) {
      out().println();
      out().println(steps.stripTrailing());
    }
    return well ? OK : FOUND_PROBLEMS;
  }

  /**
   * What to do at the provider. The files of the provider say it, as with all that is a provider's
   * own.
   */
  private String steps(JsonNode found, Environment configuration) {
    String address =
        found
            .path("address")
            .asText(
                SOME_HOST
                    + CALLBACKS
                    + provider()
                    + (connection.equals(Connections.DEFAULT) ? "" : "/" + connection));
    if (!found.path("address").isTextual()) {
      note("calroute.public-url is not set; put your host in its place.");
    }
    Path file =
        Path.of(configuration.getProperty("calroute.mappings-dir", "./mappings"))
            .resolve(provider() + "-connect.txt");
    try {
      return Files.readString(file)
          .replace("{address}", address)
          .replace("{host}", address.substring(0, address.indexOf(CALLBACKS)))
          .replace("{connection}", connection);
    } catch (IOException missing) {
      return "Have the provider call "
          + address
          + " with the secret of calroute.connections."
          + provider()
          + "."
          + connection
          + ".secret. What to enter where would be in "
          + file
          + ".";
    }
  }
}
