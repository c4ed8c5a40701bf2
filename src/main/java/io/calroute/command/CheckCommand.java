package io.calroute.command;

import io.calroute.bundle.check.FilesCheck;
import io.calroute.bundle.configuration.ConfigurationCheck;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.callback.connection.LiveConnections;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.springframework.context.ConfigurableApplicationContext;

/** Looks at everything that operators edit, without running it. */
final class CheckCommand implements Command {

  private static final String FIX = "--fix";
  private static final String DIRECTORY = "config/directory.yaml";

  @Override
  public String name() {
    return "check";
  }

  @Override
  public String arguments() {
    return "[--fix] [--key=value ...] [directory]";
  }

  @Override
  public String purpose() {
    return "Checks routes/, kamelets/, mappings/ and config/ of a directory as Calroute would";
  }

  @Override
  public String details() {
    return """
    Tells one problem a line, as file:line: reason. Looks at everything that a running Calroute looks
    at before it takes a change into use, golden cases included, and also at the form that Kaoto
    keeps: layout, ids, descriptions. Secrets that are named as ${NAME:} need not be there. No database,
    no port, no call.

    --fix        first writes files of routes and kamelets as Kaoto saves them; comments that Kaoto
                 would drop go to the top. Ids and descriptions are left to you.
    --key=value  a configuration key
    directory    the working directory otherwise
    Exit codes: 0 no problem, 1 problems, 2 it could not run.\
    """;
  }

  @Override
  public int run(List<String> arguments, PrintStream out, PrintStream err) {
    Words words = Words.of(arguments);
    boolean fix = words.take(FIX);
    Optional<String> unknown =
        words.options().stream().filter(option -> !option.matches("--[^=]+=.*")).findFirst();
    if (unknown.isPresent() || words.plain().size() > 1) {
      err.println(
          "calroute check: '"
              + unknown.orElseGet(() -> words.plain().get(1))
              + "' means nothing here.");
      err.println("  " + arguments());
      return UNUSABLE;
    }
    Path home = Path.of(words.plain().isEmpty() ? "" : words.plain().get(0));
    if (!Files.isDirectory(home.resolve("routes"))
        || !Files.isDirectory(home.resolve("mappings"))) {
      err.println(
          "calroute check: there is no routes/ and mappings/ in "
              + home.toAbsolutePath().normalize()
              + ". Name a directory that has them.");
      return UNUSABLE;
    }
    try {
      return check(home, fix, words.options(), out, err);
    } catch (IOException unreadable) {
      String what =
          unreadable instanceof NoSuchFileException ? "There is no " : "This cannot be read: ";
      err.println("calroute check: " + what + unreadable.getMessage());
      return UNUSABLE;
    }
  }

  private static int check(
      Path home, boolean fix, List<String> keys, PrintStream out, PrintStream err)
      throws IOException {
    List<BundleProblem> problems =
        new ArrayList<>(ConfigurationCheck.syntax(home.resolve("config")));
    problems.addAll(ConfigurationCheck.folders(home.resolve("routes"), home.resolve("mappings")));
    FilesCheck files =
        new FilesCheck(
            home.resolve("routes"),
            home.resolve("kamelets"),
            home.resolve("mappings"),
            home.resolve("config"));
    if (fix) {
      for (String changed : files.fix()) {
        out.println(changed + " was written anew");
      }
    }
    if (!problems.isEmpty()) {
      // Without its configuration nobody knows which beans and values routes can name.
      return tell(problems, "Only config/ was looked at.", out);
    }
    try (ConfigurableApplicationContext context = Unstarted.of(keys(home, keys))) {
      problems.addAll(
          ConfigurationCheck.values(context.getEnvironment(), context.getBeanFactory()));
      problems.addAll(files.unserved(context.getEnvironment()));
      // Secrets are not where files are checked, so that this is no problem here.
      ConfigurationCheck.missingFiles(context.getEnvironment(), context.getBeanFactory())
          .forEach(missing -> err.println("Note: " + missing));
      if (!problems.isEmpty()) {
        return tell(problems, "Only config/ was looked at.", out);
      }
      FilesCheck.Result result =
          files.check(
              new ApplicationContextBeanRepository(context),
              context.getEnvironment(),
              context.getBean(LiveConnections.class).current());
      return tell(result.problems(), Count.of(result.files(), "file") + " looked at.", out);
    } catch (RuntimeException wrong) {
      err.println("calroute check: " + Configured.reason(wrong));
      return UNUSABLE;
    }
  }

  /** The working directory's own configuration is read as always; another one's instead of it. */
  private static List<String> keys(Path home, List<String> given) {
    List<String> keys = new ArrayList<>();
    if (!home.toString().isEmpty()) {
      keys.add(
          "--spring.config.location=classpath:/,optional:file:"
              + home.toAbsolutePath()
              + "/config/");
      keys.add("--calroute.directory-file=" + home.resolve(DIRECTORY));
    }
    for (String directory : List.of("routes", "kamelets", "mappings", "config")) {
      keys.add("--calroute." + directory + "-dir=" + home.resolve(directory));
    }
    keys.addAll(given);
    return keys;
  }

  private static int tell(List<BundleProblem> problems, String looked, PrintStream out) {
    SortedSet<BundleProblem> sorted = new TreeSet<>(problems);
    sorted.forEach(out::println);
    out.println(
        looked
            + " "
            + (sorted.isEmpty() ? "No problem." : Count.of(sorted.size(), "problem") + "."));
    return sorted.isEmpty() ? OK : FOUND_PROBLEMS;
  }
}
