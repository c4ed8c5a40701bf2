package io.calroute.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.command.line.ConfiguredCommand;
import io.calroute.command.line.Json;
import io.calroute.command.line.RunningCalroute;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says why an appointment is, or is not, in the calendar. */
@CommandLine.Command(
    name = "why",
    description = {
      "Says why an appointment is, or is not, in the calendar: what stands, the cause, since when, who"
          + " acts, until when, and what to press.",
      "",
      "ID is any that you have: the booking's, a former one, an event's, a meeting's, an external id,"
          + " a join link, a callback's, a delivery's. Otherwise beginnings of words, such as the"
          + " client's name. Asks the Calroute that runs on this machine, at server.port and with"
          + " calroute.api.token.",
      "",
      ConfiguredCommand.HELP,
      ""
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:calendars are as they are to be",
      "1:something is not, or nothing is known",
      "2:it could not run"
    },
    footer = "Causes: docs/runbook.md")
public final class WhyCommand extends ConfiguredCommand {

  private static final List<String> QUIET =
      List.of(
          "--logging.level.io.calroute=warn", "--logging.level.org.apache.camel.impl.engine=warn");

  @Parameters(arity = "1..*", paramLabel = "ID", description = "an id of any kind, or words")
  private List<String> words;

  @Option(names = "--json", description = "prints JSON")
  private boolean json;

  @Override
  public Integer call() {
    List<String> all = new ArrayList<>(QUIET);
    all.addAll(keys());
    try (ConfigurableApplicationContext context = read(all)) {
      return tell(RunningCalroute.of(context.getEnvironment()));
    } catch (RunningCalroute.Silent silent) {
      throw unusable(silent.getMessage());
    }
  }

  private int tell(RunningCalroute calroute) {
    JsonNode verdicts =
        calroute
            .get("/api/why?" + RunningCalroute.parameter("q", String.join(" ", words)).substring(1))
            .path("items");
    if (json) {
      out().println(Json.of(verdicts));
    } else {
      verdicts.forEach(this::print);
    }
    boolean well = !verdicts.isEmpty();
    for (JsonNode verdict : verdicts) {
      well &= verdict.path("well").asBoolean();
    }
    return well ? OK : FOUND_PROBLEMS;
  }

  private void print(JsonNode verdict) {
    JsonNode about = verdict.path("appointment");
    if (about.isObject()) {
      out()
          .printf(
              "%s/%s/%s%n",
              about.path("provider").asText(),
              about.path("connection").asText(),
              about.path("id").asText());
    } else if (verdict.path("callback").isTextual()) {
      out().println("callback " + verdict.path("callback").asText());
    }
    out().println("  " + verdict.path("sentence").asText());
    for (JsonNode place : verdict.path("places")) {
      out()
          .printf(
              "  %s %s: %s (%s)%n",
              place.path("target").asText(),
              place.path("calendar").asText(),
              place.path("state").asText(),
              place.path("code").asText());
    }
    for (JsonNode tried : verdict.path("tried")) {
      out()
          .printf(
              "  entry %d of the directory: %s%n",
              tried.path("entry").asInt(), tried.path("because").asText());
    }
    for (JsonNode press : verdict.path("press")) {
      out()
          .printf(
              "  %s: %s %s%n",
              press.path("label").asText(),
              press.path("method").asText(),
              press.path("path").asText());
    }
    out().println("  More: " + verdict.path("runbook").asText());
  }
}
