package io.calroute.provider.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.callback.connection.Connection;
import io.calroute.callback.connection.ConnectionApi;
import io.calroute.component.RetryAfter;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Sends one call to a provider. Redirects are not followed, since they would carry credentials to
 * wherever an answer points. Safe for concurrent use.
 */
public final class ProviderClient {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** More than any page of a list has. */
  private static final int BODY_LIMIT = 16 * 1024 * 1024;

  /** What a mapping reads by itself: they say something about what was asked for. */
  private static final Set<Integer> READ_BY_MAPPINGS = Set.of(304, 400, 404, 409, 410, 422);

  /** What a mapping writes where the secret of the connection's callbacks belongs. */
  private static final String SECRET = "{secret}";

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private final AccessTokens tokens;
  private final CallLimits limits;
  private final Clock clock;

  public ProviderClient(AccessTokens tokens, CallLimits limits, Clock clock) {
    this.tokens = tokens;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Whom to ask, and how.
   *
   * @param baseUrl the provider's usual address
   * @param keyHeader header of the API key; null for none
   * @param tokenHeader header of the token as it is; null for {@code Authorization: Bearer}
   * @param scope of OAuth 2; null for none
   */
  public record Manner(
      String baseUrl, String keyHeader, String tokenHeader, String scope, CallLimits.Limit limit) {}

  /**
   * Sends a call.
   *
   * @param call {@code method}, {@code path} below the base URL, {@code query}, {@code headers},
   *     {@code body}
   * @param patient whether it can wait for others
   * @return {@code status}, {@code headers}, {@code body}, {@code from}, {@code until}
   * @throws ProviderFault when there is no answer, or none that a mapping could read
   */
  public ObjectNode send(Connection connection, Manner manner, JsonNode call, boolean patient)
      throws InterruptedException {
    ConnectionApi api = connection.api();
    URI uri = uri(api.baseUrl() == null ? manner.baseUrl() : api.baseUrl(), call);
    String what = call.path("method").asText("GET") + " " + uri.getHost();
    try (CallLimits.Place place = limits.take(manner.limit(), patient)) {
      Instant from = clock.instant();
      String token = token(api, manner, null);
      HttpResponse<InputStream> response =
          http.send(
              request(connection, manner, call, uri, token),
              HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() == 401 && api.isOauth()) {
        // Refused before it had any effect, so that it may be repeated with another token.
        response.body().close();
        from = clock.instant();
        response =
            http.send(
                request(connection, manner, call, uri, token(api, manner, token)),
                HttpResponse.BodyHandlers.ofInputStream());
      }
      return read(what, response, from);
    } catch (IOException e) {
      throw ProviderFault.unreachable(
          uri.getHost(),
          e instanceof java.net.http.HttpTimeoutException
              ? "did not answer in time"
              : "cannot be reached, or the connection broke off");
    }
  }

  private String token(ConnectionApi api, Manner manner, String refused) {
    return api.isOauth() ? tokens.current(api, manner.scope(), refused) : api.token();
  }

  private static HttpRequest request(
      Connection connection, Manner manner, JsonNode call, URI uri, String token) {
    ConnectionApi api = connection.api();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(ANSWER).header("Accept", "application/json");
    if (manner.keyHeader() != null && api.key() != null) {
      request.header(manner.keyHeader(), api.key());
    }
    if (token != null) {
      boolean bare = manner.tokenHeader() != null && !api.isOauth();
      request.header(
          bare ? manner.tokenHeader() : "Authorization", bare ? token : "Bearer " + token);
    }
    call.path("headers")
        .fields()
        .forEachRemaining(header -> request.header(header.getKey(), header.getValue().asText()));
    HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.noBody();
    if (call.path("body").isContainerNode()) {
      request.header("Content-Type", "application/json");
      body = HttpRequest.BodyPublishers.ofString(body(connection, call.path("body")));
    }
    return request.method(call.path("method").asText("GET").toUpperCase(Locale.ROOT), body).build();
  }

  private static String body(Connection connection, JsonNode body) {
    String text = body.toString();
    if (connection.secret() == null || !text.contains(SECRET)) {
      return text;
    }
    String quoted = JSON.getNodeFactory().textNode(connection.secret()).toString();
    return text.replace(SECRET, quoted.substring(1, quoted.length() - 1));
  }

  private static URI uri(String base, JsonNode call) {
    if (base == null || base.isBlank()) {
      throw new IllegalArgumentException(
          "No address: set baseUrl of the step, or api.base-url of the connection");
    }
    String root = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    String path = call.path("path").asText("");
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("The call's path must begin with a slash");
    }
    StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    call.path("query")
        .fields()
        .forEachRemaining(
            one -> {
              if (one.getValue().isArray()) {
                one.getValue().forEach(value -> query.add(pair(one.getKey(), value)));
              } else if (!one.getValue().isNull()) {
                query.add(pair(one.getKey(), one.getValue()));
              }
            });
    URI uri = URI.create(root + path + query);
    if (!URI.create(root).getAuthority().equals(uri.getAuthority())) {
      throw new IllegalArgumentException("The call's path leads to another host");
    }
    return uri;
  }

  private static String pair(String name, JsonNode value) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8)
        + "="
        + URLEncoder.encode(value.asText(), StandardCharsets.UTF_8);
  }

  private ObjectNode read(String what, HttpResponse<InputStream> response, Instant from)
      throws IOException {
    int status = response.statusCode();
    byte[] body;
    try (InputStream stream = response.body()) {
      body = stream.readNBytes(BODY_LIMIT + 1);
    }
    if (status / 100 != 2 && !READ_BY_MAPPINGS.contains(status)) {
      throw ProviderFault.of(
          what,
          status,
          RetryAfter.parse(response.headers().firstValue("retry-after").orElse(null), clock));
    }
    if (body.length > BODY_LIMIT) {
      throw new ProviderFault(
          "provider-answer-too-large",
          what + " is answered with more than 16 MiB; let the mapping ask for smaller pages.",
          false,
          null);
    }
    ObjectNode answer = JSON.createObjectNode().put("status", status);
    ObjectNode headers = answer.putObject("headers");
    response
        .headers()
        .map()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    answer.set("body", json(what, status, body));
    answer.put("from", from.toString());
    answer.put("until", clock.instant().toString());
    return answer;
  }

  private static JsonNode json(String what, int status, byte[] body) {
    if (body.length == 0) {
      return NullNode.getInstance();
    }
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException noJson) {
      // Without the parser's words, which quote the answer.
      if (status / 100 != 2) {
        return NullNode.getInstance();
      }
      throw new ProviderFault(
          "provider-answer-unreadable", what + " is answered with no JSON.", true, null);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
