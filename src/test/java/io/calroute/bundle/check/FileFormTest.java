package io.calroute.bundle.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.file.BundleReader;
import io.calroute.bundle.file.YamlDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FileFormTest {

  private static Bundle repository() throws IOException {
    return new BundleReader(
            Path.of("routes"), Path.of("kamelets"), Path.of("mappings"), Path.of("config"))
        .read();
  }

  static SortedSet<String> ownFiles() throws IOException {
    SortedSet<String> names = repository().names(Bundle.ROUTES);
    names.addAll(repository().names(Bundle.KAMELETS));
    return names;
  }

  @ParameterizedTest
  @MethodSource("ownFiles")
  void theFilesOfThisRepositoryHaveIt(String name) throws Exception {
    String text = repository().text(name);
    assertThat(FileForm.check(YamlDocument.of(name, text), text)).isEmpty();
  }

  @Test
  void idsAndDescriptionsAreAskedForWhereKaotoShowsThem() throws Exception {
    assertThat(
            problems(
                """
                - route:
                    from:
                      uri: direct
                      steps:
                        - choice:
                            when:
                              - expression:
                                  simple:
                                    expression: ${body}
                                steps:
                                  - to:
                                      uri: direct:x
                            otherwise:
                              steps: []
                """))
        .containsExactly(
            "routes/a:1: 'route' has no id",
            "routes/a:1: 'route' has no description",
            "routes/a:2: 'from' has no id",
            "routes/a:5: 'choice' has no id",
            "routes/a:5: 'choice' has no description",
            "routes/a:7: 'when' has no id",
            "routes/a:11: 'to' has no id",
            "routes/a:13: 'otherwise' has no id");
  }

  @Test
  void shortFormsAreToldApart() throws Exception {
    assertThat(
            problems(
                """
                - route:
                    id: a
                    description: b
                    from:
                      id: c
                      uri: direct:d?timeout=5
                      steps:
                        - to: direct:x
                        - setBody:
                            id: e
                            simple: ${body}
                        - setBody:
                            id: f
                            expression:
                              simple: ${body}
                        - bean:
                            id: g
                            ref: h
                            method: i
                """))
        .containsExactly(
            "routes/a:6: Options belong below 'parameters', not into the uri",
            "routes/a:8: Write 'to' with an id and its members below, not in short form",
            "routes/a:11: Write 'simple' below 'expression'",
            "routes/a:15: Write 'simple' with its members below, not in short form");
  }

  @Test
  void whatKaotoDoesNotDrawIsTold() throws Exception {
    assertThat(problems("- routeTemplate:\n    id: a\n"))
        .containsExactly(
            "routes/a:1: Kaoto draws no route templates; make it a kamelet in kamelets/");
    assertThat(problems("- from:\n    uri: direct\n").get(0)).contains("- route:");
    assertThat(
            problems(
                """
                - beans:
                    - &a
                      name: b
                    - *a
                """))
        .containsExactly("routes/a:4: Kaoto does not keep anchors and aliases; write it out");
  }

  @Test
  void aKameletDescribesItselfAndItsProperties() throws Exception {
    String text =
        """
        kind: Kamelet
        spec:
          definition:
            title: A
            properties:
              b:
                type: string
          template:
            from:
              uri: kamelet:source
              steps:
                - to:
                    uri: direct:c
        """;
    assertThat(FileForm.check(YamlDocument.of("kamelets/a", text), text))
        .map(BundleProblem::toString)
        .containsExactly(
            "kamelets/a:3: 'kamelet' has no description",
            "kamelets/a:6: 'property b' has no description",
            "kamelets/a:9: 'from' has no id",
            "kamelets/a:12: 'to' has no id");
  }

  private static List<String> problems(String text) throws YamlDocument.Unreadable {
    return FileForm.check(YamlDocument.of("routes/a", text), text).stream()
        .map(BundleProblem::toString)
        .toList();
  }
}
