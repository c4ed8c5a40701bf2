package io.calroute.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.command.line.Command;
import io.calroute.command.line.Json;
import io.calroute.mapping.MappingProblem;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.Schema;
import io.calroute.mapping.golden.Difference;
import io.calroute.mapping.golden.GoldenCases;
import io.calroute.mapping.golden.GoldenResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the golden cases that lie beside mappings; needs nothing but their directory. */
@CommandLine.Command(
    name = "golden",
    description = {
      "Runs the golden cases of all mappings, or of those named, and tells what differs.",
      "",
      "A case is <mapping>/<case>.in.json with what should come out in <case>.out.json; see"
          + " mappings/README.md. Each difference is one line: where, what was expected, what came"
          + " out.",
      ""
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:all cases passed, or were accepted",
      "1:some failed or a mapping does not compile",
      "2:it could not run"
    })
final class GoldenCommand extends Command {

  @Option(
      names = "--accept",
      description =
          "writes what comes out as what should come out, and prints the differences for review")
  private boolean accept;

  @Option(
      names = "--mappings-dir",
      paramLabel = "DIR",
      defaultValue = "./mappings",
      description = "where the mappings are; ./mappings otherwise")
  private Path directory;

  @Parameters(
      paramLabel = "MAPPING[/CASE]",
      description = "such as google-event or google-event/autumn-hour")
  private List<String> named = new ArrayList<>();

  @Override
  public Integer call() {
    if (!Files.isDirectory(directory)) {
      throw unusable(
          "there is no directory %s. Run it where mappings/ is, or name it by --mappings-dir=DIR."
              .formatted(directory));
    }
    Schema schema;
    try {
      schema = new Schema(directory.resolve(Schema.APPOINTMENT));
    } catch (UncheckedIOException wrong) {
      throw unusable(wrong.getMessage() + ". Provider mappings are checked by it.");
    }
    Mappings mappings = new Mappings(directory);
    GoldenCases golden = new GoldenCases(mappings, schema);
    for (String name : named) {
      String mapping = mapping(name);
      if (!Files.isRegularFile(directory.resolve(mapping + ".jslt"))) {
        throw unusable(
            "there is no mapping '%s'. These are: %s."
                .formatted(mapping, String.join(", ", mappings.names())));
      }
      if (!mapping.equals(name)
          && !golden.names(mapping).contains(name.substring(mapping.length() + 1))) {
        throw unusable("there is no case " + directory.resolve(name + ".in.json") + ".");
      }
    }
    return run(mappings, golden);
  }

  private int run(Mappings mappings, GoldenCases golden) {
    int broken = 0;
    for (MappingProblem problem : mappings.problems()) {
      String name = problem.file().replaceFirst("\\.jslt$", "");
      if (isAskedFor(name) || name.startsWith("lib/")) {
        out().println(directory.resolve(".").normalize() + "/" + problem);
        broken++;
      }
    }
    List<String> names = mappings.names().stream().filter(this::isAskedFor).toList();
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    int cases = 0;
    int failed = 0;
    int accepted = 0;
    for (String name : names) {
      List<GoldenResult> results =
          cases(golden, name).stream().map(one -> golden.run(name, one)).toList();
      List<GoldenResult> wrong = results.stream().filter(result -> !result.passed()).toList();
      List<String> told = new ArrayList<>();
      int taken = 0;
      for (GoldenResult result : wrong) {
        List<String> review = accept ? accept(golden, result) : List.of();
        taken += review.isEmpty() ? 0 : 1;
        told.addAll(review.isEmpty() ? result.toString().lines().toList() : review);
      }
      cases += results.size();
      failed += wrong.size() - taken;
      accepted += taken;
      out()
          .printf(
              "%-" + width + "s  %s%n", name, count(results.size(), wrong.size() - taken, taken));
      told.forEach(line -> out().println("  " + line));
    }
    out()
        .printf(
            "%s, %s, %d failed%s%s%n",
            count(names.size(), "mapping"),
            count(cases, "case"),
            failed,
            accept ? ", " + accepted + " accepted" : "",
            broken == 0 ? "" : ", " + count(broken, "mapping") + " not usable");
    return failed == 0 && broken == 0 ? OK : FOUND_PROBLEMS;
  }

  private static String mapping(String name) {
    return name.split("/", 2)[0];
  }

  private boolean isAskedFor(String mapping) {
    return named.isEmpty() || named.stream().anyMatch(name -> mapping(name).equals(mapping));
  }

  /** Those of a mapping that are asked for. */
  private SortedSet<String> cases(GoldenCases golden, String mapping) {
    SortedSet<String> cases = new TreeSet<>(golden.names(mapping));
    if (!named.isEmpty() && !named.contains(mapping)) {
      cases.removeIf(one -> !named.contains(mapping + "/" + one));
    }
    return cases;
  }

  private static String count(int cases, int failed, int accepted) {
    if (cases == 0) {
      return "no cases";
    }
    String all = count(cases, "case");
    if (failed > 0) {
      return failed + " of " + all + " FAILED";
    }
    return all + (accepted == 0 ? " passed" : ", " + accepted + " accepted");
  }

  /** What was accepted, for review; empty when it can't be accepted. */
  private List<String> accept(GoldenCases golden, GoldenResult result) {
    try {
      JsonNode actual = golden.actual(result.mapping(), result.name());
      if (!golden.misfits(result.mapping(), actual).isEmpty()
          || actual.path("refused").asText().equals("mapping-error")) {
        return List.of();
      }
      JsonNode expected = golden.expected(result.mapping(), result.name());
      String file = result.mapping() + "/" + result.name() + ".out.json";
      Files.writeString(directory.resolve(file), Json.of(actual) + "\n");
      List<String> review = new ArrayList<>(List.of(file));
      for (Difference difference : Difference.between(expected, actual)) {
        review.add("  " + difference.pointer());
        difference.lines().forEach(line -> review.add("  " + line));
      }
      return review;
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
