package io.calroute.sync.planner;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Texts that others have added to. */
class SharedTextTest {

  private static final String LINK = "https://teams.example/join?a=1&b=2";

  private static SharedText html(String text) {
    return new SharedText(text, true, LINK);
  }

  @Test
  void ourWordsAreExchangedAndTheRestStays() {
    String body =
        "<html><head><style>p {}</style></head><body><div>Service: A<br>\r\nClient: Jane &amp; Joe"
            + "</div><div><a href=\"https://teams.example/join?a=1&amp;b=2\">Join</a></div></body>";

    assertThat(html(body).exchange("Service: A\nClient: Jane & Joe", "Service: <B>"))
        .hasValue(body.replace("Service: A<br>\r\nClient: Jane &amp; Joe", "Service: &lt;B&gt;"));
  }

  @Test
  void paragraphsAroundOurWordsAreTakenAsAWhole() {
    assertThat(html("<div><p>One</p><p>Two</p></div>Notes").exchange("One\n\nTwo", "Three"))
        .hasValue("<div><p>Three</p></div>Notes");
  }

  @Test
  void whatIsThereAlreadyIsNotPutInTwice() {
    String body = "<p>Words and more</p>";

    assertThat(html(body).exchange("Words", "Words and more")).hasValue(body);
    assertThat(html("<p>Words</p>").exchange("Words and more", "Words")).hasValue("<p>Words</p>");
  }

  @Test
  void whatCannotBeToldIsLeft() {
    assertThat(html("<p>Something else</p>").exchange("Words", "Other")).isEmpty();
    assertThat(html("<p>Words</p><p>Words</p>").exchange("Words", "Other")).isEmpty();
    assertThat(html("<b>Wo<i>rds</b></i>").exchange("Words", "Other")).isEmpty();
    assertThat(html("<p>One <a href=\"" + LINK + "\">Two</a></p>").exchange("One Two", "Other"))
        .isEmpty();
    assertThat(html("").exchange("Words", "Other")).isEmpty();
    assertThat(html("<p unclosed").exchange("Words", "Other")).isEmpty();
  }

  @Test
  void plainTextIsPutInAsItIs() {
    assertThat(
            new SharedText("Words\n\nA note <b>of mine</b>", false, null)
                .exchange("Words", "A & B\nC"))
        .hasValue("A & B\nC\n\nA note <b>of mine</b>");
  }

  @Test
  void whatIsNoMarkupIsText() {
    assertThat(
            new SharedText("Course <\u200badvanced> for 1 <2\n\nA note", false, null)
                .exchange("Course <\u200badvanced> for 1 <2", "Course <\u200bbasic>"))
        .hasValue("Course <\u200bbasic>\n\nA note");
    assertThat(
            html("<p>Course &lt;advanced&gt; 1 < 2</p>").exchange("Course <advanced> 1 < 2", "B"))
        .hasValue("<p>B</p>");
  }

  @Property
  void exchangingThereAndBackChangesNothing(
      @ForAll @AlphaChars @StringLength(min = 1, max = 20) String before,
      @ForAll @AlphaChars @StringLength(min = 1, max = 20) String after) {
    String body = "<p>0" + before + "1</p><div>" + LINK.replace("&", "&amp;") + "2</div>";

    html(body)
        .exchange("0" + before + "1", "3" + after + "4")
        .ifPresent(
            there ->
                assertThat(html(there).exchange("3" + after + "4", "0" + before + "1"))
                    .hasValue(body));
  }
}
