package io.calroute.callback.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MentionsTest {

  @Test
  void everyShortTextAndNumberIsMentionedWhereverItStands() {
    assertThat(
            of("{\"id\": \"appt_1\", \"a\": [{\"number\": 4711, \"b\": \" ev-1 \"}], \"c\": true}"))
        .containsExactly(Mentions.hash("appt_1"), Mentions.hash("4711"), Mentions.hash("ev-1"));
  }

  @Test
  void namesOfMembersAndTextsThatAreNoIdAreNot() {
    assertThat(of("{\"name\": \"x\", \"notes\": \"%s\"}".formatted("long ".repeat(100)))).isEmpty();
  }

  @Test
  void charsetOfTheBodyCounts() {
    byte[] body = "{\"id\": \"Zoë-1\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(Mentions.of(body, "ISO-8859-1")).containsExactly(Mentions.hash("Zoë-1"));
  }

  @Test
  void whatComesBeforeAPlaceThatIsNoJsonCounts() {
    assertThat(of("{\"id\": \"appt_1\", oops")).containsExactly(Mentions.hash("appt_1"));
    assertThat(of("not json")).isEmpty();
  }

  @Test
  void aLargeBodyMentionsNoMoreThanAFewHundred() {
    String many =
        IntStream.range(1000, 3000).mapToObj(String::valueOf).collect(Collectors.joining(","));
    assertThat(of("[" + many + "]")).hasSize(500).doesNotHaveDuplicates();
  }

  private static List<Long> of(String body) {
    return Mentions.of(body.getBytes(StandardCharsets.UTF_8), "UTF-8");
  }

  @Test
  void anAddressIsFoundInSmallLettersToo() {
    byte[] body = "{\"email\": \"Jane.DOE@example.net\"}".getBytes(StandardCharsets.UTF_8);

    assertThat(Mentions.of(body, "UTF-8"))
        .containsExactly(
            Mentions.hash("Jane.DOE@example.net"), Mentions.hash("jane.doe@example.net"));
  }

  @Test
  void anAddressIsFoundAmidOtherText() {
    assertThat(of("{\"email\": \"Jane <Jane.DOE@example.net>\"}"))
        .contains(Mentions.hash("jane.doe@example.net"));
    assertThat(of("{\"email\": \"mailto:xjane.doe@example.net\"}"))
        .doesNotContain(Mentions.hash("jane.doe@example.net"));
  }

  @Test
  void anAddressIsFoundAmidATextOfAnyLengthAndInTheNameOfAMember() {
    String text = "long ".repeat(100) + "Jane.Doe@example.net" + " long".repeat(100);

    assertThat(of("{\"notes\": \"%s\"}".formatted(text)))
        .containsExactly(Mentions.hash("jane.doe@example.net"));
    assertThat(of("{\"guests\": {\"Jane.Doe@example.net\": {\"coming\": true}}}"))
        .containsExactly(Mentions.hash("jane.doe@example.net"));
  }

  /** The largest body that the door takes; each would cost minutes if it cost its square. */
  @Test
  void noTextIsSoLongThatItsAddressesCostMuch() {
    int many = 1_000_000;

    for (String text :
        List.of("a".repeat(many) + "@ ", "a@".repeat(many / 2), "a@" + "b.".repeat(many / 2))) {
      assertThat(of("{\"notes\": \"%s\"}".formatted(text))).hasSizeLessThanOrEqualTo(500);
    }
    assertThat(of("[\"" + "a@b.example ".repeat(many / 12) + "\"]")).hasSize(1);
  }
}
