package io.calroute.component.microsoft365.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.hc.client5.http.entity.UrlEncodedFormEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.http.message.BasicNameValuePair;

/**
 * Tokens by OAuth 2.0 client credentials, asked for when first needed and kept until shortly before
 * they expire.
 *
 * <p>Thread-safe: however many calls find the token gone at once, one of them fetches and the
 * others wait for what it gets, so that a slow or refusing endpoint is asked once and not once per
 * lane.
 */
public final class ClientCredentials {

  /** Long enough for a request that starts just before to end in time. */
  private static final Duration LONGEST_MARGIN = Duration.ofMinutes(5);

  private final HttpExchange http;
  private final Settings settings;
  private final Clock clock;
  private final Object lock = new Object();
  private Token held;
  private FutureTask<Token> fetch;

  /** What the token endpoint is asked with. */
  public record Settings(String tokenUrl, String clientId, String clientSecret, String scope) {
    /** Leaves the secret out. */
    @Override
    public String toString() {
      return "Settings[" + tokenUrl + ", " + clientId + "]";
    }
  }

  private record Token(String value, Instant renewAt, Instant expiresAt) {
    @Override
    public String toString() {
      return "Token until " + expiresAt;
    }
  }

  public ClientCredentials(HttpExchange http, Settings settings, Clock clock) {
    this.http = http;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * A token that is good now.
   *
   * @throws IOException when the token endpoint cannot be reached
   * @throws Microsoft365Exception when it refuses
   */
  String current() throws IOException {
    FutureTask<Token> awaited;
    FutureTask<Token> mine = null;
    Token fallback;
    synchronized (lock) {
      fallback = held;
      if (held != null && clock.instant().isBefore(held.renewAt())) {
        return held.value();
      }
      if (fetch == null) {
        mine = new FutureTask<>(this::fetch);
        fetch = mine;
      }
      awaited = fetch;
    }
    if (mine != null) {
      mine.run();
      finish(mine);
    }
    return await(awaited, fallback);
  }

  /** The fetched token; while the endpoint fails, the old one for as long as it is good. */
  private String await(FutureTask<Token> awaited, Token fallback) throws IOException {
    try {
      return awaited.get().value();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting for a token", interrupted);
    } catch (ExecutionException failed) {
      synchronized (lock) {
        if (fallback != null && fallback == held && clock.instant().isBefore(held.expiresAt())) {
          return held.value();
        }
      }
      if (failed.getCause() instanceof Microsoft365Exception refusal) {
        throw refusal;
      }
      throw new IOException("No token could be fetched", failed.getCause());
    }
  }

  private void finish(FutureTask<Token> done) {
    synchronized (lock) {
      try {
        held = done.get();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException failed) {
        // Whoever waits for this fetch sees the failure; the next call tries again.
      } finally {
        fetch = null;
      }
    }
  }

  /**
   * Takes note that Graph refused a token, so that the next call gets another one.
   *
   * @param token the refused one; a newer one that is held by now is kept
   */
  void refused(String token) {
    synchronized (lock) {
      if (held != null && held.value().equals(token)) {
        held = null;
      }
    }
  }

  private Token fetch() throws IOException {
    ClassicRequestBuilder request = ClassicRequestBuilder.post(settings.tokenUrl());
    request.setEntity(
        new UrlEncodedFormEntity(
            List.of(
                new BasicNameValuePair("grant_type", "client_credentials"),
                new BasicNameValuePair("client_id", settings.clientId()),
                new BasicNameValuePair("client_secret", settings.clientSecret()),
                new BasicNameValuePair("scope", settings.scope())),
            StandardCharsets.UTF_8));
    HttpExchange.Result result = http.send(request.build());
    JsonNode body = result.json();
    if (result.status() != 200) {
      throw refusal(result, body);
    }
    String value = body.path("access_token").asText("");
    if (value.isEmpty()) {
      throw new IOException("The token endpoint answered without a token");
    }
    Instant now = clock.instant();
    Duration lifetime = Duration.ofSeconds(Math.max(0, body.path("expires_in").asLong(0)));
    Duration tenth = lifetime.dividedBy(10);
    Duration margin = tenth.compareTo(LONGEST_MARGIN) < 0 ? tenth : LONGEST_MARGIN;
    return new Token(value, now.plus(lifetime).minus(margin), now.plus(lifetime));
  }

  /** Entra ID tells its AADSTS number apart from OAuth's own code; the number says more. */
  private Microsoft365Exception refusal(HttpExchange.Result result, JsonNode body) {
    JsonNode number = body.path("error_codes").path(0);
    String code =
        number.isIntegralNumber() ? "AADSTS" + number.asText() : body.path("error").asText("");
    return new Microsoft365Exception(
        Microsoft365Exception.Source.TOKEN,
        "the request for a token",
        result.status(),
        ErrorAnswers.code(code),
        body.path("error_description").asText(null),
        ErrorAnswers.requestId(body.path("trace_id").asText(null)),
        result.retryAfter(clock));
  }
}
