package io.calroute.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Plain HTTP calls to a simulator, for its own tests. */
public final class HttpCalls {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String root;
  private final String token;

  /**
   * Calls with a bearer token.
   *
   * @param root what every path is appended to
   * @param token access token; null to send none
   */
  public HttpCalls(String root, String token) {
    this.root = root;
    this.token = token;
  }

  /**
   * What came back.
   *
   * @param status HTTP status
   * @param headers response headers
   * @param text body as it came
   */
  public record Answer(int status, HttpHeaders headers, String text) {
    /** The body as a tree. */
    public JsonNode json() {
      return Json.parse(text);
    }

    /** A header that must be there. */
    public String header(String name) {
      return headers.firstValue(name).orElseThrow();
    }
  }

  /**
   * Sends a request and waits for the answer.
   *
   * @param method HTTP method
   * @param path appended to the root
   * @param body JSON text, or what the headers say; null for none
   * @param headers names and values in turn
   * @throws UncheckedIOException when the connection is cut
   */
  public Answer send(String method, String path, String body, String... headers) {
    try {
      return answer(CLIENT.send(request(method, path, body, headers), text()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Sends a request without waiting.
   *
   * @param method HTTP method
   * @param path appended to the root
   * @param body JSON text; null for none
   */
  public CompletableFuture<Answer> sendAsync(String method, String path, String body) {
    return CLIENT.sendAsync(request(method, path, body), text()).thenApply(HttpCalls::answer);
  }

  private static HttpResponse.BodyHandler<String> text() {
    return HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8);
  }

  private static Answer answer(HttpResponse<String> response) {
    return new Answer(response.statusCode(), response.headers(), response.body());
  }

  private HttpRequest request(String method, String path, String body, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + path));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpRequest.BodyPublisher content = HttpRequest.BodyPublishers.noBody();
    if (body != null) {
      content = HttpRequest.BodyPublishers.ofString(body);
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return request.method(method, content).build();
  }
}
