package io.calroute.bundle.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.file.YamlDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares what is in a directory with what its {@code kustomization.yaml} takes to Kubernetes. A
 * directory without one is taken there in another way, or not at all.
 */
final class PackingList {

  private static final String NAME = "kustomization.yaml";
  private static final String LIBRARY = "lib/";

  /** Keys of a ConfigMap have no slashes, so that its keys are put into their directory here. */
  private static final String DEPLOYMENT = "k8s/base/deployment.yaml";

  private static final String LIBRARY_MAP = "calroute-mappings-lib";

  private final String prefix;
  private final Path directory;
  private final YamlDocument document;

  /** Lines by file, as listed. */
  private final Map<String, Integer> listed = new LinkedHashMap<>();

  /** Line of the list that takes files of the directory itself, and of the one for its library. */
  private int ownLine = 1;

  private int libraryLine = 1;

  private PackingList(String prefix, Path directory, YamlDocument document) {
    this.prefix = prefix;
    this.directory = directory;
    this.document = document;
    JsonNode generators = document.tree().path("configMapGenerator");
    for (int at = 0; at < generators.size(); at++) {
      String pointer = "/configMapGenerator/" + at + "/files";
      JsonNode files = generators.get(at).path("files");
      for (int of = 0; of < files.size(); of++) {
        String text = files.get(of).asText();
        String file = text.substring(text.indexOf('=') + 1);
        listed.put(file, document.line(pointer + "/" + of));
        if (file.startsWith(LIBRARY)) {
          libraryLine = document.line(pointer);
        } else if (ownLine == 1) {
          ownLine = document.line(pointer);
        }
      }
    }
  }

  /**
   * What would be missing on a cluster.
   *
   * @param prefix of the bundle's names, such as {@code routes/}
   */
  static List<BundleProblem> problems(String prefix, Path directory, Bundle bundle)
      throws IOException {
    Path file = directory.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try {
      PackingList list =
          new PackingList(
              prefix, directory, YamlDocument.of(prefix + NAME, Files.readString(file)));
      List<BundleProblem> problems = new ArrayList<>(list.differences(bundle));
      if (prefix.equals(Bundle.MAPPINGS)) {
        problems.addAll(list.libraryInDeployment());
      }
      return problems;
    } catch (YamlDocument.Unreadable wrong) {
      return List.of(wrong.problem());
    }
  }

  private List<BundleProblem> differences(Bundle bundle) {
    List<BundleProblem> problems = new ArrayList<>();
    Set<String> needed = needed(bundle);
    needed.removeAll(listed.keySet());
    for (String file : needed) {
      problems.add(
          new BundleProblem(
              document.file(),
              file.startsWith(LIBRARY) ? libraryLine : ownLine,
              String.format(
                  "This does not list %1$s, which would not be on Kubernetes; add '- %1$s' to these"
                      + " files",
                  file)));
    }
    listed.forEach(
        (file, line) -> {
          if (!Files.exists(directory.resolve(file))) {
            problems.add(
                new BundleProblem(
                    document.file(),
                    line,
                    "There is no file " + prefix + file + "; remove this line, or put it there"));
          }
        });
    return problems;
  }

  /** Golden cases stay behind, and secrets come in another way. */
  private Set<String> needed(Bundle bundle) {
    Set<String> needed = new TreeSet<>();
    for (String name : bundle.names(prefix)) {
      String file = name.substring(prefix.length());
      if (!file.contains("/") || prefix.equals(Bundle.MAPPINGS) && file.startsWith(LIBRARY)) {
        needed.add(file);
      }
    }
    if (prefix.equals(Bundle.CONFIG) && Files.exists(directory.resolve("directory.yaml"))) {
      needed.add("directory.yaml");
    }
    return needed;
  }

  private List<BundleProblem> libraryInDeployment() throws IOException, YamlDocument.Unreadable {
    Path file = directory.toAbsolutePath().resolveSibling(DEPLOYMENT);
    List<BundleProblem> problems = new ArrayList<>();
    if (!Files.isRegularFile(file)) {
      return problems;
    }
    YamlDocument deployment = YamlDocument.of(DEPLOYMENT, Files.readString(file));
    int line = deployment.wordLine(LIBRARY_MAP, 1, Integer.MAX_VALUE);
    List<String> mounted = deployment.tree().findValuesAsText("path");
    for (String library : listed.keySet()) {
      if (line > 0 && library.startsWith(LIBRARY) && !mounted.contains(library)) {
        problems.add(
            new BundleProblem(
                DEPLOYMENT,
                line,
                String.format(
                    "The mapping would not find %1$s on Kubernetes; add the item {key: %2$s, path:"
                        + " %1$s} to %3$s",
                    library, library.substring(LIBRARY.length()), LIBRARY_MAP)));
      }
    }
    return problems;
  }
}
