package io.calroute.command;

import io.calroute.appointment.LiveDirectory;
import io.calroute.bundle.BundleProblem;
import io.calroute.bundle.FilesCheck;
import io.calroute.callback.LiveConnections;
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
import java.util.stream.Stream;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** Looks at everything that operators edit, without running it. */
final class CheckCommand implements Command {

  private static final String FIX = "--fix";
  private static final String APPLICATION = "config/application.yaml";
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
  public int run(List<String> arguments, PrintStream out) {
    Words words = Words.of(arguments);
    boolean fix = words.take(FIX);
    Optional<String> unknown =
        words.options().stream().filter(option -> !option.matches("--[^=]+=.*")).findFirst();
    if (unknown.isPresent() || words.plain().size() > 1) {
      out.println(
          "calroute check: '"
              + unknown.orElseGet(() -> words.plain().get(1))
              + "' means nothing here.");
      out.println("  " + arguments());
      return UNUSABLE;
    }
    Path home = Path.of(words.plain().isEmpty() ? "" : words.plain().get(0));
    if (!Files.isDirectory(home.resolve("routes"))
        || !Files.isDirectory(home.resolve("mappings"))) {
      out.println(
          "calroute check: there is no routes/ and mappings/ in "
              + home.toAbsolutePath().normalize()
              + ". Name a directory that has them.");
      return UNUSABLE;
    }
    try {
      return check(home, fix, words.options(), out);
    } catch (IOException unreadable) {
      String what =
          unreadable instanceof NoSuchFileException ? "There is no " : "This cannot be read: ";
      out.println("calroute check: " + what + unreadable.getMessage());
      return UNUSABLE;
    }
  }

  private static int check(Path home, boolean fix, List<String> keys, PrintStream out)
      throws IOException {
    List<BundleProblem> problems = new ArrayList<>(syntax(home));
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
      problems.addAll(settings(context));
      if (!problems.isEmpty()) {
        return tell(problems, "Only config/ was looked at.", out);
      }
      FilesCheck.Result result =
          files.check(
              new ApplicationContextBeanRepository(context),
              context.getEnvironment(),
              context.getBean(LiveConnections.class).current());
      return tell(result.problems(), result.files() + " files looked at.", out);
    } catch (RuntimeException wrong) {
      out.println("calroute check: " + Configured.reason(wrong));
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
            + switch (sorted.size()) {
              case 0 -> "No problem.";
              case 1 -> "1 problem.";
              default -> sorted.size() + " problems.";
            });
    return sorted.isEmpty() ? OK : FOUND_PROBLEMS;
  }

  // ---------------------------------------------------------------- config

  private static List<BundleProblem> syntax(Path home) throws IOException {
    List<BundleProblem> problems = new ArrayList<>();
    Path config = home.resolve("config");
    if (!Files.isDirectory(config)) {
      return problems;
    }
    try (Stream<Path> files = Files.list(config)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".yaml")).sorted().toList()) {
        String name = "config/" + file.getFileName();
        String text = Files.readString(file);
        try {
          new Parse(LoadSettings.builder().setLabel(name).build())
              .parseString(text)
              .forEach(event -> {});
        } catch (MarkedYamlEngineException wrong) {
          int line = wrong.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
          problems.add(new BundleProblem(name, line, "This is no YAML: " + wrong.getProblem()));
        } catch (YamlEngineException wrong) {
          problems.add(new BundleProblem(name, 0, "This is no YAML: " + wrong.getMessage()));
        }
      }
    }
    return problems;
  }

  /** Every value that something of Calroute reads, and the directory. */
  private static List<BundleProblem> settings(ConfigurableApplicationContext context) {
    List<BundleProblem> problems = new ArrayList<>();
    for (String name : context.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
      Class<?> type = context.getType(name);
      if (type != null && type.getName().startsWith("io.calroute.")) {
        try {
          context.getBean(name);
        } catch (RuntimeException wrong) {
          problems.add(problem(context.getEnvironment(), wrong));
        }
      }
    }
    if (problems.isEmpty()) {
      try {
        context.getBean(LiveDirectory.class);
      } catch (RuntimeException wrong) {
        problems.add(new BundleProblem(DIRECTORY, 0, Configured.reason(wrong)));
      }
    }
    return problems;
  }

  private static BundleProblem problem(Environment environment, RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException unbound) {
        return new BundleProblem(
            APPLICATION, line(environment, unbound.getName()), Configured.reason(unbound));
      }
    }
    return new BundleProblem(APPLICATION, 0, Configured.reason(failure));
  }

  /** The line of a value; 0 when it is not from a file. */
  private static int line(Environment environment, ConfigurationPropertyName name) {
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      ConfigurationProperty property = source.getConfigurationProperty(name);
      if (property != null) {
        Origin origin = property.getOrigin();
        if (origin instanceof PropertySourceOrigin wrapped) {
          origin = wrapped.getOrigin();
        }
        return origin instanceof TextResourceOrigin place ? place.getLocation().getLine() + 1 : 0;
      }
    }
    return 0;
  }
}
