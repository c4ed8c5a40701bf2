package io.calroute.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Backfills that are begun early, go on after kills, and are accepted once they are planned. */
final class Backfills {

  private final List<String> ids = new ArrayList<>();
  private final Map<String, Integer> killed = new TreeMap<>();

  /** Begins one for each provider. */
  void begin(KilledCalroute calroute, Bookers bookers) {
    bookers
        .all()
        .forEach(
            one ->
                ids.add(
                    calroute
                        .post("/api/backfill", "{\"provider\":\"" + one.provider().word() + "\"}")
                        .path("id")
                        .asText()));
  }

  /** Accepts those that are planned. */
  void accept(KilledCalroute calroute) {
    for (String id : ids) {
      if (state(calroute, id).equals("planned")) {
        calroute.call("POST", "/api/backfill/" + id + "/accept");
      }
    }
  }

  /** Notes what those are at that a kill is about to hit. */
  void beforeKill(KilledCalroute calroute) {
    ids.forEach(id -> killed.merge(state(calroute, id), 1, Integer::sum));
  }

  /** Whether all is written. */
  boolean areDone(KilledCalroute calroute) {
    accept(calroute);
    return ids.stream().allMatch(id -> state(calroute, id).equals("done"));
  }

  /** How often a kill has hit one, by its state. */
  Map<String, Integer> killed() {
    return killed;
  }

  private static String state(KilledCalroute calroute, String id) {
    return calroute.get("/api/backfill/" + id).path("state").asText();
  }
}
