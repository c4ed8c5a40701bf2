package io.calroute.sync.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.appointment.AppointmentKey;
import io.calroute.destination.Marker;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import io.calroute.reference.Lane;
import io.calroute.sandbox.Json;
import org.junit.jupiter.api.Test;

/**
 * Ids that events of every installation carry already. A change of any of these values makes every
 * event a second time, or leaves it behind, at the next start after an upgrade.
 */
class EventIdsTest {

  private static final String APPOINTMENT = "savvycal/default/appt_1";
  private static final String ANNA = "anna@example.com";

  private final EventIds usual = new EventIds("calroute");
  private final EventIds second = new EventIds("second");

  @Test
  void idsOfGoogleEventsStayWhatTheyAre() {
    assertThat(usual.google(APPOINTMENT, ANNA, 1)).isEqualTo("ir0t2l7en7mqnt103h377b1ektgp91lu");
    assertThat(usual.google(APPOINTMENT, ANNA, 2)).isEqualTo("7o627dub4bp51g814blvbfn7cnltr3dg");
    assertThat(second.google(APPOINTMENT, ANNA, 1)).isEqualTo("78buu26smsa5ef23ccc3gl8memmp4kg4");
    assertThat(usual.google("acme/main/Zo\u00eb/1|2", "Mia@O.example", 10))
        .isEqualTo("i6kf107uc1fmb0rrhqqktd29sehgmt7c");
  }

  @Test
  void transactionIdsOfExchangeEventsStayWhatTheyAre() {
    assertThat(usual.transaction(APPOINTMENT, ANNA, 1))
        .isEqualTo("8dcf73bf-2848-8c05-8fe3-be93e4148af5");
    assertThat(usual.transaction(APPOINTMENT, ANNA, 2))
        .isEqualTo("a7db2571-ee92-81e6-804a-6e7cdaf6240f");
    assertThat(second.transaction(APPOINTMENT, ANNA, 1))
        .isEqualTo("4045e4fa-93f2-8394-9660-36a1e0d52f22");
    assertThat(usual.transaction("acme/main/Zo\u00eb/1|2", "Mia@O.example", 10))
        .isEqualTo("532b7221-187e-8fec-ab35-83c12adca7a6");
  }

  @Test
  void externalIdsOfTeamsMeetingsStayWhatTheyAre() {
    assertThat(usual.meeting(APPOINTMENT, ANNA, 1))
        .isEqualTo("d5882287-f2e4-80a7-abc0-28faad7dc39c");
    assertThat(usual.meeting(APPOINTMENT, ANNA, 2))
        .isEqualTo("1a464a3c-440a-8198-8c78-40b66d847b17");
    assertThat(second.meeting(APPOINTMENT, ANNA, 1))
        .isEqualTo("8deb9daf-d837-876b-9394-765ffca6b544");
    assertThat(usual.meeting("acme/main/Zo\u00eb/1|2", "Mia@O.example", 10))
        .isEqualTo("bbb4ee37-08ff-8310-9e2b-1e009423bd49");
  }

  /** Events that stand keep the spelling that they were made by, and so do their ids. */
  @Test
  void theSpellingOfACalendarGoesIntoTheIdAsItIs() {
    assertThat(usual.google(APPOINTMENT, "Anna@Example.com", 1))
        .isNotEqualTo(usual.google(APPOINTMENT, ANNA, 1));
  }

  @Test
  void whatAnEventIsCalledByStaysWhatItIs() {
    assertThat(new AppointmentKey("savvycal", "default", "a/1").text())
        .isEqualTo("savvycal/default/a/1");
    assertThat(usual.mark(APPOINTMENT)).isEqualTo(APPOINTMENT);
    assertThat(second.mark(APPOINTMENT)).isEqualTo("second/" + APPOINTMENT);
  }

  @Test
  void whatAnEventSaysOfItsContentStaysWhatItIs() {
    assertThat(
            ContentHash.of(Json.parse("{\"b\":[1,null,\"\u00eb\"],\"a\":{\"d\":true,\"c\":1.5}}")))
        .isEqualTo("f63c53a81f1c0d954d179f2e");
    assertThat(Desired.version(7, "abc")).isEqualTo("7-abc");
  }

  @Test
  void anEventIsOursByItsIdAndNoOther() {
    Lane lane = new Lane(1, Target.GOOGLE, ANNA, false, null, false);

    assertThat(usual.ours(lane, standing("ir0t2l7en7mqnt103h377b1ektgp91lu", APPOINTMENT, 1)))
        .contains(new AppointmentKey("savvycal", "default", "appt_1"));
    assertThat(usual.ours(lane, standing("ir0t2l7en7mqnt103h377b1ektgp91lu", APPOINTMENT, 2)))
        .isEmpty();
    assertThat(usual.ours(lane, standing("another", APPOINTMENT, 1))).isEmpty();
    assertThat(second.ours(lane, standing("ir0t2l7en7mqnt103h377b1ektgp91lu", APPOINTMENT, 1)))
        .isEmpty();
    assertThat(
            second.ours(
                lane, standing("78buu26smsa5ef23ccc3gl8memmp4kg4", "second/" + APPOINTMENT, 1)))
        .contains(new AppointmentKey("savvycal", "default", "appt_1"));
  }

  private static StandingEvent standing(String id, String mark, int generation) {
    return new StandingEvent(
        id, null, null, false, null, new Marker(mark, generation, "1-a"), Json.object());
  }
}
