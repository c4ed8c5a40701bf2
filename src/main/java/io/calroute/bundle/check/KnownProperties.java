package io.calroute.bundle.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.bundle.configuration.Configuration;
import io.calroute.bundle.configuration.ConfigurationCheck;
import io.calroute.bundle.file.BundleProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

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
              "calroute\\.connections\\.[^.]+\\.[^.]+\\.(auth|secret|previoussecret|header|timezone)"),
          // Its members are looked at where entries are read.
          Pattern.compile("calroute\\.directory(\\[\\d+].*)?"),
          Pattern.compile("calroute\\.[^\\[]+\\[\\d+]"));

  private final Set<String> names = new TreeSet<>();

  private KnownProperties() {}

  /** Reads what the jar carries. */
  static KnownProperties read() {
    KnownProperties known = new KnownProperties();
    ObjectMapper json = new ObjectMapper();
    try {
      for (URL url :
          Collections.list(KnownProperties.class.getClassLoader().getResources(METADATA))) {
        for (JsonNode property : json.readTree(url).path("properties")) {
          known.names.add(Configuration.uniform(property.path("name").asText()));
        }
      }
      return known;
    } catch (IOException damaged) {
      throw new UncheckedIOException("The jar is damaged", damaged);
    }
  }

  /**
   * Names that nobody reads, wherever they stand.
   *
   * @param environment the configuration
   * @param texts of routes and kamelets, which can name properties of their own
   */
  List<BundleProblem> unknown(ConfigurableEnvironment environment, Collection<String> texts) {
    List<BundleProblem> problems = new ArrayList<>();
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> all) {
        for (String name : all.getPropertyNames()) {
          if (name.startsWith(OURS)
              && !isKnown(Configuration.uniform(name))
              && texts.stream().noneMatch(text -> Configuration.isNamed(name, text))) {
            problems.add(
                ConfigurationCheck.problem(
                    PropertySourceOrigin.get(source, name),
                    name + " is read by nothing; docs/configuration.md has every key"));
          }
        }
      }
    }
    return problems;
  }

  private boolean isKnown(String name) {
    return names.contains(name)
        || OPEN.stream().anyMatch(pattern -> pattern.matcher(name).matches());
  }
}
