package io.calroute.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.calroute.command.line.ConfiguredCommand;
import io.calroute.command.line.Json;
import io.calroute.command.line.RunningCalroute;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Has the running Calroute take a person out of everything that it keeps. */
@CommandLine.Command(
    name = "erase",
    description = {
      "Takes a person out of everything that Calroute keeps, and prints what was removed and which"
          + " events in calendars go on showing the person; see docs/retention.md",
      "",
      "Asks the Calroute that runs on this machine, at server.port and with calroute.api.token.",
      "",
      ConfiguredCommand.HELP,
      ""
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:nothing names the person any more",
      "1:events stay in calendars, or callbacks are still to be applied",
      "2:it could not run"
    })
final class EraseCommand extends ConfiguredCommand {

  private static final List<String> QUIET =
      List.of(
          "--logging.level.io.calroute=warn", "--logging.level.org.apache.camel.impl.engine=warn");

  @Option(
      names = "--client",
      required = true,
      paramLabel = "CLIENT",
      description = "an e-mail address, or an id of the client")
  private String client;

  @Option(names = "--provider", paramLabel = "PROVIDER", description = "whose id it is")
  private String provider;

  @Option(names = "--dry-run", description = "only says what would be removed")
  private boolean dryRun;

  @Option(
      names = "--empty-events",
      description = "writes events that are not over anew, without the person")
  private boolean emptyEvents;

  @Option(names = "--many", description = "goes on even if very many callbacks say it")
  private boolean many;

  @Option(names = "--json", description = "prints JSON")
  private boolean json;

  @Override
  public Integer call() {
    List<String> all = new ArrayList<>(QUIET);
    all.addAll(keys());
    String wanted =
        JsonNodeFactory.instance
            .objectNode()
            .put("client", client)
            .put("provider", provider)
            .put("dryRun", dryRun)
            .put("calendars", emptyEvents ? "empty" : "leave")
            .put("many", many)
            .toString();
    try (ConfigurableApplicationContext context = read(all)) {
      return print(
          RunningCalroute.of(context.getEnvironment())
              .post("/api/erase", "application/json", wanted));
    } catch (RunningCalroute.Silent silent) {
      throw unusable(silent.getMessage());
    }
  }

  private int print(JsonNode erasure) {
    if (json) {
      out().println(Json.of(erasure));
    } else {
      erasure
          .path("removed")
          .properties()
          .forEach(place -> out().printf("%8s %s%n", place.getValue().asText(), place.getKey()));
      print("emptied", erasure.path("emptied"));
      print("stays", erasure.path("stay"));
    }
    if (erasure.path("waiting").asInt() > 0) {
      note(
          "callbacks that had come and are still to be applied: "
              + erasure.path("waiting").asText()
              + "; they name nobody once they are");
    }
    if (dryRun) {
      note("nothing was removed; leave out --dry-run to do it");
    }
    return erasure.path("stay").isEmpty() && erasure.path("waiting").asInt() == 0
        ? OK
        : FOUND_PROBLEMS;
  }

  private void print(String word, JsonNode events) {
    for (JsonNode event : events) {
      out()
          .printf(
              "%s: %s %s, event %s of %s at %s%n",
              word,
              event.path("target").asText(),
              event.path("calendar").asText(),
              event.path("id").asText(),
              event.at("/appointment/id").asText(),
              event.path("start").asText("no time"));
    }
  }
}
