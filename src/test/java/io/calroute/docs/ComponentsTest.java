package io.calroute.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/editing-routes.md} lists the components that routes can use. */
public class ComponentsTest {

  private static final String SERVICES = "META-INF/services/org/apache/camel/component/";
  private static final Path OWN = Path.of("src/generated/resources", SERVICES);

  @Test
  void everyComponentOfTheClassPathIsListedAndNoOther() throws IOException {
    String text = Documents.read(Path.of("docs/editing-routes.md"));
    int start = text.indexOf("The components in the jar: ");
    Matcher named =
        Pattern.compile("`([^`]+)`")
            .matcher(text.substring(start, text.indexOf(". A `sql`", start)));
    Set<String> listed = named.results().map(one -> one.group(1)).collect(Collectors.toSet());

    assertThat(listed).containsExactlyInAnyOrderElementsOf(there());
  }

  /** Names of all components. */
  public static Set<String> there() throws IOException {
    Set<String> names = new TreeSet<>();
    for (URL url :
        Collections.list(
            ComponentsTest.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
      if (url.openConnection() instanceof JarURLConnection jar) {
        JarFile file = jar.getJarFile();
        file.stream()
            .filter(entry -> entry.getName().startsWith(SERVICES) && !entry.isDirectory())
            .forEach(entry -> names.add(entry.getName().substring(SERVICES.length())));
      }
    }
    try (Stream<Path> own = java.nio.file.Files.list(OWN)) {
      own.forEach(file -> names.add(file.getFileName().toString()));
    }
    return names;
  }
}
