package io.calroute.sync.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.CallbackEffect;
import io.calroute.appointment.directory.Directory;
import io.calroute.destination.Call;
import io.calroute.destination.Target;
import io.calroute.mapping.function.MappingRefused;
import io.calroute.policy.LinkSettings;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.InFlight;
import io.calroute.reference.Lane;
import io.calroute.reference.Reference;
import io.calroute.routing.PlacementInputs;
import io.calroute.sandbox.Json;
import io.calroute.sync.planner.ContentHash;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What is foreseen of references in the middle of something. */
class DryRunTest {

  private static final LinkSettings LINKS =
      new LinkSettings(List.of(LinkSettings.Way.ADOPT), null, Map.of());
  private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");
  private static final AppointmentKey KEY = new AppointmentKey("acme", "default", "appt-1");

  private final SyncSettings settings =
      new Binder(new MapConfigurationPropertySource(Map.of("calroute.teams.when", "never")))
          .bindOrCreate("calroute", SyncSettings.class);
  private final ObjectNode document =
      Json.object().put("id", "appt-1").put("status", "confirmed").put("title", "Consult");

  @Test
  void aCreateWhoseAnswerWasLostIsMadeAgainAndLookedAtLater() {
    InFlight lost =
        new InFlight(
            Call.Operation.CREATE,
            content().put("summary", "Before"),
            "hash",
            1,
            NOW.minusSeconds(9),
            NOW);
    Reference reference = reference(Target.GOOGLE, true).sending(lost, 1);

    assertThat(foresee(reference))
        .containsExactly(Call.Operation.CREATE, Call.Operation.UPDATE, Call.Operation.FIND);
  }

  @Test
  void anEventThatTheProviderHasMadeIsTakenOver() {
    document.putArray("copies").addObject().put("target", "office365").put("id", "theirs");

    assertThat(foresee(reference(Target.OFFICE365, true)))
        .containsExactly(Call.Operation.GET, Call.Operation.UPDATE);
  }

  @Test
  void whatNeverStoodAndIsNotWantedCostsNothing() {
    assertThat(foresee(reference(Target.GOOGLE, false))).isEmpty();
  }

  @Test
  void aLookThatSomebodyAskedForIsALook() {
    Reference standing =
        reference(Target.GOOGLE, true)
            .live(
                new Reference.Identity("event", "uid", "\"1\"", null, null, false),
                new Reference.Applied(1, ContentHash.of(content()), content()))
            .watchedUntil(NOW);

    assertThat(foresee(standing)).containsExactly(Call.Operation.FIND);
  }

  @Test
  void aMappingThatRefusesIsAProblemAndNoCall() {
    List<DryRun.Foreseen> foreseen =
        new DryRun(
                inputs(),
                LINKS,
                (mapping, input) -> {
                  throw new MappingRefused("no-good", "It does not fit.");
                },
                NOW)
            .foresee(appointment(), List.of(reference(Target.GOOGLE, true)));

    assertThat(foreseen)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.calls()).isEmpty();
              assertThat(one.problem().code()).isEqualTo("no-good");
              assertThat(PlannedStep.of(appointment(), one).action())
                  .isEqualTo(PlannedStep.Action.NONE);
            });
  }

  private List<Call.Operation> foresee(Reference reference) {
    return new DryRun(inputs(), LINKS, (mapping, input) -> content(), NOW)
        .foresee(appointment(), List.of(reference)).stream()
            .flatMap(one -> one.calls().stream())
            .map(Call::operation)
            .toList();
  }

  private PlacementInputs inputs() {
    return new PlacementInputs(new Directory(List.of()), settings, Set.of());
  }

  private Appointment appointment() {
    ObjectNode canonical = document.deepCopy();
    canonical.putArray("version").add(1);
    canonical.putObject("start").put("instant", "2027-03-01T15:00:00Z").put("timeZone", "UTC");
    canonical.putObject("end").put("instant", "2027-03-01T16:00:00Z").put("timeZone", "UTC");
    return CallbackEffect.of(null, KEY, canonical, 1).after();
  }

  private static ObjectNode content() {
    return Json.object().put("summary", "Consult").put("status", "confirmed");
  }

  private static Reference reference(Target target, boolean wanted) {
    return new Reference(
        1,
        1,
        new Lane(1, target, "anna@example.com", false, null, false),
        0,
        null,
        wanted,
        Reference.State.ABSENT,
        0,
        null,
        null,
        null,
        List.of(),
        null,
        NOW,
        0,
        null,
        0);
  }
}
