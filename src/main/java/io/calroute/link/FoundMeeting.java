package io.calroute.link;

import io.calroute.appointment.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The online meeting of an appointment as the store knows it.
 *
 * @param status of the appointment, or of the one that has taken its place
 * @param endsAt null when it has no time now
 * @param supplied the provider's own link; null for none
 * @param made link of the meeting that Calroute made; null while there is none
 */
record FoundMeeting(Status status, Instant endsAt, String supplied, String made) {

  /** People overrun, and come back when their connection was lost. */
  private static final Duration OVERRUN = Duration.ofMinutes(30);

  /** Whether nobody is expected any more. */
  boolean isOver(Instant now) {
    return switch (status) {
      case CANCELLED, DELETED, COMPLETED -> true;
      case UNSCHEDULED -> false;
      case CONFIRMED, TENTATIVE, IN_PROGRESS, NO_SHOW ->
          endsAt != null && !now.isBefore(endsAt.plus(OVERRUN));
    };
  }

  /**
   * Where the client is to go: the provider's own link first, since no other meeting is made beside
   * it.
   */
  Optional<String> link(String publicUrl) {
    return ClientLink.safe(supplied, publicUrl).or(() -> ClientLink.safe(made, publicUrl));
  }
}
