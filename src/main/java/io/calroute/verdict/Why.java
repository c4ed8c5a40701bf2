package io.calroute.verdict;

import io.calroute.verdict.decision.Verdict;
import io.calroute.verdict.decision.Verdicts;
import io.calroute.verdict.fact.FactsReading;
import io.calroute.verdict.fact.Found;
import io.calroute.verdict.fact.World;
import java.util.Collection;
import java.util.List;
import org.springframework.stereotype.Component;

/** Answers why an appointment is, or is not, in the calendar. Safe for concurrent use. */
@Component
public final class Why {

  private final FactsReading facts;

  public Why(FactsReading facts) {
    this.facts = facts;
  }

  /**
   * The verdicts on an id of any kind: the booking's, a former one, an event's, a meeting's, an
   * external id, a join link or address, a callback's, a delivery's.
   *
   * @param id in full, case-sensitive
   * @return at least one: that nothing is known is a verdict, too
   */
  public List<Verdict> of(String id) {
    return facts.together(
        () -> {
          World world = facts.world();
          Found found = facts.find(id, world);
          return Verdicts.of(id, found, facts.appointments(found.appointments(), world), world);
        });
  }

  /**
   * The verdicts on appointments.
   *
   * @param ids in the store
   * @return in the same order, each followed by that on the one that has taken its place
   */
  public List<Verdict> ofAppointments(Collection<Long> ids) {
    return facts.together(
        () -> {
          World world = facts.world();
          return facts.appointments(ids, world).stream()
              .map(known -> Verdicts.of(known, world))
              .toList();
        });
  }
}
