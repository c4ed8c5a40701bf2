package io.calroute.appointment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person is taken out of an appointment, and stays out. */
class RedactionTest {

  private static final UnaryOperator<String> MARK = text -> "m" + text.hashCode();
  private static final AppointmentKey KEY = new AppointmentKey("gym", "default", "class-1");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ada@m\u00fcller.example",
        "ADA@M\u00dcLLER.EXAMPLE",
        "ada@mu\u0308ller.example",
        "ada@xn--mller-kva.example"
      })
  void anAddressIsTheSameHoweverItIsSpelt(String spelling) {
    Appointment known = heard(null, word("ada@m\u00fcller.example", null), 1);

    Appointment left = redaction(Redaction.address(spelling)).without(known);

    assertThat(left.document().toString()).doesNotContain("ada", "Yoga for", "knee");
    assertThat(left.document().at("/service/name").asText()).isEqualTo("Yoga");
    assertThat(left.startsAt()).isEqualTo(known.startsAt());
    assertThat(left.revision()).isEqualTo(known.revision());
    assertThat(redaction(Redaction.address("eve@example.org")).without(known)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mailto:ADA@m.example", "Ada <ada@m.example>", "eve@m.example, ada@m.example"})
  void anAddressIsFoundAmidOtherText(String email) {
    Appointment known = heard(null, word(email, null), 1);

    assertThat(redaction(Redaction.address("ada@m.example")).without(known)).isNotNull();
    assertThat(redaction(Redaction.address("da@m.example")).without(known)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/client/name", "/client/id", "/externalIds/client"})
  void anAddressIsFoundWhereSomethingElseIsAskedFor(String member) {
    ObjectNode word = word("eve@m.example", null);
    int last = member.lastIndexOf('/');
    word.withObject(member.substring(0, last)).put(member.substring(last + 1), "Ada@M.example Doe");
    Appointment known = heard(null, word, 1);

    assertThat(redaction(Redaction.address("da@m.example")).without(known)).isNull();
    Appointment left = redaction(Redaction.address("ada@m.example")).without(known);
    assertThat(left.document().toString()).doesNotContainIgnoringCase("ada@", "eve@");
  }

  @Test
  void anAddressInTheTextsOfSomebodyElsesBookingGoesAndStaysAway() {
    ObjectNode word = word("eve@m.example", null);
    word.put("title", "Yoga: Ada@M.example").put("message", "With pleasure");

    Appointment left = redaction(Redaction.address("ada@m.example")).without(heard(null, word, 1));
    assertThat(left.document().toString()).doesNotContainIgnoringCase("ada@m");
    assertThat(left.document().at("/client/email").asText()).isEqualTo("eve@m.example");
    assertThat(left.document().path("message").asText()).isEqualTo("With pleasure");

    Set<String> before = Redaction.marks(left);
    Redaction.Word again = new Redaction(MARK, before::contains).of(word, before);
    assertThat(again.forgotten()).isTrue();
    assertThat(again.canonical().path("title").isNull()).isTrue();
    assertThat(again.canonical().at("/client/email").asText()).isEqualTo("eve@m.example");
  }

  @Test
  void aPersonIsFoundByTheIdInTheirOwnSystem() {
    ObjectNode word = word("ada@example.org", null);
    word.putObject("externalIds").put("client", "crm-17").put("booking", "b-1");

    Appointment left = redaction(Redaction.id("crm-17")).without(heard(null, word, 1));

    assertThat(left.document().path("externalIds")).isEmpty();
    assertThat(Redaction.marks(left))
        .containsExactlyInAnyOrder(MARK.apply("id:crm-17"), MARK.apply("mail:ada@example.org"));
  }

  @Test
  void othersInAClassStayAndALateWordBringsNobodyBack() {
    Appointment both = heard(null, word("ada@example.org", "1"), 1);
    both = heard(both, word("ben@example.org", "2"), 2);

    Appointment left = redaction(Redaction.address("ada@example.org")).without(both);
    assertThat(left.document().toString()).doesNotContain("ada").contains("ben@example.org");

    Appointment after = left;
    for (String name : new String[] {"ada@example.org", "ben@example.org", "eve@example.org"}) {
      Set<String> before = Redaction.marks(after);
      Redaction.Word word =
          new Redaction(MARK, before::contains)
              .of(word(name, String.valueOf(name.charAt(0) - 'a' + 1).replace("5", "9")), before);
      assertThat(word.forgotten()).isEqualTo(name.startsWith("ada"));
      after = heard(after, word.canonical(), 3);
    }
    assertThat(after.document().toString())
        .doesNotContain("ada")
        .contains("ben@example.org", "eve@example.org");
  }

  @Test
  void theSameWordAgainSaysNothingNew() {
    ObjectNode word = word("ada@example.org", null);
    Appointment left =
        redaction(Redaction.address("ada@example.org")).without(heard(null, word, 1));
    Set<String> before = Redaction.marks(left);

    Redaction.Word again = new Redaction(MARK, before::contains).of(word, before);

    assertThat(CallbackEffect.of(left, KEY, again.canonical(), 2).kind())
        .isEqualTo(CallbackEffect.Kind.SAME);
  }

  /** A cancellation that gives no address, with the name in its title. */
  @Test
  void aWordThatNamesNobodyByAddressSpeaksOfWhoWasErased() {
    ObjectNode word = word("ada@example.org", null);
    Appointment left =
        redaction(Redaction.address("ada@example.org")).without(heard(null, word, 1));
    Set<String> before = Redaction.marks(left);
    word.withObject("/client").putNull("email");

    JsonNode said = new Redaction(MARK, before::contains).of(word, before).canonical();

    assertThat(said.path("title").isNull()).isTrue();
    assertThat(said.path("client").isNull()).isTrue();
  }

  private static Redaction redaction(String mark) {
    return new Redaction(MARK, MARK.apply(mark)::equals);
  }

  private static Appointment heard(Appointment known, JsonNode word, long callback) {
    Appointment after = CallbackEffect.of(known, KEY, word, callback).after();
    return after.id() == 0 ? after.storedAs(1) : after;
  }

  private static ObjectNode word(String email, String seat) {
    ObjectNode word = Json.object().put("status", "confirmed").put("title", "Yoga for ada");
    word.putArray("version").add(1);
    word.putObject("start").put("instant", "2027-03-01T15:00:00Z");
    word.putObject("end").put("instant", "2027-03-01T16:00:00Z");
    word.putObject("service").put("name", "Yoga");
    word.putObject("client").put("name", email.split("@")[0]).put("email", email).putNull("id");
    word.put("message", "my knee").put("notes", "knee").putObject("externalIds");
    if (seat != null) {
      word.put("title", "Yoga for " + email).put("message", "I am " + email).putNull("notes");
      word.putObject("seat").put("id", seat);
    }
    return word;
  }
}
