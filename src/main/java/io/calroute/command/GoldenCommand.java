package io.calroute.command;

import io.calroute.mapping.MappingProblem;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.Schema;
import io.calroute.mapping.golden.GoldenCases;
import io.calroute.mapping.golden.GoldenResult;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Runs the golden cases that lie beside mappings; needs nothing but their directory. */
final class GoldenCommand implements Command {

  @Override
  public String name() {
    return "golden";
  }

  @Override
  public String arguments() {
    return "[--mappings-dir=DIR] [<mapping> ...]";
  }

  @Override
  public String purpose() {
    return "Runs the golden cases of all mappings, or of those named, and tells what differs";
  }

  @Override
  public String details() {
    return """
    A case is <mapping>/<case>.in.json with what should come out in <case>.out.json; see
    mappings/README.md. Each difference is one line: where, what was expected, what came out.

    --mappings-dir=DIR  where the mappings are; ./mappings otherwise
    Exit codes: 0 all cases passed, 1 some failed or a mapping does not compile, 2 it could not run.\
    """;
  }

  @Override
  public int run(List<String> arguments, PrintStream out, PrintStream err) {
    Words words = Words.of(arguments);
    Path directory = Path.of(words.takeValue("--mappings-dir").orElse("./mappings"));
    if (!words.options().isEmpty()) {
      err.println("calroute golden: '" + words.options().get(0) + "' means nothing here.");
      err.println("  " + arguments());
      return UNUSABLE;
    }
    if (!Files.isDirectory(directory)) {
      err.println(
          "calroute golden: there is no directory "
              + directory
              + ". Run it where mappings/ is, or name it by --mappings-dir=DIR.");
      return UNUSABLE;
    }
    Schema schema;
    try {
      schema = new Schema(directory.resolve(Schema.APPOINTMENT));
    } catch (UncheckedIOException wrong) {
      err.println(
          "calroute golden: " + wrong.getMessage() + ". Provider mappings are checked by it.");
      return UNUSABLE;
    }
    Mappings mappings = new Mappings(directory);
    SortedSet<String> named = new TreeSet<>(words.plain());
    for (String name : named) {
      if (!Files.isRegularFile(directory.resolve(name + ".jslt"))) {
        err.println(
            "calroute golden: there is no mapping '"
                + name
                + "'. These are: "
                + String.join(", ", mappings.names())
                + ".");
        return UNUSABLE;
      }
    }
    return run(directory, mappings, new GoldenCases(mappings, schema), named, out);
  }

  private static int run(
      Path directory,
      Mappings mappings,
      GoldenCases golden,
      SortedSet<String> named,
      PrintStream out) {
    int broken = 0;
    for (MappingProblem problem : mappings.problems()) {
      String name = problem.file().replaceFirst("\\.jslt$", "");
      if (named.isEmpty() || named.contains(name) || name.startsWith("lib/")) {
        out.println(directory.resolve(".").normalize() + "/" + problem);
        broken++;
      }
    }
    SortedSet<String> names = new TreeSet<>(mappings.names());
    if (!named.isEmpty()) {
      names.retainAll(named);
    }
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    int cases = 0;
    int failed = 0;
    for (String name : names) {
      List<GoldenResult> results = golden.run(name);
      List<GoldenResult> wrong = results.stream().filter(result -> !result.passed()).toList();
      cases += results.size();
      failed += wrong.size();
      out.printf("%-" + width + "s  %s%n", name, count(results.size(), wrong.size()));
      for (GoldenResult result : wrong) {
        out.println("  " + result.toString().replace("\n", "\n  "));
      }
    }
    out.printf(
        "%s, %s, %d failed%s%n",
        Count.of(names.size(), "mapping"),
        Count.of(cases, "case"),
        failed,
        broken == 0 ? "" : ", " + Count.of(broken, "mapping") + " not usable");
    return failed == 0 && broken == 0 ? OK : FOUND_PROBLEMS;
  }

  private static String count(int cases, int wrong) {
    if (cases == 0) {
      return "no cases";
    }
    String all = Count.of(cases, "case");
    return wrong == 0 ? all + " passed" : wrong + " of " + all + " FAILED";
  }
}
