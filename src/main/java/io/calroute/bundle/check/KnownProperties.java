package io.calroute.bundle.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.bundle.configuration.Configuration;
import io.calroute.bundle.configuration.ConfigurationCheck;
import io.calroute.bundle.file.BundleProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Every property of Calroute that something reads, so that a slip of the pen in {@code
 * config/application.yaml} is not passed over in silence. Other names belong to Spring and are left
 * alone. Immutable and safe for concurrent use.
 */
final class KnownProperties {

  /** Written by Spring Boot's annotation processor. */
  private static final String METADATA = "META-INF/spring-configuration-metadata.json";

  private static final String OURS = "calroute.";

  /** Below these, names are made up by whoever configures. */
  private static final List<Pattern> OPEN =
      List.of(
          Pattern.compile(
              "calroute\\.connections\\.[^.]+\\.[^.]+\\.(auth|secret|previoussecret|header|timezone|links|writebackids)"),
          Pattern.compile(
              "calroute\\.connections\\.[^.]+\\.[^.]+\\.api\\."
                  + "(baseurl|token|key|clientid|clientsecret|tokenurl|account|companies|organization)"
                  + "(\\[\\d+])?"),
          Pattern.compile("calroute\\.access\\.tokens\\.[^.]+\\.(token|role)"),
          // Its members are looked at where entries are read.
          Pattern.compile("calroute\\.directory(\\[\\d+].*)?"),
          Pattern.compile("calroute\\.[^\\[]+\\[\\d+]"));

  private static final List<String> OF_CONNECTIONS =
      List.of(
          "auth",
          "secret",
          "previous-secret",
          "header",
          "time-zone",
          "links",
          "write-back-ids",
          "api.base-url",
          "api.token",
          "api.key",
          "api.client-id",
          "api.client-secret",
          "api.token-url",
          "api.account",
          "api.companies",
          "api.organization");

  private static final Pattern OF_CONNECTION =
      Pattern.compile("(calroute\\.connections\\.[^.]+\\.[^.]+\\.)(api\\.)?[^.]+");

  /** The jar does not change while it runs. */
  private static final KnownProperties OF_JAR = new KnownProperties();

  /** As they are documented, by their uniform names. */
  private final SortedMap<String, String> names = new TreeMap<>();

  private KnownProperties() {
    ObjectMapper json = new ObjectMapper();
    try {
      for (URL url :
          Collections.list(KnownProperties.class.getClassLoader().getResources(METADATA))) {
        try (InputStream metadata = url.openStream()) {
          for (JsonNode property : json.readTree(metadata).path("properties")) {
            String name = property.path("name").asText();
            if (name.startsWith(OURS)) {
              names.put(Configuration.uniform(name), name);
            }
          }
        }
      }
    } catch (IOException damaged) {
      throw new UncheckedIOException("The jar is damaged", damaged);
    }
  }

  /** What the jar carries. */
  static KnownProperties ofJar() {
    return OF_JAR;
  }

  /**
   * Names that nobody reads, wherever they stand.
   *
   * @param texts of routes and kamelets, which can name properties of their own
   */
  List<BundleProblem> unknown(ConfigurableEnvironment environment, Collection<String> texts) {
    List<BundleProblem> problems = new ArrayList<>();
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> all) {
        for (String name : all.getPropertyNames()) {
          boolean unknown =
              name.startsWith(OURS)
                  ? !isKnown(Configuration.uniform(name))
                  : isSlip(name) && ConfigurationCheck.isOfFile(source, name);
          if (unknown && texts.stream().noneMatch(text -> Configuration.isNamed(name, text))) {
            problems.add(
                ConfigurationCheck.problem(
                    PropertySourceOrigin.get(source, name),
                    name
                        + " is read by nothing"
                        + meant(name).map(one -> "; did you mean " + one + "?").orElse(";")
                        + " docs/configuration.md has every key"));
          }
        }
      }
    }
    List<String> all = new ArrayList<>(texts);
    all.addAll(values(environment));
    environment.getPropertySources().stream()
        .filter(SystemEnvironmentPropertySource.class::isInstance)
        .map(SystemEnvironmentPropertySource.class::cast)
        .map(source -> new KnownVariables(names.values()).unknown(source.getSource(), all))
        .forEach(problems::addAll);
    return problems;
  }

  /** Values that may name variables. */
  private static List<String> values(ConfigurableEnvironment environment) {
    return environment.getPropertySources().stream()
        .filter(EnumerablePropertySource.class::isInstance)
        .map(EnumerablePropertySource.class::cast)
        .flatMap(source -> Stream.of(source.getPropertyNames()).map(source::getProperty))
        .map(String::valueOf)
        .filter(value -> value.contains("${"))
        .toList();
  }

  private boolean isKnown(String name) {
    return names.containsKey(name)
        || OPEN.stream().anyMatch(pattern -> pattern.matcher(name).matches());
  }

  /** Whether a name begins with a word that is nearly ours, such as {@code calrout}. */
  private static boolean isSlip(String name) {
    int dot = name.indexOf('.');
    String word = dot < 0 ? "" : Configuration.uniform(name.substring(0, dot));
    return !word.equals("calroute") && nearest(word, Stream.of("calroute")).isPresent();
  }

  /** The name that is nearest to one that nobody reads; empty when none is near. */
  private Optional<String> meant(String name) {
    if (!name.startsWith(OURS)) {
      return Optional.of(OURS + name.substring(name.indexOf('.') + 1));
    }
    Stream<String> all = names.values().stream();
    Matcher connection = OF_CONNECTION.matcher(name);
    if (connection.matches()) {
      all = OF_CONNECTIONS.stream().map(member -> connection.group(1) + member);
    }
    return nearest(name, all).or(() -> meantSection(name));
  }

  /** The same, where the slip is in the word after ours, such as {@code conections}. */
  private Optional<String> meantSection(String name) {
    String[] words = name.split("\\.", 3);
    Stream<String> sections =
        Stream.concat(
            Stream.of("connections"), names.values().stream().map(one -> one.split("\\.")[1]));
    return nearest(words[1], sections.filter(one -> !one.equals(words[1])))
        .map(section -> OURS + section + (words.length < 3 ? "" : "." + words[2]));
  }

  private static Optional<String> nearest(String slip, Stream<String> names) {
    return KnownVariables.nearest(slip, names, Configuration::uniform);
  }
}
