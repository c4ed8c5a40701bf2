package io.calroute.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.mapping.function.Expressions;
import io.calroute.mapping.function.MappingRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingsTest {
  @TempDir Path directory;

  private final List<String> read = new ArrayList<>();

  @BeforeEach
  void aMappingAndALibrary() throws IOException {
    Files.createDirectories(directory.resolve("lib"));
    write("lib/words.jslt", "def shout(word) uppercase($word)");
    write(
        "greeting.jslt",
        "import \"lib/words.jslt\" as w {\"say\": w:shout(.name), \"none\": null}");
  }

  @Test
  void appliesAMappingAndKeepsNulls() {
    Mappings mappings = new Mappings(directory);

    assertThat(mappings.problems()).isEmpty();
    assertThat(mappings.names()).containsExactly("greeting");
    assertThat(mappings.apply("greeting", Expressions.json("{\"name\":\"ann\"}")))
        .isEqualTo(Expressions.json("{\"say\":\"ANN\",\"none\":null}"));
  }

  @Test
  void tellsWhereAMappingDoesNotCompileAndTakesTheNextOne() throws IOException {
    Mappings mappings = new Mappings(directory);

    write("greeting.jslt", "{\n  \"say\": }");
    assertThat(new Mappings(directory).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.toString()).startsWith("greeting.jslt:2:10: "));
    assertThat(say(mappings)).isEqualTo("ANN");

    write("greeting.jslt", "{\"say\": .name}");
    mappings.replaceBy(new Mappings(directory));
    assertThat(mappings.problems()).isEmpty();
    assertThat(say(mappings)).isEqualTo("ann");
  }

  @Test
  void whatIsNoObjectIsRefused() throws IOException {
    write("greeting.jslt", "if (.name == \"ann\") {\"say\": \"ANN\"}");
    Mappings mappings = new Mappings(directory);

    assertThat(refusal(mappings, "greeting", "{\"name\":\"ben\"}"))
        .hasMessageContaining("greeting.jslt gives no object")
        .extracting(MappingRefused::code)
        .isEqualTo("mapping-error");
    for (String text : new String[] {"null", "true", "[1]", "\"a\""}) {
      write("greeting.jslt", text);
      assertThat(refusal(new Mappings(directory), "greeting", "{}")).as(text).isNotNull();
    }
  }

  @Test
  void aGoodFileIsTakenAlthoughAnotherIsBad() throws IOException {
    write("broken.jslt", "{");
    Mappings mappings = new Mappings(directory);

    assertThat(mappings.problems()).extracting(MappingProblem::file).containsExactly("broken.jslt");
    assertThat(mappings.names()).containsExactly("greeting");
    assertThat(refusal(mappings, "broken", "{}").code()).isEqualTo("unknown-mapping");
  }

  @Test
  void aLibraryCountsForAllThatImportIt() throws IOException {
    write("lib/words.jslt", "def shout(word) $word + \"!\"");
    Mappings mappings = new Mappings(directory);
    assertThat(mappings.problems()).isEmpty();
    assertThat(say(mappings)).isEqualTo("ann!");

    write("lib/words.jslt", "def shout(word)\n  nothing($word)");
    assertThat(new Mappings(directory).problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.file()).isEqualTo("lib/words.jslt");
              assertThat(problem.line()).isEqualTo(2);
              assertThat(problem.reason()).contains("nothing");
            });
    assertThat(say(mappings)).isEqualTo("ann!");
  }

  @Test
  void whatIsMadeOfTheSameTextsIsTakenFromOthersAndReadOnceToBeCompared() {
    Mappings mappings = new Mappings(directory);

    Mappings next = new Mappings(files(), mappings);

    assertThat(read).containsExactlyInAnyOrder("greeting.jslt", "lib/words.jslt");
    assertThat(next.problems()).isEmpty();
    assertThat(say(next)).isEqualTo("ANN");
    read.clear();
    assertThat(say(new Mappings(files(), next))).isEqualTo("ANN");
    assertThat(read).containsExactlyInAnyOrder("greeting.jslt", "lib/words.jslt");
  }

  @Test
  void whatIsMadeOfAnotherTextIsCompiledAnew() throws IOException {
    write("farewell.jslt", "{\"say\": \"bye\"}");
    Mappings mappings = new Mappings(directory);

    write("lib/words.jslt", "def shout(word) $word + \"!\"");
    Mappings louder = new Mappings(files(), mappings);
    assertThat(say(louder)).isEqualTo("ann!");
    write("greeting.jslt", "{\"say\": .name}");
    Mappings plain = new Mappings(files(), louder);
    assertThat(say(plain)).isEqualTo("ann");
    Files.delete(directory.resolve("farewell.jslt"));
    assertThat(new Mappings(files(), plain).names()).containsExactly("greeting");
    assertThat(say(mappings)).isEqualTo("ANN");
  }

  @Test
  void aLibraryThatIsGoneIsMissedThoughItsMappingIsTheSame() throws IOException {
    Mappings mappings = new Mappings(directory);
    Files.delete(directory.resolve("lib/words.jslt"));

    assertThat(new Mappings(files(), mappings).problems())
        .hasToString(new Mappings(directory).problems().toString())
        .hasSize(1);
  }

  @Test
  void whatWasNotTakenIsTriedAndToldAgain() throws IOException {
    write("greeting.jslt", "{\"say\": nothing(.name)}");
    Mappings mappings = new Mappings(directory);

    Mappings next = new Mappings(files(), mappings);

    assertThat(next.problems()).isEqualTo(mappings.problems()).hasSize(1);
    assertThat(next.names()).isEmpty();
  }

  @Test
  void anEmptyOrMissingDirectoryIsNoFault() {
    Mappings mappings = new Mappings(directory.resolve("nowhere"));

    assertThat(mappings.names()).isEmpty();
    assertThat(mappings.problems()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ \"a\" : }                   | 1:9",
        "$nobody                       | 1:1",
        "def f(x) $x + $y f(1)         | 1:15",
        "if (.a) let b = 1 $b else $b  | 1:27",
        "nobody(1)                     | 1:1",
        "instant()                     | 1:1",
        "import \"lib/gone.jslt\" as g 1 | 1:8",
        "import \"../outside.jslt\" as g 1 | 1:8",
        "{\"a\": \"unfinished          | 1:",
        "let a = 1 let a = 2 $a        | 1:11",
      })
  void saysWhereATextIsWrong(String text, String place) {
    assertThat(new Mappings(directory).compile("draft", text))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.toString()).startsWith("draft.jslt:" + place);
              assertThat(problem.reason()).isNotBlank().doesNotContain("\n");
            });
  }

  @Test
  void aVariableThatOnlyALibraryMissesIsFound() throws IOException {
    write("lib/words.jslt", "let mark = \"!\"\ndef shout(word)\n  $word + $mark + $stop");

    assertThat(new Mappings(directory).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.toString()).startsWith("lib/words.jslt:3:19: "));
  }

  @Test
  void aLibraryThatAnotherMappingHasImportedBeforeIsNoLessWrong() throws IOException {
    write("lib/words.jslt", "def shout(word) $word + $stop");
    write("again.jslt", "import \"lib/words.jslt\" as w {\"say\": w:shout(.name)}");

    assertThat(new Mappings(directory).problems()).hasSize(2);
  }

  @Test
  void importsInACircleAreAProblemAndNotTheEnd() throws IOException {
    write("lib/words.jslt", "import \"lib/words.jslt\" as w def shout(word) w:shout($word)");

    assertThat(new Mappings(directory).problems()).hasSize(1);
  }

  @Test
  void tryingATextChangesNothing() {
    Mappings mappings = new Mappings(directory);

    assertThat(mappings.compile("greeting", "{\"say\": \"other\"}")).isEmpty();
    assertThat(say(mappings)).isEqualTo("ANN");
  }

  @Test
  void aFaultInAMappingNamesThePlaceAndNotTheData() throws IOException {
    write("sum.jslt", "{\n  \"sum\": .name - 2\n}");
    MappingRefused refusal = refusal(new Mappings(directory), "sum", "{\"name\":\"Ann Private\"}");

    assertThat(refusal.code()).isEqualTo("mapping-error");
    assertThat(refusal.getMessage()).contains("sum.jslt:2:").doesNotContain("Ann");
    assertThat(refusal.getCause()).isNull();
  }

  @Test
  void whatAMappingRefusesStillSaysWhatItIsAboutAndIsRefusedAllTheSame() throws IOException {
    write("late.jslt", "{\n  \"id\": .id,\n  \"start\": instant(.start, \"UTC\")\n}");
    Mappings mappings = new Mappings(directory);
    JsonNode input = Expressions.json("{\"id\":\"a-1\",\"start\":\"whenever\"}");

    assertThat(mappings.glance("late", input).orElseThrow().path("id").asText()).isEqualTo("a-1");
    assertThat(refusal(mappings, "late", input.toString()).code()).isEqualTo("bad-time");
    assertThat(mappings.glance("nothing", input)).isEmpty();
  }

  @Test
  void aMappingThatCallsItselfWithoutEndIsRefused() throws IOException {
    write("loop.jslt", "def again(x) again($x) + 1\nagain(.)");

    assertThat(refusal(new Mappings(directory), "loop", "{}").code()).isEqualTo("mapping-error");
  }

  @Test
  void aNameThatCouldLeaveTheDirectoryIsNoMapping() throws IOException {
    Mappings mappings = new Mappings(directory);

    assertThat(refusal(mappings, "../greeting", "{}").code()).isEqualTo("unknown-mapping");
  }

  @Test
  void manyThreadsApplyWhileMappingsAreSwapped() throws Exception {
    Mappings mappings = new Mappings(directory);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Boolean>> work =
          IntStream.range(0, 2_000)
              .mapToObj(
                  turn ->
                      (Callable<Boolean>)
                          () -> {
                            if (turn % 100 == 0) {
                              mappings.replaceBy(new Mappings(directory));
                            }
                            return say(mappings).equals("ANN");
                          })
              .toList();
      for (Future<Boolean> result : threads.invokeAll(work)) {
        assertThat(result.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static String say(Mappings mappings) {
    JsonNode output = mappings.apply("greeting", Expressions.json("{\"name\":\"ann\"}"));
    return output.path("say").asText();
  }

  private static MappingRefused refusal(Mappings mappings, String name, String input) {
    return catchThrowableOfType(
        MappingRefused.class, () -> mappings.apply(name, Expressions.json(input)));
  }

  private MappingFiles files() {
    return MappingFiles.of(directory).heard((file, text) -> read.add(file));
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(directory.resolve(file), text);
  }
}
