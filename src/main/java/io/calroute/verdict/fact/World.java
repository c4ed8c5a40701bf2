package io.calroute.verdict.fact;

import io.calroute.appointment.directory.Directory;
import io.calroute.callback.door.RefusedCallbacks;
import io.calroute.policy.SyncSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is so for all appointments at one moment.
 *
 * @param settings what the installation has decided
 * @param directory the one in force
 * @param held directories that files say and that are not in force
 * @param unreadable why the newest edit of the directory's file is not followed; null when it is
 * @param refused credentials that a target refuses
 * @param connections all that are configured, in order
 * @param refusals callbacks that the door has refused, those that were heard of last first
 */
public record World(
    Instant now,
    SyncSettings settings,
    Directory directory,
    List<HeldDirectory> held,
    String unreadable,
    List<RefusedCredentials> refused,
    List<Source> connections,
    List<RefusedCallbacks> refusals) {

  /**
   * A directory that is not in force.
   *
   * @param version of its entries
   */
  public record HeldDirectory(String version, Directory directory) {}

  /**
   * Credentials that a target refuses.
   *
   * @param account {@code google} or {@code microsoft365}
   */
  public record RefusedCredentials(
      String account, Instant since, Instant nextProbeAt, String code, String reason) {}

  /**
   * A connection.
   *
   * @param timeZone the zone that is configured for it; null when none is
   * @param lastCallback when the provider called back last; null for never
   * @param silentSince since when it has been silent for longer than ever; null when it is not
   * @param askable whether the provider can be asked about one appointment
   */
  public record Source(
      String provider,
      String connection,
      String timeZone,
      Instant lastCallback,
      Instant silentSince,
      boolean askable) {

    /** Whether it is the connection of a provider. */
    public boolean is(String ofProvider, String named) {
      return provider.equals(ofProvider) && connection.equals(named);
    }
  }

  /** A connection; empty when it is not configured any more. */
  public Optional<Source> connection(String provider, String name) {
    return connections.stream().filter(one -> one.is(provider, name)).findFirst();
  }
}
