package io.calroute.sync.remap;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.Appointment;
import io.calroute.mapping.function.MappingRefused;
import io.calroute.policy.LinkSettings;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Reference;
import io.calroute.sync.planner.ReferenceOrder;
import io.calroute.sync.planner.WantedContent;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which events of an appointment that has not changed are to show it otherwise, because the mapping
 * that makes them has changed. A pure decision.
 */
public final class Rewriting {

  private Rewriting() {}

  /**
   * Decides.
   *
   * @param appointment what is wanted
   * @param references all its references, by position
   * @param contents makes what events are to show
   * @param settings what the installation decides
   * @param links how clients get to know of online meetings
   * @param now the present
   * @return ids of the references to make due: events whose content differs, and what was given up.
   *     What is due already is not among them, nor an event that was deleted and left so
   * @throws MappingRefused when the mapping does not take the appointment
   */
  public static Set<Long> due(
      Appointment appointment,
      List<Reference> references,
      WantedContent.Contents contents,
      SyncSettings settings,
      LinkSettings links,
      Instant now) {
    Reference host = new ReferenceOrder(references, now).host(appointment, settings);
    Set<Long> due = new HashSet<>();
    for (Reference reference : references) {
      if (!reference.wanted() || reference.dueAt() != null) {
        continue;
      }
      JsonNode content = WantedContent.of(appointment, reference, host, links, contents);
      String hash = WantedContent.desired(appointment, reference, content).hash();
      boolean differs =
          reference.state() == Reference.State.LIVE
              && reference.inFlight() == null
              && !hash.equals(reference.applied().hash());
      if (differs || reference.failure() != null) {
        due.add(reference.id());
      }
    }
    return due;
  }
}
