package io.calroute.command.line;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.calroute.sync.dryrun.Plan;
import io.calroute.sync.dryrun.Plans;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.springframework.core.env.Environment;

/**
 * The Calroute that runs on this machine with the same configuration, as its operations API shows
 * it.
 *
 * @param address {@code http://host:port}
 * @param token of the API; null for none
 */
public record RunningCalroute(String address, String token) {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int HUNDRED = 100;
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** It gives no answer that is of use; the message says why. */
  public static final class Silent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Silent(String message) {
      super(message);
    }
  }

  /** The one that has this configuration. */
  public static RunningCalroute of(Environment configuration) {
    String host = configuration.getProperty("server.address", "127.0.0.1");
    boolean anyAddress = host.equals("0.0.0.0") || host.equals("::");
    String here = anyAddress ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
    return new RunningCalroute(
        "http://" + here + ":" + configuration.getProperty("server.port", "8081"),
        configuration.getProperty("calroute.api.token"));
  }

  /**
   * What is to be done in calendars.
   *
   * @throws Silent when it can't say
   */
  public Plan plan(Plans.Filter filter, int limit, String after) {
    String path =
        "/api/plan?limit="
            + limit
            + parameter("calendar", filter.calendar())
            + parameter("provider", filter.provider())
            + parameter("after", after);
    return JSON.convertValue(get(path), Plan.class);
  }

  /**
   * Reads.
   *
   * @param path of the operations API, such as {@code /api/status}
   * @throws Silent when there is no answer, or it says why not
   */
  public JsonNode get(String path) {
    return send(path, HttpRequest.Builder::GET);
  }

  /**
   * Changes something.
   *
   * @param path of the operations API
   * @param type of the text, such as {@code application/json}
   * @throws Silent when there is no answer, or it says why not
   */
  public JsonNode post(String path, String type, String text) {
    return send(
        path,
        request ->
            request
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(text, StandardCharsets.UTF_8)));
  }

  /** Leaves the token out. */
  @Override
  public String toString() {
    return "RunningCalroute[address=" + address + "]";
  }

  /** A parameter of a path that has one already; empty when there is no value. */
  public static String parameter(String name, String value) {
    return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** A text as one segment of a path. */
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonNode send(String path, UnaryOperator<HttpRequest.Builder> with) {
    HttpRequest.Builder request =
        with.apply(HttpRequest.newBuilder(URI.create(address + path)).timeout(PATIENCE));
    if (token != null && !token.isBlank()) {
      request.header("Authorization", "Bearer " + token.strip());
    }
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
      JsonNode body = json(answer.body());
      if (answer.statusCode() / HUNDRED != 2) {
        throw new Silent(
            "the running Calroute at %s answers %d: %s"
                .formatted(address, answer.statusCode(), body.path("detail").asText("no detail")));
      }
      return body;
    } catch (IOException e) {
      throw new Silent(
          "the operations API at "
              + address
              + " cannot be asked: "
              + e
              + ". Start Calroute, or name --server.address and --server.port as it has them.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Silent("interrupted");
    }
  }

  /** Whoever else has the port may answer anything. */
  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
