package io.calroute.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.verdict.decision.Cause;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunbookTest {

  private static final Path RUNBOOK = Path.of("docs", "runbook.md");

  @Test
  void everyCauseHasItsSectionAndEverySectionItsCause() {
    List<String> sections =
        Documents.withoutCode(Documents.read(RUNBOOK))
            .lines()
            .filter(line -> line.startsWith("### "))
            .map(line -> line.substring(4))
            .toList();
    assertThat(sections)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Cause.values()).map(Cause::code).toList());
  }

  @Test
  void everySectionSaysWhatATiredReaderNeeds() {
    Stream.of(Documents.read(RUNBOOK).split("(?m)^### "))
        .skip(1)
        .forEach(
            section ->
                assertThat(section)
                    .as(section.lines().findFirst().orElse(""))
                    .contains("**It means**", "**Calroute by itself**", "**You**", "**Call**"));
  }
}
