package io.calroute.sync.dryrun;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sums of planned steps by calendar. Not for concurrent use. */
final class Totals {

  private final Map<Place, Map<String, Integer>> actions = new TreeMap<>();
  private final Map<Place, Integer> calls = new TreeMap<>();

  void add(Collection<PlannedStep> steps) {
    for (PlannedStep step : steps) {
      Place place = new Place(step.target(), step.calendar());
      actions
          .computeIfAbsent(place, any -> new TreeMap<>())
          .merge(step.action().word(), 1, Integer::sum);
      calls.merge(place, step.calls().size(), Integer::sum);
    }
  }

  List<Plan.Total> calendars() {
    List<Plan.Total> totals = new ArrayList<>();
    actions.forEach(
        (place, counted) ->
            totals.add(
                new Plan.Total(place.target(), place.calendar(), counted, calls.get(place))));
    return totals;
  }

  int calls() {
    return calls.values().stream().mapToInt(Integer::intValue).sum();
  }
}
