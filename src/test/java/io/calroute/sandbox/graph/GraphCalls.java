package io.calroute.sandbox.graph;

import io.calroute.sandbox.HttpCalls;

/** Calls and bodies for tests of the Graph simulator. */
public final class GraphCalls {

  /** Namespace of the extended properties in tests. */
  public static final String NAMESPACE = "String {6f1e5a0c-3b52-4d9e-9c1f-7f0c0f2f8a11} Name ";

  private GraphCalls() {}

  /**
   * Calls with a fresh token.
   *
   * @param graph where to
   */
  public static HttpCalls to(GraphSimulator graph) {
    String query =
        "?grant_type=client_credentials&client_id=%s&client_secret=%s&scope=%s"
            .formatted(
                graph.clientId(),
                graph.clientSecret(),
                "https%3A%2F%2Fgraph.microsoft.com%2F.default");
    String token =
        new HttpCalls(graph.tokenUrl(), null)
            .send("POST", query, null)
            .json()
            .path("access_token")
            .asText();
    return new HttpCalls(graph.graphUrl() + "/v1.0/", token);
  }

  /**
   * An event on 3 March 2026, 10 to 11 in Berlin.
   *
   * @param more further members; may be empty
   */
  public static String event(String more) {
    return """
        {"subject": "Advice",
         "start": {"dateTime": "2026-03-03T10:00:00", "timeZone": "W. Europe Standard Time"},
         "end": {"dateTime": "2026-03-03T11:00:00", "timeZone": "W. Europe Standard Time"}%s}
        """
        .formatted(more.isEmpty() ? "" : ", " + more);
  }

  /**
   * The member that marks an event as ours.
   *
   * @param appointment key
   * @param generation number
   * @param version text
   */
  public static String marker(String appointment, int generation, String version) {
    return """
        "singleValueExtendedProperties": [
          {"id": "%1$sappt", "value": "%2$s"},
          {"id": "%1$sgen", "value": "%3$d"},
          {"id": "%1$sver", "value": "%4$s"}]
        """
        .formatted(NAMESPACE, appointment, generation, version);
  }
}
