package io.calroute.bundle.configuration;

import io.calroute.appointment.directory.DirectoryEntries;
import io.calroute.appointment.directory.DirectoryEntry;
import io.calroute.appointment.directory.DirectoryRefused;
import io.calroute.appointment.directory.LiveDirectory;
import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.callback.connection.IncompleteConnection;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.ConverterNotFoundException;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Looks for everything that is wrong with a configuration and can be told before anything runs.
 * Each problem is one line: where it is written, the key, what is wrong, what to write.
 */
public final class ConfigurationCheck {

  /** Stands where a file would, when no file is to blame. */
  private static final String NOWHERE = "Calroute";

  private static final String OURS = "io.calroute.";
  private static final String DIRECTORY = "calroute.directory";
  private static final String DIRECTORY_FILE = "calroute.directory-file";
  private static final String JSON_VARIABLE = "SPRING_APPLICATION_JSON";
  private static final String CALLBACK_PORT = "calroute.callbacks.port";
  private static final String OPERATIONS_PORT = "server.port";
  private static final int HIGHEST_PORT = 65_535;
  private static final String CONFIG_DIR = "calroute.config-dir";

  /** Such as {@code ${acme-secret}}. */
  private static final Pattern NAMES = Pattern.compile("\\$\\{([^{}:]+)(:[^{}]*)?}");

  /** What messages of settings begin with. */
  private static final Pattern KEY = Pattern.compile("^(calroute(?:\\.[\\w-]+(?:\\[\\d+])?)+)[ :]");

  private ConfigurationCheck() {}

  /**
   * Looks whether all files of a directory are YAML.
   *
   * @param config such as {@code ./config}; it need not be there
   */
  public static List<BundleProblem> syntax(Path config) throws IOException {
    List<BundleProblem> problems = new ArrayList<>();
    if (!Files.isDirectory(config)) {
      return problems;
    }
    List<Path> yamls;
    try (Stream<Path> files = Files.list(config)) {
      yamls = files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
    for (Path file : yamls) {
      String name = Bundle.CONFIG + file.getFileName();
      try {
        new YamlPropertySourceLoader().load(name, new FileSystemResource(file));
      } catch (MarkedYAMLException wrong) {
        int line = wrong.getProblemMark() == null ? 0 : wrong.getProblemMark().getLine() + 1;
        problems.add(new BundleProblem(name, line, "This is no YAML: " + wrong.getProblem()));
      } catch (YAMLException | IllegalStateException wrong) {
        problems.add(new BundleProblem(name, 0, "This is no YAML: " + wrong.getMessage()));
      }
    }
    return problems;
  }

  /**
   * Looks at every value that something of Calroute reads, and at the directory.
   *
   * @param beans those of Calroute; none is made
   */
  public static List<BundleProblem> values(
      ConfigurableEnvironment environment, ListableBeanFactory beans) {
    List<BundleProblem> problems = new ArrayList<>();
    Binder binder = Binder.get(environment);
    for (Class<?> type : settings(beans)) {
      try {
        binder.bindOrCreate(prefix(type), type);
      } catch (RuntimeException wrong) {
        BundleProblem told = problem(environment, wrong);
        List<BundleProblem> empty =
            told.reason().startsWith(DIRECTORY) ? emptyMatches(environment) : List.of();
        problems.addAll(empty.isEmpty() ? List.of(told) : empty);
      }
    }
    if (problems.stream().noneMatch(told -> told.reason().startsWith(DIRECTORY))) {
      problems.addAll(directory(environment));
    }
    problems.addAll(ports(environment));
    return problems.stream().distinct().toList();
  }

  /** Ports that can't be opened, whatever else runs here. */
  private static List<BundleProblem> ports(Environment environment) {
    List<BundleProblem> problems = new ArrayList<>();
    for (String key : List.of(CALLBACK_PORT, OPERATIONS_PORT)) {
      String port = environment.getProperty(key, "0");
      if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > HIGHEST_PORT) {
        problems.add(
            problem(
                environment,
                key,
                key + " can't be used: '" + port + "' is no port; write a number from 0 to 65535"));
      }
    }
    String callbacks = environment.getProperty(CALLBACK_PORT, "8080");
    String operations = environment.getProperty(OPERATIONS_PORT, "8081");
    if (problems.isEmpty() && callbacks.equals(operations) && !callbacks.equals("0")) {
      boolean set = property(environment, CALLBACK_PORT) != null;
      problems.add(
          problem(
              environment,
              set ? CALLBACK_PORT : OPERATIONS_PORT,
              "%s and %s are both %s; set another one for one of them"
                  .formatted(CALLBACK_PORT, OPERATIONS_PORT, callbacks)));
    }
    return problems;
  }

  /**
   * Looks for files that are named and not there, the directory's apart.
   *
   * @param beans those of Calroute; none is made
   */
  public static List<BundleProblem> missingFiles(
      ConfigurableEnvironment environment, ListableBeanFactory beans) {
    List<BundleProblem> problems = new ArrayList<>();
    for (Class<?> type : settings(beans)) {
      for (RecordComponent component : type.getRecordComponents()) {
        String key = prefix(type) + "." + hyphenated(component.getName());
        String file = environment.getProperty(key);
        if (key.endsWith("-file")
            && !key.equals(DIRECTORY_FILE)
            && file != null
            && !file.isBlank()
            && !Files.isRegularFile(Path.of(file))) {
          problems.add(missing(environment, key, Path.of(file)));
        }
      }
    }
    return problems;
  }

  private static BundleProblem missing(Environment environment, String key, Path file) {
    return problem(
        environment,
        key,
        "%s: there is no file %s; write where it is, or put it there"
            .formatted(key, file.toAbsolutePath().normalize()));
  }

  private static List<Class<?>> settings(ListableBeanFactory beans) {
    List<Class<?>> types = new ArrayList<>();
    for (String bean : beans.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
      Class<?> type = beans.getType(bean, false);
      if (type != null && type.isRecord() && type.getName().startsWith(OURS)) {
        types.add(type);
      }
    }
    return types;
  }

  private static String prefix(Class<?> settings) {
    return settings.getAnnotation(ConfigurationProperties.class).value();
  }

  /** Entries of the configuration, and those of the file. */
  private static List<BundleProblem> directory(ConfigurableEnvironment environment) {
    List<BundleProblem> problems = new ArrayList<>(emptyMatches(environment));
    try {
      DirectoryEntries.read(
          ConfigurationPropertySources.get(environment), Binder.get(environment), DIRECTORY);
    } catch (RuntimeException wrong) {
      problems.add(problem(environment, wrong));
    }
    Path file = Path.of(environment.getProperty(DIRECTORY_FILE, "./config/directory.yaml"));
    if (!Files.exists(file) && !isUsual(environment, file)) {
      problems.add(missing(environment, DIRECTORY_FILE, file));
    }
    try {
      new LiveDirectory(List.of(), file);
    } catch (IllegalArgumentException wrong) {
      String name = Bundle.CONFIG + file.getFileName();
      problems.add(
          wrong.getCause() instanceof DirectoryRefused refused
              ? new BundleProblem(name, refused.line(), refused.getMessage())
              : new BundleProblem(name, 0, wrong.getMessage()));
    }
    return problems;
  }

  /** Entries that would fit everybody by a slip, in the files that Spring reads. */
  static List<BundleProblem> emptyMatches(Environment environment) {
    List<BundleProblem> problems = new ArrayList<>();
    Path config = Path.of(environment.getProperty(CONFIG_DIR, "./config"));
    if (Files.isDirectory(config)) {
      try (Stream<Path> files = Files.list(config)) {
        for (Path file :
            files
                .filter(one -> one.getFileName().toString().matches("application.*\\.ya?ml"))
                .sorted()
                .toList()) {
          try {
            DirectoryEntries.requireMatches(Files.readString(file));
          } catch (DirectoryRefused refused) {
            problems.add(
                new BundleProblem(
                    Bundle.CONFIG + file.getFileName(), refused.line(), refused.getMessage()));
          }
        }
      } catch (IOException | YAMLException toldElsewhere) {
        return problems;
      }
    }
    problems.addAll(emptyMatchesInJson(environment));
    return problems;
  }

  /** Spring drops an empty object there as it does in files. */
  private static List<BundleProblem> emptyMatchesInJson(Environment environment) {
    String json = environment.getProperty("spring.application.json");
    String variable = environment.getProperty(JSON_VARIABLE);
    try {
      DirectoryEntries.requireMatches(json != null ? json : variable != null ? variable : "");
      return List.of();
    } catch (DirectoryRefused refused) {
      String place = variable == null ? "command line" : "environment variable " + JSON_VARIABLE;
      return List.of(new BundleProblem(place, 0, refused.getMessage()));
    } catch (YAMLException toldElsewhere) {
      return List.of();
    }
  }

  /**
   * What is no mistake and may be one.
   *
   * @return that the file of the directory is there and says nothing, not even that it has none
   */
  public static List<BundleProblem> remarks(Environment environment) {
    Path file = Path.of(environment.getProperty(DIRECTORY_FILE, "./config/directory.yaml"));
    try {
      return Files.isRegularFile(file)
              && new LiveDirectory(List.of(), file).get().size() == 0
              && Files.readString(file).lines().noneMatch(line -> line.matches("[^#]*\\[\\s*].*"))
          ? List.of(
              new BundleProblem(
                  Bundle.CONFIG + file.getFileName(),
                  0,
                  "The file has no entry; write some, or 'directory: []' if there are to be none"))
          : List.of();
    } catch (IllegalArgumentException | IOException toldAsProblem) {
      return List.of();
    }
  }

  /** Whether it is where a directory's file need not be. */
  private static boolean isUsual(Environment environment, Path file) {
    Path usual = Path.of(environment.getProperty(CONFIG_DIR, "./config")).resolve("directory.yaml");
    return usual.toAbsolutePath().normalize().equals(file.toAbsolutePath().normalize());
  }

  private static String hyphenated(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  // ---------------------------------------------------------------- one line

  /**
   * What is wrong with a key.
   *
   * @param environment tells where it is written; null when nobody knows
   * @param key or the beginning of some
   * @param reason with the key, what is wrong and what to write
   */
  public static BundleProblem problem(Environment environment, String key, String reason) {
    ConfigurationProperty property = environment == null ? null : property(environment, key);
    return problem(property == null ? null : property.getOrigin(), reason);
  }

  /** The key that a value names instead of saying something itself; its own for any other value. */
  public static String named(Environment environment, String key) {
    ConfigurationProperty property = property(environment, key);
    Matcher names = NAMES.matcher(property == null ? "" : String.valueOf(property.getValue()));
    return names.matches() && property(environment, names.group(1)) != null ? names.group(1) : key;
  }

  /**
   * What a failure to read values says.
   *
   * @param environment tells where they are written; null when nobody knows
   */
  public static BundleProblem problem(Environment environment, Throwable failure) {
    String key = null;
    Origin origin = null;
    String reason = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException bind) {
        key = bind.getName().toString();
        origin = bind.getProperty() == null ? null : bind.getProperty().getOrigin();
      }
      if (cause instanceof DirectoryRefused refused && refused.origin() != null) {
        return problem(refused.origin(), refused.getMessage());
      }
      if (cause instanceof IncompleteConnection incomplete && incomplete.member() != null) {
        key = key + "." + incomplete.member();
        origin = null;
      }
      reason = reason(cause, reason);
    }
    Matcher named = KEY.matcher(String.valueOf(reason));
    if (named.find()) {
      return problem(environment, named.group(1), reason);
    }
    if (key == null) {
      return new BundleProblem(NOWHERE, 0, reason);
    }
    String told = key + " can't be used: " + reason;
    return origin == null ? problem(environment, key, told) : problem(origin, told);
  }

  public static BundleProblem problem(Origin origin, String reason) {
    Origin place = place(origin);
    if (place instanceof TextResourceOrigin text) {
      if (text.getResource() instanceof ClassPathResource) {
        return new BundleProblem(NOWHERE, 0, reason + " (this is its default)");
      }
      return new BundleProblem(
          file(text), text.getLocation() == null ? 0 : text.getLocation().getLine() + 1, reason);
    }
    if (place instanceof SystemEnvironmentOrigin variable) {
      return new BundleProblem("environment variable " + variable.getProperty(), 0, reason);
    }
    return new BundleProblem(
        String.valueOf(origin).contains("commandLineArgs") ? "command line" : Bundle.APPLICATION,
        0,
        reason);
  }

  /** Whether a file of the installation has a property. */
  public static boolean isOfFile(PropertySource<?> source, String name) {
    return place(PropertySourceOrigin.get(source, name)) instanceof TextResourceOrigin text
        && !(text.getResource() instanceof ClassPathResource);
  }

  private static Origin place(Origin origin) {
    return origin instanceof PropertySourceOrigin wrapped ? wrapped.getOrigin() : origin;
  }

  /** Name of the file that a value comes from, such as {@code config/application.yaml}. */
  private static String file(TextResourceOrigin origin) {
    String name = origin.getResource().getFilename();
    Path path = Path.of(origin.getResource().toString().replaceAll("^.*\\[|].*$", ""));
    boolean secret = path.getParent() != null && path.getParent().endsWith("secrets");
    return (secret ? Bundle.SECRETS : Bundle.CONFIG) + name;
  }

  /** The property of a name; of the beginning of names, the first one. */
  private static ConfigurationProperty property(Environment environment, String key) {
    if (!ConfigurationPropertyName.isValid(key)) {
      return null;
    }
    ConfigurationPropertyName name = ConfigurationPropertyName.of(key);
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      ConfigurationProperty property = source.getConfigurationProperty(name);
      if (property == null && source instanceof IterableConfigurationPropertySource all) {
        property =
            all.stream()
                .filter(name::isAncestorOf)
                .findFirst()
                .map(source::getConfigurationProperty)
                .orElse(null);
      }
      if (property != null) {
        return property;
      }
    }
    return null;
  }

  /** The innermost message says what is wrong, but not what to write. */
  private static String reason(Throwable cause, String outer) {
    if (cause instanceof ConversionFailedException conversion) {
      return "'" + conversion.getValue() + "' is " + expected(conversion.getTargetType().getType());
    }
    if (cause instanceof ConverterNotFoundException missing) {
      return isOfList(missing.getTargetType())
          ? "a list is due; write entries that each begin with a hyphen"
          : "a value stands where keys are expected; docs/configuration.md has them";
    }
    if (outer != null && outer.startsWith("'")) {
      return outer;
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static boolean isOfList(TypeDescriptor type) {
    return type != null && (type.isCollection() || type.getType() == DirectoryEntry.class);
  }

  private static String expected(Class<?> type) {
    if (type.isEnum()) {
      return "none of "
          + Arrays.stream(type.getEnumConstants())
              .map(word -> word.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
              .collect(Collectors.joining(", "));
    }
    if (type == Duration.class) {
      return "no duration; write it as 500ms, 3s or 5m";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "neither true nor false";
    }
    if (type == int.class || type == long.class) {
      return "no whole number";
    }
    return "no " + type.getSimpleName();
  }

  /** What is said of a directory that Calroute needs and that is not there. */
  public static List<BundleProblem> folders(Path routes, Path mappings) throws IOException {
    List<String> missing = new ArrayList<>();
    if (!Files.isDirectory(routes)) {
      missing.add("no directory " + routes);
    }
    if (!Files.isDirectory(mappings)) {
      missing.add("no directory " + mappings);
    }
    List<BundleProblem> problems = new ArrayList<>();
    if (!missing.isEmpty()) {
      problems.add(
          new BundleProblem(
              Path.of("").toAbsolutePath().toString(),
              0,
              "There is "
                  + String.join(" and ", missing)
                  + "; start Calroute where routes/ and mappings/ are, or set calroute.routes-dir"
                  + " and calroute.mappings-dir"));
    }
    if (!Files.isDirectory(routes)) {
      return problems;
    }
    try (Stream<Path> files = Files.list(routes)) {
      if (files.noneMatch(file -> file.toString().endsWith(Bundle.ROUTE_SUFFIX))) {
        problems.add(
            new BundleProblem(
                Bundle.ROUTES,
                0,
                String.format(
                    "There is no *.camel.yaml in %s; without routes no callback is taken. Put the"
                        + " shipped ones there, or set calroute.routes-dir",
                    routes.toAbsolutePath().normalize())));
      }
    } catch (NoSuchFileException gone) {
      throw new IOException(routes + " cannot be read", gone);
    }
    return problems;
  }
}
