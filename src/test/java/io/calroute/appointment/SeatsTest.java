package io.calroute.appointment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Bookings that share one appointment. */
class SeatsTest {

  private static final AppointmentKey KEY = new AppointmentKey("gym", "default", "class-1");

  @Test
  void theAppointmentStandsAsLongAsOneOfItsSeatsDoes() {
    Appointment both = heard(seat("ada", 1, "confirmed"), seat("ben", 2, "confirmed"));
    Appointment one = heard(both, 3, seat("ada", 3, "cancelled"));
    Appointment none = heard(one, 4, seat("ben", 4, "cancelled"));

    assertThat(both.status()).isEqualTo(Status.CONFIRMED);
    assertThat(both.document().at("/client/name").asText()).isEqualTo("ada");
    assertThat(both.document().at("/otherClients/0/name").asText()).isEqualTo("ben");
    assertThat(one.status()).isEqualTo(Status.CONFIRMED);
    assertThat(one.document().at("/client/name").asText()).isEqualTo("ben");
    assertThat(one.document().has("otherClients")).isFalse();
    assertThat(one.document().toString()).doesNotContain("ada@example.org");
    assertThat(none.status()).isEqualTo(Status.CANCELLED);
    assertThat(none.startsAt()).isNull();
    assertThat(none.revision()).isEqualTo(4);
  }

  @Test
  void everySeatHasAVersionOfItsOwn() {
    Appointment known = heard(seat("ada", 9, "confirmed"), seat("ben", 2, "confirmed"));

    assertThat(CallbackEffect.of(known, KEY, seat("ben", 1, "cancelled"), 8).kind())
        .isEqualTo(CallbackEffect.Kind.STALE);
    assertThat(CallbackEffect.of(known, KEY, seat("ben", 3, "cancelled"), 8).kind())
        .isEqualTo(CallbackEffect.Kind.CHANGED);
  }

  @Test
  void whatTheyShareIsTheNewestWord() {
    Appointment moved =
        heard(
            seat("ada", 1, "confirmed"),
            at("16", seat("ben", 5, "confirmed")),
            seat("eve", 3, "x"));

    assertThat(moved.startsAt()).hasToString("2027-03-01T16:00:00Z");
    assertThat(moved.document().path("title").asText()).isEqualTo("Yoga: ada");
  }

  @Test
  void aRequestDoesNotMakeABookingTentative() {
    Appointment known = heard(seat("ada", 1, "confirmed"), seat("ben", 2, "tentative"));

    assertThat(known.status()).isEqualTo(Status.CONFIRMED);
  }

  @Test
  void everyIdFindsIt() {
    JsonNode ids =
        heard(seat("ada", 1, "confirmed"), seat("ben", 2, "cancelled"))
            .document()
            .path("externalIds");

    assertThat(ids)
        .isEqualTo(
            Json.object()
                .put("seat", "ada")
                .put("client", "ext-ada")
                .put("seat-2", "ben")
                .put("client-2", "ext-ben"));
  }

  @Test
  void sayingTheSameOfASeatAgainChangesNothing() {
    Appointment known = heard(seat("ada", 1, "confirmed"), seat("ben", 2, "confirmed"));
    CallbackEffect again = CallbackEffect.of(known, KEY, seat("ada", 7, "confirmed"), 9);

    assertThat(again.kind()).isEqualTo(CallbackEffect.Kind.SAME);
    assertThat(again.after().revision()).isEqualTo(known.revision());
    assertThat(again.after().version().callback()).isEqualTo(9);
  }

  @Test
  void aWordAboutTheWholeEndsTheSeatsBeforeIt() {
    Appointment seats = heard(seat("ada", 1, "confirmed"), seat("ben", 6, "confirmed"));
    Appointment off = heard(seats, 3, seat(null, 5, "cancelled"));
    Appointment all = heard(off, 4, seat(null, 7, "cancelled"));

    assertThat(off.status()).isEqualTo(Status.CONFIRMED);
    assertThat(off.document().at("/client/name").asText()).isEqualTo("ben");
    assertThat(all.status()).isEqualTo(Status.CANCELLED);
    assertThat(CallbackEffect.of(all, KEY, seat("eve", 2, "confirmed"), 9).kind())
        .isEqualTo(CallbackEffect.Kind.STALE);
  }

  @Test
  void aSeatThatMovesToAnotherAppointmentLeavesThisOne() {
    Appointment known = heard(seat("ada", 1, "confirmed"), seat("ben", 2, "confirmed"));

    assertThat(
            CallbackEffect.left(known, seat("ben", 3, "confirmed"), 9)
                .document()
                .has("otherClients"))
        .isFalse();
    assertThat(CallbackEffect.left(known, seat("ben", 1, "confirmed"), 9)).isSameAs(known);
    assertThat(CallbackEffect.left(null, seat("ben", 1, "confirmed"), 9)).isNull();
  }

  @Test
  void everySeatIsMappedAgainByItself() {
    Appointment known = heard(seat("ada", 1, "confirmed"), seat("ben", 2, "confirmed"));
    assertThat(known.callbacks()).containsExactly(1L, 2L);

    CallbackEffect effect =
        CallbackEffect.again(known, KEY, at("17", seat("ben", 2, "confirmed")), 2);
    assertThat(effect.kind()).isEqualTo(CallbackEffect.Kind.CHANGED);
    assertThat(effect.after().document().at("/otherClients/0/name").asText()).isEqualTo("ben");
    assertThat(CallbackEffect.again(known, KEY, seat("ada", 1, "confirmed"), 1).after())
        .isSameAs(known);
    assertThat(CallbackEffect.again(known, KEY, seat("ada", 1, "confirmed"), 7).kind())
        .isEqualTo(CallbackEffect.Kind.STALE);
  }

  @Test
  void aMappingThatLearnsOfSeatsTakesItsLastWordBack() {
    ObjectNode whole = seat("ada", 1, "confirmed");
    whole.remove("seat");
    Appointment before = CallbackEffect.of(null, KEY, whole, 1).after();
    Appointment after = CallbackEffect.again(before, KEY, seat("ada", 1, "confirmed"), 1).after();

    assertThat(heard(after, 2, seat("ada", 2, "cancelled")).status()).isEqualTo(Status.CANCELLED);
  }

  @Test
  void thereIsAnEndToSeats() {
    Appointment known = null;
    for (int i = 0; i < Seats.MOST; i++) {
      known = heard(known, i, seat("seat-" + i, 1, "confirmed"));
    }
    CallbackEffect refused = CallbackEffect.of(known, KEY, seat("one more", 1, "confirmed"), 1000);

    assertThat(refused.kind()).isEqualTo(CallbackEffect.Kind.REFUSED);
    assertThat(refused.after()).isSameAs(known);
  }

  @Property(tries = 300)
  void theOrderOfArrivalDoesNotMatter(@ForAll("orders") List<Integer> order) {
    List<ObjectNode> words =
        List.of(
            seat("ada", 1, "confirmed"),
            at("16", seat("ben", 2, "confirmed")),
            seat("ada", 3, "cancelled"),
            seat("ben", 4, "tentative"),
            at("17", seat(null, 5, "confirmed")),
            seat("ada", 6, "confirmed"),
            at("18", seat("eve", 7, "confirmed")),
            seat("eve", 8, "cancelled"));
    Set<String> ends = new HashSet<>();
    for (List<Integer> one : List.of(order, List.of(0, 1, 2, 3, 4, 5, 6, 7))) {
      Appointment known = null;
      for (int index : one) {
        known = CallbackEffect.of(known, KEY, words.get(index), index).after();
      }
      ends.add(known.document().toString() + known.version());
    }

    assertThat(ends).hasSize(1);
  }

  @Provide
  Arbitrary<List<Integer>> orders() {
    return Arbitraries.shuffle(0, 1, 2, 3, 4, 5, 6, 7);
  }

  private static Appointment heard(ObjectNode... words) {
    Appointment known = null;
    List<ObjectNode> all = new ArrayList<>(List.of(words));
    for (int i = 0; i < all.size(); i++) {
      known = heard(known, i + 1, all.get(i));
    }
    return known;
  }

  private static Appointment heard(Appointment known, long callback, ObjectNode word) {
    return CallbackEffect.of(known, KEY, word, callback).after();
  }

  private static ObjectNode at(String hour, ObjectNode word) {
    word.putObject("start").put("instant", "2027-03-01T" + hour + ":00:00Z").put("timeZone", "UTC");
    word.putObject("end").put("instant", "2027-03-01T" + hour + ":30:00Z").put("timeZone", "UTC");
    return word;
  }

  private static ObjectNode seat(String seat, int version, String status) {
    boolean known = List.of("confirmed", "tentative", "cancelled").contains(status);
    ObjectNode canonical = Json.object().put("id", "class-1");
    canonical.put("status", known ? status : "confirmed");
    canonical
        .put("title", seat == null ? "Yoga" : "Yoga: " + seat)
        .putArray("version")
        .add(version);
    if (seat == null) {
      canonical.putNull("client");
      canonical.putObject("externalIds");
    } else {
      canonical.putObject("client").put("name", seat).put("email", seat + "@example.org");
      canonical.putObject("seat").put("id", seat);
      canonical.putObject("externalIds").put("client", "ext-" + seat);
    }
    return at("15", canonical);
  }
}
