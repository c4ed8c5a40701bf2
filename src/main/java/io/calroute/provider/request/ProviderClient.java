package io.calroute.provider.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.callback.connection.Connection;
import io.calroute.callback.connection.ConnectionApi;
import io.calroute.component.RetryAfter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Sends one call to a provider. Redirects are not followed, since they would carry credentials to
 * wherever an answer points. Safe for concurrent use.
 */
public final class ProviderClient {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** For the whole answer, however slowly it comes. */
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** A tree takes some twenty times what its text does. */
  private static final int HEAP_SHARE = 64;

  private static final int BODY_LIMIT =
      (int)
          Math.max(
              1024 * 1024,
              Math.min(16 * 1024 * 1024, Runtime.getRuntime().maxMemory() / HEAP_SHARE));

  /** Answers beyond this are read one at a time. */
  private static final int LARGE = 512 * 1024;

  /** What a mapping reads by itself: they say something about what was asked for. */
  private static final Set<Integer> READ_BY_MAPPINGS = Set.of(304, 400, 404, 409, 410, 422);

  /** What a mapping writes where the secret of the connection's callbacks belongs. */
  private static final String SECRET = "{secret}";

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private final Semaphore large = new Semaphore(1);
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
   * @param withSecret whether the call may carry the secret of the connection's callbacks
   * @param whenDone is given what is to be run once nobody needs the answer any more
   * @return {@code status}, {@code headers}, {@code body}, {@code from}, {@code until}
   * @throws ProviderFault when there is no answer, or none that a mapping could read
   */
  @SuppressWarnings("try") // The place is only held.
  public ObjectNode send(
      Connection connection,
      Manner manner,
      JsonNode call,
      boolean patient,
      boolean withSecret,
      Consumer<Runnable> whenDone)
      throws InterruptedException {
    ConnectionApi api = connection.api();
    URI uri = uri(api.baseUrl() == null ? manner.baseUrl() : api.baseUrl(), call);
    String what = call.path("method").asText("GET") + " " + uri.getHost();
    try (CallLimits.Place place = limits.take(manner.limit(), patient)) {
      Instant from = clock.instant();
      String token = token(api, manner, null);
      Answered response = answer(uri, request(connection, manner, call, uri, token, withSecret));
      if (response.status() == 401 && api.isOauth()) {
        // Refused before it had any effect, so that it may be repeated with another token.
        from = clock.instant();
        response =
            answer(
                uri, request(connection, manner, call, uri, token(api, manner, token), withSecret));
      }
      return read(what, response, from, whenDone);
    }
  }

  private Answered answer(URI uri, HttpRequest request) throws InterruptedException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    CompletableFuture<HttpResponse<Void>> answer =
        http.sendAsync(
            request,
            HttpResponse.BodyHandlers.ofByteArrayConsumer(
                part -> part.ifPresent(bytes -> add(body, bytes))));
    try {
      HttpResponse<Void> head = answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
      return new Answered(head, body.toByteArray());
    } catch (TimeoutException slow) {
      throw ProviderFault.unreachable(uri.getHost(), "did not answer in time");
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof TooLarge) {
        throw new ProviderFault(
            "provider-answer-too-large",
            uri.getHost()
                + " answers with more than "
                + BODY_LIMIT
                + " bytes; let the mapping ask for smaller pages.",
            false);
      }
      throw ProviderFault.unreachable(
          uri.getHost(),
          failed.getCause() instanceof java.net.http.HttpTimeoutException
              ? "did not answer in time"
              : "cannot be reached, or the connection broke off");
    } finally {
      answer.cancel(true);
    }
  }

  private static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** What would go beyond the limit ends the answer, and is not kept. */
  private static void add(ByteArrayOutputStream body, byte[] bytes) {
    if (body.size() + bytes.length > BODY_LIMIT) {
      throw new TooLarge();
    }
    body.writeBytes(bytes);
  }

  private String token(ConnectionApi api, Manner manner, String refused) {
    return api.isOauth() ? tokens.current(api, manner.scope(), refused) : api.token();
  }

  private static HttpRequest request(
      Connection connection,
      Manner manner,
      JsonNode call,
      URI uri,
      String token,
      boolean withSecret) {
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
        .properties()
        .forEach(header -> request.header(header.getKey(), header.getValue().asText()));
    HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.noBody();
    if (call.path("body").isContainerNode()) {
      request.header("Content-Type", "application/json");
      body = HttpRequest.BodyPublishers.ofString(body(connection, call.path("body"), withSecret));
    }
    return request.method(call.path("method").asText("GET").toUpperCase(Locale.ROOT), body).build();
  }

  /** Only where a webhook is made: elsewhere a client's own words could name the secret. */
  private static String body(Connection connection, JsonNode body, boolean withSecret) {
    String text = body.toString();
    if (!withSecret || connection.secret() == null || !text.contains(SECRET)) {
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
        .properties()
        .forEach(
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

  /** What came back, with its whole body. */
  private record Answered(HttpResponse<Void> head, byte[] body) {
    int status() {
      return head.statusCode();
    }
  }

  private ObjectNode read(String what, Answered response, Instant from, Consumer<Runnable> whenDone)
      throws InterruptedException {
    int status = response.status();
    byte[] body = response.body();
    if (status / 100 != 2 && !READ_BY_MAPPINGS.contains(status)) {
      throw ProviderFault.of(
          what,
          status,
          RetryAfter.parse(
              response.head().headers().firstValue("retry-after").orElse(null), clock));
    }
    if (body.length > LARGE) {
      waitForOtherLargeOnes(what, whenDone);
    }
    ObjectNode answer = JSON.createObjectNode().put("status", status);
    ObjectNode headers = answer.putObject("headers");
    response
        .head()
        .headers()
        .map()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    answer.set("body", json(what, status, body));
    answer.put("from", from.toString());
    answer.put("until", clock.instant().toString());
    return answer;
  }

  private void waitForOtherLargeOnes(String what, Consumer<Runnable> whenDone)
      throws InterruptedException {
    if (!large.tryAcquire(ANSWER.toSeconds(), TimeUnit.SECONDS)) {
      throw new ProviderFault(
          "provider-answers-too-large",
          what + " waits for other large answers to be read. It is asked again.",
          true,
          null);
    }
    whenDone.accept(large::release);
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
