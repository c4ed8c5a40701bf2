package io.calroute.destination;

import java.util.List;

/** What a target charges for calls. Said by the target's own room; safe for concurrent use. */
public interface Quota {

  Target target();

  int cost(Call call);

  /** What the dearest call costs. */
  int highestCost();

  /**
   * What the dearest call costs that is likely for an event.
   *
   * @param live whether the event stands already
   */
  int highestCost(boolean live);

  /** The allowances that a call about a calendar is charged to. */
  List<Allowance> of(String calendar);
}
