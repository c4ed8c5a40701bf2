package io.calroute.mapping.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFunctionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "12345678    | 12345678",
        "1.5         | 1.5",
        "1e3         | 1000",
        "0           | 0",
        "123456789012345678901 | 123456789012345678901",
        "true        | true",
        "\" a b \"   | a b",
        "\"\"        | NULL",
        "\"  \"      | NULL",
        "null        | NULL",
        "{}          | NULL",
        "[1]         | NULL",
      })
  void textIsAStringOrNothing(String value, String text) {
    String found = Expressions.value("text(.)", value).textValue();

    assertThat(found == null ? "NULL" : found).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"null | []", "[1,2] | [1,2]", "{\"a\":1} | [{\"a\":1}]", "5 | [5]", "[] | []"})
  void aListIsAlwaysAnArray(String value, String list) {
    assertThat(Expressions.value("list(.)", value)).isEqualTo(Expressions.json(list));
  }

  @ParameterizedTest
  @CsvSource({
    "true, true", "'\"true\"', true", "'\"True\"', true", "1, true", "'\"1\"', true",
    "false, false", "'\"false\"', false", "null, false", "0, false", "'\"yes\"', false",
    "{}, false"
  })
  void truthMayComeAsText(String value, boolean truth) {
    assertThat(Expressions.value("is-true(.)", value).asBoolean()).isEqualTo(truth);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"apt-5_5.1~2\"   | apt-5_5.1~2",
        "\"a/b?c#d e+f*\"  | a%2Fb%3Fc%23d%20e%2Bf%2A",
        "\"\u00e9\u20ac\"  | %C3%A9%E2%82%AC",
        "40118822         | 40118822",
        "\"..\"           | %2E%2E",
        "null             | NULL",
      })
  void aSegmentOfAPathLeadsNowhereElse(String value, String part) {
    String found = Expressions.value("url-part(.)", value).textValue();

    assertThat(found == null ? "NULL" : found).isEqualTo(part);
  }

  static Stream<Arguments> markup() {
    return Stream.of(
        Arguments.of("plain", "plain"),
        Arguments.of("<p>One</p><p>Two</p>", "One\nTwo"),
        Arguments.of("a<br>b<BR/>c", "a\nb\nc"),
        Arguments.of("a &amp; b &lt; c", "a & b < c"),
        Arguments.of("a < b > c", "a < b > c"),
        Arguments.of("I <3 you", "I <3 you"),
        Arguments.of("Course <advanced>", "Course <advanced>"),
        Arguments.of("&lt;advanced&gt; <b >x</ b><B/>", "<advanced> x</ b>"),
        Arguments.of(
            "<mia@example.com> <https://example.com>", "<mia@example.com> <https://example.com>"),
        Arguments.of("<o:p>Word</o:p><main-course>", "Word<main-course>"),
        Arguments.of("<?xml version=\"1.0\"?><!DOCTYPE html>x", "x"),
        Arguments.of("x<script>alert(1)</script>y<style>p{}</style>z<!-- c -->", "xyz"),
        Arguments.of("&lt;a href=\"https://x\"&gt;link&lt;/a&gt;", "link"),
        Arguments.of("&amp;lt;b&amp;gt;twice&amp;lt;/b&amp;gt;", "twice"),
        Arguments.of("caf&eacute; &#8364; &nbsp;x", "caf\u00e9 \u20ac  x"),
        Arguments.of("a<!-- never closed <b>x</b>", "a"),
        Arguments.of("a<SCRIPT>x</script >b<style>c", "ab"),
        Arguments.of("a\r\nb\rc", "a\nb\nc"),
        Arguments.of("a\n\n\n\n\nb  \n", "a\n\nb"),
        Arguments.of("\u65e5\u672c\u8a9e \ud83d\udc4d", "\u65e5\u672c\u8a9e \ud83d\udc4d"),
        Arguments.of("right\u202eleft\u0000", "rightleft"));
  }

  @ParameterizedTest
  @MethodSource("markup")
  void plainTextIsWhatAReaderSees(String html, String text) {
    assertThat(PlainText.of(html)).isEqualTo(text);
  }

  @Property
  void noTagSurvivesHoweverOftenItWasEscaped(
      @ForAll String before, @ForAll String after, @ForAll("depths") int depth) {
    String tag = "<img src=x onerror=alert(1)>";
    for (int time = 0; time < depth; time++) {
      tag = tag.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
    assertThat(PlainText.of(before + tag + after)).doesNotContain("<img src=x onerror=alert(1)>");
  }

  @Provide
  Arbitrary<Integer> depths() {
    return Arbitraries.integers().between(0, 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script",
        "<!--",
        "<a ",
        "&amp;",
        " ",
        "\n",
        "&lt;b&gt;",
        "<script></script>",
        "<"
      })
  void takesNoLongerForNastyText(String piece) {
    assertTimeout(Duration.ofSeconds(5), () -> PlainText.of(piece.repeat(1 << 20 >> 3) + "."));
  }

  @Test
  void nothingLeftIsNull() {
    assertThat(Expressions.value("plain-text('<p> </p>')").isNull()).isTrue();
    assertThat(Expressions.value("plain-text(null)").isNull()).isTrue();
  }

  @Test
  void shortensWithoutCuttingACharacterInTwo() {
    assertThat(Expressions.value("shorten('abcdef', 6)").asText()).isEqualTo("abcdef");
    assertThat(Expressions.value("shorten('abcdefg', 6)").asText()).isEqualTo("abcde\u2026");
    assertThat(Expressions.value("shorten(null, 6)").isNull()).isTrue();
    assertThat(Expressions.value("shorten(., 3)", "\"a\ud83d\udc4dbc\"").asText())
        .isEqualTo("a\u2026");
  }

  @Test
  void refusesByNameAndSentence() {
    assertThatThrownBy(() -> Expressions.value("refuse('no-luck', 'Try again.')"))
        .isInstanceOfSatisfying(
            MappingRefused.class, refusal -> assertThat(refusal.code()).isEqualTo("no-luck"))
        .hasMessage("Try again.");
  }
}
