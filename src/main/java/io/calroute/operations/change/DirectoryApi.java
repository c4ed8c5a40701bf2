package io.calroute.operations.change;

import io.calroute.appointment.directory.DirectoryStore;
import io.calroute.appointment.directory.DirectoryStore.Held;
import io.calroute.appointment.directory.DirectoryStore.InForce;
import io.calroute.bundle.configuration.LiveConfiguration;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.operations.web.ApiProblem;
import io.calroute.operations.web.Paging;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Which directory is in force, and what files say that is held back. */
@RestController
public final class DirectoryApi {

  /**
   * The answer.
   *
   * @param inForce what appointments are routed by; null before there was any
   * @param held what files of running replicas say instead
   * @param refused why what this replica's file says can't be used; null when it can
   */
  public record DirectoryView(InForceView inForce, List<HeldView> held, BundleProblem refused) {}

  /**
   * The directory in force.
   *
   * @param number counts the changes
   * @param version the same for the same entries
   */
  public record InForceView(long number, String version, Instant since, int entries) {}

  /**
   * A directory that is held back.
   *
   * @param version the same for the same entries
   * @param heldBy {@code brake} or {@code newer}
   * @param events how many events stand that are not over
   * @param moved how many of them would get another calendar
   * @param removed how many of them would get none
   */
  public record HeldView(String version, String heldBy, long events, long moved, long removed) {
    static HeldView of(Held held) {
      return new HeldView(
          held.version(),
          held.heldBy().name().toLowerCase(Locale.ROOT),
          held.effect().events(),
          held.effect().moved(),
          held.effect().removed());
    }
  }

  private final DirectoryStore store;
  private final LiveConfiguration configuration;

  DirectoryApi(DirectoryStore store, LiveConfiguration configuration) {
    this.store = store;
    this.configuration = configuration;
  }

  @GetMapping("/api/directory")
  public DirectoryView directory() {
    return new DirectoryView(
        store.inForce().map(DirectoryApi::view).orElse(null),
        store.look().held().stream().map(HeldView::of).toList(),
        configuration.directoryRefused().orElse(null));
  }

  @PostMapping("/api/directory/confirm")
  @ResponseStatus(HttpStatus.ACCEPTED)
  public HeldView confirm(@RequestParam(required = false) String version) {
    String wanted = Paging.given(version);
    List<Held> held =
        store.look().held().stream()
            .filter(one -> wanted == null || one.version().startsWith(wanted))
            .toList();
    if (held.size() > 1) {
      throw ApiProblem.conflict(
          "several-held",
          "Replicas have different directories that are held back; name one by its version, as"
              + " GET /api/directory says it.");
    }
    if (held.isEmpty() || !store.confirm(held.get(0).version())) {
      throw ApiProblem.conflict(
          "nothing-held",
          "No such directory is held back; GET /api/directory says what is in force.");
    }
    return HeldView.of(held.get(0));
  }

  private static InForceView view(InForce one) {
    return new InForceView(
        one.number(), one.directory().fingerprint(), one.takenAt(), one.directory().size());
  }
}
