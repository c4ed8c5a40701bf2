package io.calroute.bundle.check;

import io.calroute.bundle.file.BundleProblem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Environment variables that are nearly a property of Calroute. The environment belongs to others
 * too, and Kubernetes puts variables there for every service: only what looks like a slip of the
 * pen is told. Immutable and safe for concurrent use.
 */
final class KnownVariables {

  private static final String OURS = "CALROUTE";
  private static final String CONNECTIONS = "CONNECTIONS";
  private static final Pattern OF_SERVICES =
      Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_\\d+_(TCP|UDP|SCTP)(_.*)?)");
  private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");
  private static final Pattern OPEN =
      Pattern.compile(
          "CALROUTE_(CONNECTIONS_.+_(AUTH|SECRET|PREVIOUS_?SECRET|HEADER|TIME_?ZONE)"
              + "|DIRECTORY_\\d+_.+)");
  private static final List<String> OF_CONNECTIONS =
      List.of("AUTH", "SECRET", "PREVIOUSSECRET", "HEADER", "TIMEZONE");

  private static final LevenshteinDistance SLIPS = new LevenshteinDistance(2);

  /** In both forms that Spring reads. */
  private final Set<String> names = new TreeSet<>();

  private final Set<String> sections = new TreeSet<>(Set.of(CONNECTIONS, "DIRECTORY"));

  KnownVariables(Collection<String> properties) {
    for (String property : properties) {
      String upper = property.toUpperCase(Locale.ROOT).replace('.', '_');
      names.add(upper.replace("-", ""));
      names.add(upper.replace('-', '_'));
      sections.add(property.split("[.]")[1].toUpperCase(Locale.ROOT).replace("-", ""));
    }
  }

  /**
   * Variables that nothing reads and that look as if something should.
   *
   * @param texts of routes, kamelets and configuration values, which can name variables too
   */
  List<BundleProblem> unknown(Map<String, Object> variables, Collection<String> texts) {
    List<BundleProblem> problems = new ArrayList<>();
    variables.forEach(
        (name, value) -> {
          if (!isRead(name) && !isOfService(name, String.valueOf(value))) {
            meant(name)
                .filter(any -> texts.stream().noneMatch(text -> text.contains(name)))
                .ifPresent(
                    meant ->
                        problems.add(
                            new BundleProblem(
                                "environment variable " + name,
                                0,
                                "It is read by nothing; did you mean "
                                    + meant
                                    + "? docs/configuration.md has every key")));
          }
        });
    return problems;
  }

  private boolean isRead(String name) {
    return names.contains(name.replaceFirst("_\\d+(_.*)?$", ""))
        || names.contains(name)
        || OPEN.matcher(name).matches();
  }

  private static boolean isOfService(String name, String value) {
    return OF_SERVICES.matcher(name).matches() || ADDRESS.matcher(value).matches();
  }

  private Optional<String> meant(String name) {
    String[] words = name.split("_", 3);
    if (words.length < 2 || SLIPS.apply(words[0], OURS) < 0) {
      return Optional.empty();
    }
    String ours = OURS + name.substring(words[0].length());
    if (!ours.equals(name) && isRead(ours)) {
      return Optional.of(ours);
    }
    if (!ours.equals(name)) {
      return Optional.empty();
    }
    return nearest(name, candidates(name)).or(() -> withSection(words));
  }

  private Stream<String> candidates(String name) {
    int last = name.lastIndexOf('_');
    return name.matches("CALROUTE_CONNECTIONS_.+_.+_.+")
        ? OF_CONNECTIONS.stream().map(member -> name.substring(0, last + 1) + member)
        : names.stream();
  }

  /** Where the slip is in the word after ours. */
  private Optional<String> withSection(String[] words) {
    return words.length < 3
        ? Optional.empty()
        : nearest(words[1], sections.stream())
            .map(section -> OURS + "_" + section + "_" + words[2])
            .filter(this::isRead);
  }

  /** The name that somebody meant who is off by two letters at most. */
  static Optional<String> nearest(String slip, Stream<String> names) {
    return nearest(slip, names, UnaryOperator.identity());
  }

  /** The same, for names that are as good as equal when a function makes the same of them. */
  static Optional<String> nearest(
      String slip, Stream<String> names, UnaryOperator<String> uniform) {
    ToIntFunction<String> slips = one -> SLIPS.apply(uniform.apply(slip), uniform.apply(one));
    return names
        .filter(one -> slips.applyAsInt(one) >= 0)
        .min(Comparator.comparingInt(slips).thenComparing(one -> one));
  }
}
