package io.calroute.reference;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.destination.Call;
import java.time.Instant;

/**
 * A request that was decided on, and whose effect is not known yet. It is stored before it is sent,
 * so that a process that dies in between leaves a trace of what may stand at the target.
 *
 * @param operation create, update or delete
 * @param content what the request carries; null for deletes
 * @param hash hash of the content; null for deletes
 * @param revision revision of the appointment that it carries
 * @param firstSentAt when it was sent first
 * @param lastSentAt when it was sent last
 */
public record InFlight(
    Call.Operation operation,
    JsonNode content,
    String hash,
    long revision,
    Instant firstSentAt,
    Instant lastSentAt) {

  /**
   * The same request, sent once more.
   *
   * @param now when
   * @return a copy whose last time is after its first
   */
  public InFlight sentAgain(Instant now) {
    Instant later = now.isAfter(lastSentAt) ? now : lastSentAt.plusMillis(1);
    return new InFlight(operation, content, hash, revision, firstSentAt, later);
  }

  /** What has been written once the request is carried out. */
  public Reference.Applied carried() {
    return new Reference.Applied(revision, hash, content);
  }
}
