package io.calroute.bundle.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.bundle.Jar;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A component that an operator puts into {@code lib/} can be used in routes. */
class LibFolderIT {

  private static final String ROUTE =
      """
      - route:
          id: chime
          description: Uses a component that is not in the jar
          from:
            id: from-chime
            uri: direct:chime
            steps:
              - to:
                  id: chime-now
                  description: Chimes
                  uri: chime:once
      """;

  @TempDir Path directory;

  @Test
  void aComponentInLibIsFoundAndMissedWithoutIt() throws Exception {
    Path home = Files.createDirectories(directory.resolve("home"));
    Files.createDirectories(home.resolve("config"));
    for (String folder : new String[] {"kamelets", "mappings"}) {
      Files.createSymbolicLink(home.resolve(folder), Path.of(folder).toAbsolutePath());
    }
    Path routes = Files.createDirectories(home.resolve("routes"));
    try (var files = Files.list(Path.of("routes"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, routes.resolve(file.getFileName()));
      }
    }
    Files.writeString(routes.resolve("chime.camel.yaml"), ROUTE);
    assertThat(Jar.run(home, "check").found())
        .anyMatch(line -> line.contains("There is no component 'chime'") && line.contains("lib/"));

    pack(Files.createDirectories(home.resolve("lib")).resolve("chime.jar"));
    assertThat(Jar.run(home, "check").found()).noneMatch(line -> line.contains("no component"));
  }

  private static void pack(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry("META-INF/services/org/apache/camel/component/chime"));
      jar.write(("class=" + Chime.class.getName() + "\n").getBytes(StandardCharsets.UTF_8));
      for (Class<?> type : new Class<?>[] {Chime.class, ChimeEndpoint.class, ChimeProducer.class}) {
        String name = type.getName().replace('.', '/') + ".class";
        jar.putNextEntry(new JarEntry(name));
        try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
          in.transferTo(jar);
        }
      }
    }
  }

  /** A component of somebody else. */
  public static final class Chime extends DefaultComponent {
    @Override
    protected Endpoint createEndpoint(String uri, String rest, Map<String, Object> parameters) {
      return new ChimeEndpoint(uri, this);
    }
  }

  /** Its endpoint. */
  public static final class ChimeEndpoint extends DefaultEndpoint {
    ChimeEndpoint(String uri, Chime component) {
      super(uri, component);
    }

    @Override
    public Producer createProducer() {
      return new ChimeProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
      throw new UnsupportedOperationException();
    }
  }

  /** Does nothing. */
  public static final class ChimeProducer extends DefaultProducer {
    ChimeProducer(Endpoint endpoint) {
      super(endpoint);
    }

    @Override
    public void process(org.apache.camel.Exchange exchange) {
      // Nobody hears it.
    }
  }
}
