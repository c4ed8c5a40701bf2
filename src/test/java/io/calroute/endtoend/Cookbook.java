package io.calroute.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.bundle.EditedCalroute;
import io.calroute.command.Commands;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The recipes of a page, carried out as they are written there. */
final class Cookbook {

  private static final Path PAGE = Path.of("docs/editing-routes.md");
  private static final Pattern BLOCK =
      Pattern.compile("(?ms)(?:^`([^`\\n]+)`:\\n)?^```(\\w*)\\n(.*?)^```$");
  private static final Pattern FILE = Pattern.compile("(?m)^\\+\\+\\+ b/(\\S+)$");

  /** One thing to do: a diff, a new file, or lines for a shell. */
  private record Step(String newFile, String language, String text) {}

  private final String title;
  private final List<Step> steps;

  private Cookbook(String title, List<Step> steps) {
    this.title = title;
    this.steps = steps;
  }

  /** Reads the recipe of docs/editing-routes.md with some number. */
  static Cookbook recipe(int number) throws IOException {
    return recipe(PAGE, number);
  }

  /** Reads the recipe of a page with some number. */
  static Cookbook recipe(Path page, int number) throws IOException {
    Matcher recipe =
        Pattern.compile("(?ms)^## " + number + "\\. (.*?)$(.*?)(?=^## |\\z)")
            .matcher(Files.readString(page));
    assertThat(recipe.find()).as("recipe " + number).isTrue();
    return of(recipe.group(1), recipe.group(2));
  }

  /** Reads a page that is one recipe. */
  static Cookbook page(Path page) throws IOException {
    return of(page.toString(), Files.readString(page));
  }

  private static Cookbook of(String title, String text) {
    List<Step> steps = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      steps.add(new Step(block.group(1), block.group(2), block.group(3)));
    }
    return new Cookbook(title, steps);
  }

  /** How many recipes there are. */
  static long size() throws IOException {
    return Pattern.compile("(?m)^## \\d+\\. ").matcher(Files.readString(PAGE)).results().count();
  }

  /** How many steps there are. */
  int steps() {
    return steps.size();
  }

  /**
   * Does one step.
   *
   * @param index from 0
   */
  void follow(int index, EditedCalroute edited, Path home) throws IOException {
    Step step = steps.get(index);
    if (step.newFile() != null) {
      edited.save(step.newFile(), step.text());
    } else if (step.language().equals("diff")) {
      patch(step.text(), edited);
    } else if (step.language().equals("sh")) {
      for (String line : step.text().lines().toList()) {
        run(line, edited, home);
      }
    } else {
      throw new AssertionError(title + ": nobody knows what to do with step " + index);
    }
  }

  /** Does all steps, one after the other. */
  void follow(EditedCalroute edited, Path home) throws IOException {
    for (int i = 0; i < steps.size(); i++) {
      follow(i, edited, home);
    }
  }

  private void patch(String diff, EditedCalroute edited) {
    Matcher file = FILE.matcher(diff);
    assertThat(file.find()).as(title).isTrue();
    for (String hunk : diff.substring(diff.indexOf("@@\n") + 3).split("(?m)^@@\n")) {
      StringBuilder before = new StringBuilder();
      StringBuilder after = new StringBuilder();
      for (String line : hunk.lines().toList()) {
        String rest = line.isEmpty() ? "" : line.substring(1);
        if (!line.startsWith("+")) {
          before.append(rest).append('\n');
        }
        if (!line.startsWith("-")) {
          after.append(rest).append('\n');
        }
      }
      String text = edited.text(file.group(1));
      assertThat(text.split(Pattern.quote(before.toString()), -1))
          .as("%s: the place in %s:%n%s", title, file.group(1), before)
          .hasSize(2);
      edited.save(file.group(1), text.replace(before, after));
    }
  }

  private void run(String line, EditedCalroute edited, Path home) throws IOException {
    if (line.startsWith("curl")) {
      String path = line.substring(line.indexOf("8081") + 4).split(" ")[0];
      assertThat(
              edited.calroute().call(line.contains("-X POST") ? "POST" : "GET", path).statusCode())
          .as(line)
          .isBetween(200, 299);
      return;
    }
    if (line.startsWith("java -jar target/calroute.jar ")) {
      String[] parts = line.split(" > ");
      List<String> words =
          new ArrayList<>(
              Stream.of(parts[0].split(" "))
                  .skip(3)
                  .map(word -> word.startsWith("mappings/") ? home.resolve(word).toString() : word)
                  .toList());
      words.add(
          (words.get(0).equals("golden") ? "--mappings-dir=" : "--calroute.mappings-dir=")
              + home.resolve("mappings"));
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      ByteArrayOutputStream besides = new ByteArrayOutputStream();
      assertThat(Commands.run(words, new PrintStream(said, true), new PrintStream(besides, true)))
          .as("%s: %s%s", line, said, besides)
          .contains(0);
      if (parts.length > 1) {
        Files.write(home.resolve(parts[1]), said.toByteArray());
      }
      return;
    }
    Process process =
        new ProcessBuilder("sh", "-c", line).directory(home.toFile()).inheritIO().start();
    try {
      assertThat(process.waitFor()).as(line).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
