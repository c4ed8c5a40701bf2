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
  void begin(Replicas replicas, Bookers bookers) {
    bookers
        .all()
        .forEach(
            one ->
                ids.add(
                    replicas
                        .one()
                        .post("/api/backfill", "{\"provider\":\"" + one.provider().word() + "\"}")
                        .path("id")
                        .asText()));
  }

  /** Accepts those that are planned. */
  void accept(Replicas replicas) {
    for (String id : ids) {
      if (state(replicas, id).equals("planned")) {
        replicas.one().call("POST", "/api/backfill/" + id + "/accept");
      }
    }
  }

  /** Notes what those are at that a kill is about to hit. */
  void beforeKill(Replicas replicas) {
    ids.forEach(id -> killed.merge(state(replicas, id), 1, Integer::sum));
  }

  /** Whether all is written. */
  boolean areDone(Replicas replicas) {
    accept(replicas);
    return ids.stream().allMatch(id -> state(replicas, id).equals("done"));
  }

  /** How often a kill has hit one, by its state. */
  Map<String, Integer> killed() {
    return killed;
  }

  private static String state(Replicas replicas, String id) {
    return replicas.one().get("/api/backfill/" + id).path("state").asText();
  }
}
