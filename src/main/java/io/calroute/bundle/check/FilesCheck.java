package io.calroute.bundle.check;

import io.calroute.bundle.configuration.Configuration;
import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.file.BundleReader;
import io.calroute.bundle.file.YamlDocument;
import io.calroute.callback.connection.Connections;
import io.calroute.mapping.Mappings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.apache.camel.spi.BeanRepository;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Looks at files of routes, kamelets and mappings that nobody runs: whether they would be taken
 * into use, whether they have the form that Kaoto keeps, and whether Kubernetes would get them. For
 * use by one thread.
 */
public final class FilesCheck {

  private final BundleReader reader;
  private final Map<String, Path> directories;

  /**
   * A check.
   *
   * @param routes directory of {@code *.camel.yaml}
   * @param kamelets directory of {@code *.kamelet.yaml}
   * @param mappings directory of {@code *.jslt}
   * @param config directory of {@code application.yaml}
   */
  public FilesCheck(Path routes, Path kamelets, Path mappings, Path config) {
    this.reader = new BundleReader(routes, kamelets, mappings, config);
    this.directories =
        Map.of(
            Bundle.ROUTES, routes,
            Bundle.KAMELETS, kamelets,
            Bundle.MAPPINGS, mappings,
            Bundle.CONFIG, config);
  }

  public record Result(int files, List<BundleProblem> problems) {}

  /**
   * Checks all files as a running Calroute would before it takes them, their form, and whether all
   * of them would reach a cluster.
   *
   * @throws IOException when a directory or a file cannot be read
   */
  public Result check(
      BeanRepository beans, ConfigurableEnvironment environment, Connections connections)
      throws IOException {
    Bundle bundle = reader.readWithoutSecrets();
    List<BundleProblem> problems = new ArrayList<>();
    problems.addAll(
        new BundleCheck(
                beans, new Rehearsal(beans), beans.lookupByNameAndType("mappings", Mappings.class))
            .fully(bundle, Configuration.of(environment, connections), bundle.files().keySet())
            .problems());
    for (String name : drawn(bundle)) {
      try {
        String text = bundle.text(name);
        problems.addAll(FileForm.check(YamlDocument.of(name, text), text));
      } catch (YamlDocument.Unreadable told) {
        // The check has told it already.
      }
    }
    for (Map.Entry<String, Path> directory : directories.entrySet()) {
      problems.addAll(PackingList.problems(directory.getKey(), directory.getValue(), bundle));
    }
    return new Result(bundle.files().size(), problems.stream().distinct().sorted().toList());
  }

  /**
   * Looks for configuration keys that nothing reads, and for connections that no route serves.
   *
   * @throws IOException when a directory or a file cannot be read
   */
  public List<BundleProblem> unserved(ConfigurableEnvironment environment) throws IOException {
    Bundle bundle = reader.readWithoutSecrets();
    List<BundleProblem> problems =
        new ArrayList<>(
            KnownProperties.ofJar()
                .unknown(environment, drawn(bundle).stream().map(bundle::text).toList()));
    problems.addAll(BundleCheck.withoutRoute(bundle, environment));
    return problems;
  }

  private static SortedSet<String> drawn(Bundle bundle) {
    SortedSet<String> names = bundle.names(Bundle.ROUTES);
    names.addAll(bundle.names(Bundle.KAMELETS));
    return names;
  }
}
