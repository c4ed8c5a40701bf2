package io.calroute.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What whoever writes a mapping is told of a slip, where it is. */
class ParserWordsTest {

  private final MappingCompiler compiler = new MappingCompiler(MappingFiles.of(Map.of()));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": 1,, \"b\": 2}   | 1:9 | , can't stand here; perhaps } is missing",
        "{\"a\": 1              | 1:7 | The text ends too early; } is missing",
        "[for (.a) .b           | 1:12 | The text ends too early; ] is missing",
        "let x =                | 1:7 | The text ends where something must follow",
        "{\"a\": .b \"c\": 1}   | 1:10 | A comma is missing before \"c\"",
        "if (.a) 1 els 2        | 1:11 | els can't stand here",
        "{\"a\": text(.b}       | 1:14 | } can't stand here; perhaps ) is missing",
        "{\"a\": 1}}            | 1:9 | } can't stand here",
        "{\"a\": \"unended}     | 1:16 | A text in quotes has no end; a \" is missing",
        "{\"a\": 'x'}           | 1:7 | ' begins nothing in JSLT; texts stand in \"\"",
        "{\"a\": #}             | 1:7 | # begins nothing in JSLT",
        "``                     | 1:1 | The text ends where something must follow",
      })
  void aSlipIsToldInASentenceWithTheParsersWordsBehindIt(String text, String place, String told) {
    MappingProblem problem = compiler.compile("a.jslt", text).problem();
    assertThat(problem.toString())
        .startsWith("a.jslt:" + place + ": " + told + ". The parser says: ")
        .containsPattern("The parser says: (Encountered|Lexical error)");
  }

  @ParameterizedTest
  @CsvSource({"{\"a\": $x}, No such variable 'x'", "unknown(.), No such function: 'unknown'"})
  void whatIsASentenceStaysAsItIs(String text, String told) {
    assertThat(compiler.compile("a.jslt", text).problem().reason()).isEqualTo(told);
  }
}
