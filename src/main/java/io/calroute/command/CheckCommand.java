package io.calroute.command;

import io.calroute.bundle.check.FilesCheck;
import io.calroute.bundle.configuration.ConfigurationCheck;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.command.line.ConfiguredCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Looks at everything that operators edit, without running it. */
@CommandLine.Command(
    name = "check",
    description = {
      "Checks routes/, kamelets/, mappings/ and config/ of a directory as Calroute would.",
      "",
      "Tells one problem a line, as file:line: reason. Looks at everything that a running Calroute"
          + " looks at before it takes a change into use, golden cases included, and also at the form"
          + " that Kaoto keeps: ids, descriptions, no short forms. Secrets that are named as ${NAME:} need not"
          + " be there. No database, no port, no call.",
      "",
      ConfiguredCommand.HELP,
      ""
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:no problem", "1:problems", "2:it could not run"})
final class CheckCommand extends ConfiguredCommand {

  private static final String DIRECTORY = "config/directory.yaml";

  @Parameters(
      paramLabel = "DIRECTORY",
      arity = "0..1",
      defaultValue = "",
      description = "the working directory otherwise")
  private Path home;

  @Override
  public Integer call() {
    List<String> given = keys();
    if (!Files.isDirectory(home.resolve("routes"))
        || !Files.isDirectory(home.resolve("mappings"))) {
      throw unusable(
          "there is no routes/ and mappings/ in %s. Name a directory that has them."
              .formatted(home.toAbsolutePath().normalize()));
    }
    try {
      return check(withReadableSecrets(keys(home, given)));
    } catch (IOException unreadable) {
      throw unusable(
          (unreadable instanceof NoSuchFileException ? "There is no " : "This cannot be read: ")
              + unreadable.getMessage());
    }
  }

  private int check(List<String> given) throws IOException {
    List<BundleProblem> problems =
        new ArrayList<>(ConfigurationCheck.syntax(home.resolve("config")));
    problems.addAll(ConfigurationCheck.folders(home.resolve("routes"), home.resolve("mappings")));
    FilesCheck files =
        new FilesCheck(
            home.resolve("routes"),
            home.resolve("kamelets"),
            home.resolve("mappings"),
            home.resolve("config"));
    if (!problems.isEmpty()) {
      // Without its configuration nobody knows which beans and values routes can name.
      return tell(problems, "Only config/ was looked at.");
    }
    try (ConfigurableApplicationContext context = BeansOnly.of(given)) {
      problems.addAll(
          ConfigurationCheck.values(context.getEnvironment(), context.getBeanFactory()));
      problems.addAll(files.unserved(context.getEnvironment()));
      // Secrets are not where files are checked, so that this is no problem here.
      ConfigurationCheck.missingFiles(context.getEnvironment(), context.getBeanFactory())
          .forEach(this::note);
      ConfigurationCheck.remarks(context.getEnvironment()).forEach(this::note);
      if (!problems.isEmpty()) {
        return tell(problems, "Only config/ was looked at.");
      }
      FilesCheck.Result result =
          files.check(
              new ApplicationContextBeanRepository(context),
              context.getEnvironment(),
              context.getBean(LiveConnections.class).current());
      return tell(result.problems(), count(result.files(), "file") + " looked at.");
    }
  }

  /** The working directory's own configuration is read as always; another one's instead of it. */
  private static List<String> keys(Path home, List<String> given) {
    List<String> keys = new ArrayList<>();
    if (!home.toString().isEmpty()) {
      keys.add(
          "--spring.config.location=classpath:/,optional:file:%s/config/"
              .formatted(home.toAbsolutePath()));
      keys.add("--calroute.directory-file=" + home.resolve(DIRECTORY));
    }
    for (String directory : List.of("routes", "kamelets", "mappings", "config")) {
      keys.add("--calroute." + directory + "-dir=" + home.resolve(directory));
    }
    keys.addAll(given);
    return keys;
  }

  /** Secrets belong to whoever runs Calroute, who need not be whoever checks. */
  private List<String> withReadableSecrets(List<String> keys) {
    Path secrets = home.resolve("config/secrets");
    if (!Files.isDirectory(secrets)) {
      return keys;
    }
    try (Stream<Path> files = Files.list(secrets)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        try (InputStream secret = Files.newInputStream(file)) {
          secret.read();
        }
      }
      return keys;
    } catch (IOException | UncheckedIOException unreadable) {
      note(
          secrets
              + " can't be read by this user ("
              + unreadable.getMessage()
              + "), so that no secret was looked at");
      List<String> without = new ArrayList<>(keys);
      without.add("--check.secrets-dir=" + secrets.resolve("unread"));
      return without;
    }
  }

  private int tell(List<BundleProblem> problems, String looked) {
    SortedSet<BundleProblem> sorted = new TreeSet<>(problems);
    sorted.forEach(out()::println);
    out()
        .printf(
            "%s %s.%n", looked, sorted.isEmpty() ? "No problem" : count(sorted.size(), "problem"));
    return sorted.isEmpty() ? OK : FOUND_PROBLEMS;
  }
}
