package io.calroute.bundle.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.calroute.bundle.EditedCalroute;
import io.calroute.bundle.file.BundleRefused;
import io.calroute.bundle.swap.CallbackStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is there at the start, and how Kubernetes changes it. */
@SuppressWarnings("try") // Some are closed before the end, too.
class StartTest {

  private static final String RECEIVE = "routes/receive-savvycal.camel.yaml";

  @TempDir Path home;

  @Test
  void doesNotStartWithABrokenRouteAndSaysWhere() {
    try (EditedCalroute edited = EditedCalroute.prepare(home, Map.of())) {
      edited.edit(RECEIVE, "uri: direct", "uri: dirct");
      assertThatThrownBy(edited::run)
          .isInstanceOf(BundleRefused.class)
          .hasMessageContaining(
              RECEIVE + ":" + edited.line(RECEIVE, "uri: dirct") + ": There is no component");
    }
  }

  @Test
  void doesNotStartWithABrokenMappingAndSaysWhere() {
    try (EditedCalroute edited = EditedCalroute.prepare(home, Map.of())) {
      edited.edit("mappings/google-event.jslt", text -> text + "\n$nobody");
      assertThatThrownBy(edited::run)
          .isInstanceOf(BundleRefused.class)
          .hasMessageContaining("mappings/google-event.jslt:");
    }
  }

  @Test
  void linksAreFollowedAndAConfigMapSwapByThemIsSeenAndRefusesNobody() throws IOException {
    try (EditedCalroute edited = EditedCalroute.prepare(home, Map.of())) {
      Path routes = edited.file("mounted");
      Files.move(edited.file("routes"), routes);
      Files.createSymbolicLink(edited.file("routes"), routes.getFileName());
      mount(routes);
      edited.run();
      try (CallbackStream callbacks = CallbackStream.start(edited.calroute(), 2, 20)) {
        Path next = Files.createDirectory(routes.resolve("..next"));
        try (Stream<Path> files = Files.list(routes.resolve("..data"))) {
          for (Path file : (Iterable<Path>) files::iterator) {
            String text = Files.readString(file);
            Files.writeString(
                next.resolve(file.getFileName()), text.replace("keeps the callback", "keeps it"));
          }
        }
        Path link = routes.resolve("..data_tmp");
        Files.createSymbolicLink(link, next.getFileName());
        Files.move(
            link,
            routes.resolve("..data"),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
        edited.awaitInUse();
        assertThat(
                edited
                    .calroute()
                    .bean(org.apache.camel.CamelContext.class)
                    .getRoute("receive-savvycal")
                    .getDescription())
            .contains("keeps it");
        callbacks.close();
        assertThat(callbacks.refusals()).isEmpty();
      }
    }
  }

  /** Lays a directory out as Kubernetes mounts a ConfigMap. */
  private static void mount(Path directory) throws IOException {
    Path first = Files.createDirectory(directory.resolve("..first"));
    Files.createSymbolicLink(directory.resolve("..data"), first.getFileName());
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        Files.move(file, first.resolve(name));
        Files.createSymbolicLink(directory.resolve(name), Path.of("..data", name));
      }
    }
  }
}
