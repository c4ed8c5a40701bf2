package io.calroute.command;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.springframework.core.env.Environment;

/**
 * The Calroute that runs on this machine with the same configuration, as its operations API shows
 * it.
 *
 * @param address {@code http://host:port}
 * @param token of the API; null for none
 */
record RunningCalroute(String address, String token) {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** It gives no answer that is of use; the message says why. */
  static final class Silent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Silent(String message) {
      super(message);
    }
  }

  static RunningCalroute of(Environment configuration) {
    String host = configuration.getProperty("server.address", "127.0.0.1");
    boolean anyAddress = host.equals("0.0.0.0") || host.equals("::");
    String here = anyAddress ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
    return new RunningCalroute(
        "http://" + here + ":" + configuration.getProperty("server.port", "8081"),
        configuration.getProperty("calroute.api.token"));
  }

  Plan plan(Plans.Filter filter, int limit, String after) {
    return get(
        "/api/plan?limit="
            + limit
            + parameter("calendar", filter.calendar())
            + parameter("provider", filter.provider())
            + parameter("after", after));
  }

  /** Leaves the token out. */
  @Override
  public String toString() {
    return "RunningCalroute[address=" + address + "]";
  }

  private static String parameter(String name, String value) {
    return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private Plan get(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path)).timeout(PATIENCE);
    if (token != null && !token.isBlank()) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        String detail = JSON.readTree(answer.body()).path("detail").asText("no detail");
        throw new Silent(
            "the running Calroute at %s answers %d: %s"
                .formatted(address, answer.statusCode(), detail));
      }
      return JSON.readValue(answer.body(), Plan.class);
    } catch (IOException e) {
      throw new Silent(
          "a Calroute runs here, and its operations API at " + address + " cannot be asked: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Silent("interrupted");
    }
  }
}
