package io.calroute.component.microsoft365.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/** Calls Microsoft Graph v1.0. Thread-safe. */
public final class GraphClient {

  /**
   * Immutable ids, because the others change when an item moves between folders; UTC, because
   * otherwise times come in whatever zone was asked for last by whoever made the event.
   */
  private static final String PREFER = "IdType=\"ImmutableId\", outlook.timezone=\"UTC\"";

  private static final String NEXT = "@odata.nextLink";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpExchange http;
  private final ClientCredentials tokens;
  private final URI graph;
  private final Clock clock;

  /**
   * One request.
   *
   * @param httpMethod such as PATCH
   * @param pathAndQuery encoded, below the version, beginning with a slash
   * @param ifMatch ETag; null for no condition
   * @param body JSON; null for none
   */
  public record Request(
      String name, String httpMethod, String pathAndQuery, String ifMatch, byte[] body) {}

  /**
   * What came of it.
   *
   * @param status of the (last) answer
   * @param body JSON; null when there was none
   */
  public record Reply(int status, JsonNode body) {}

  /**
   * A client of one Graph.
   *
   * @param graphUrl without the version, such as {@code https://graph.microsoft.com}
   */
  public GraphClient(HttpExchange http, ClientCredentials tokens, URI graphUrl, Clock clock) {
    this.http = http;
    this.tokens = tokens;
    this.graph = graphUrl;
    this.clock = clock;
  }

  /**
   * Sends a request.
   *
   * @throws Microsoft365Exception for any answer outside 2xx
   * @throws IOException when there was no answer, or none that can be read
   */
  public Reply call(Request request) throws IOException {
    String base = graph.toString();
    String root = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    return read(request, send(request, URI.create(root + "/v1.0" + request.pathAndQuery())));
  }

  /** Sends a request for a list and reads it to its last page. */
  public Reply callAllPages(Request request) throws IOException {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    Set<String> seen = new HashSet<>();
    Reply page = call(request);
    while (true) {
      if (page.body() == null || !page.body().path("value").isArray()) {
        throw new IOException("Graph's answer to " + request.name() + " is no list");
      }
      page.body().path("value").forEach(all::add);
      String next = page.body().path(NEXT).asText("");
      if (next.isEmpty()) {
        return new Reply(page.status(), all);
      }
      if (!seen.add(next)) {
        throw new IOException("Graph's pages of " + request.name() + " run in a circle");
      }
      page = read(request, send(request, ownLink(request, next)));
    }
  }

  /** The bearer token goes to the configured host and nowhere else, whatever the answer says. */
  private URI ownLink(Request request, String link) {
    try {
      URI uri = new URI(link);
      if (graph.getScheme().equalsIgnoreCase(uri.getScheme())
          && graph.getHost().equalsIgnoreCase(uri.getHost())
          && graph.getPort() == uri.getPort()
          && uri.getRawUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException unreadable) {
      // Refused like any other foreign link.
    }
    throw new Microsoft365Exception(
        Microsoft365Exception.Source.GRAPH,
        request.name(),
        200,
        "foreignNextLink",
        null,
        null,
        null);
  }

  private HttpExchange.Result send(Request request, URI uri) throws IOException {
    String token = tokens.current();
    HttpExchange.Result result = sendWith(token, request, uri);
    if (result.status() != 401) {
      return result;
    }
    // A 401 has had no effect, so that repeating it once with another token is safe.
    tokens.refused(token);
    return sendWith(tokens.current(), request, uri);
  }

  private HttpExchange.Result sendWith(String token, Request request, URI uri) throws IOException {
    ClassicRequestBuilder builder =
        ClassicRequestBuilder.create(request.httpMethod().toUpperCase(Locale.ROOT))
            .setUri(uri)
            .setHeader("Authorization", "Bearer " + token)
            .setHeader("Accept", "application/json")
            .setHeader("Prefer", PREFER);
    if (request.ifMatch() != null) {
      builder.setHeader("If-Match", request.ifMatch());
    }
    if (request.body() != null) {
      builder.setEntity(new ByteArrayEntity(request.body(), ContentType.APPLICATION_JSON));
    }
    return http.send(builder.build());
  }

  private Reply read(Request request, HttpExchange.Result result) throws IOException {
    if (!result.succeeded()) {
      throw ErrorAnswers.of(request.name(), result, clock);
    }
    if (result.body().length == 0) {
      return new Reply(result.status(), null);
    }
    try {
      return new Reply(result.status(), JSON.readTree(result.body()));
    } catch (IOException notJson) {
      // Without the parser's message, which quotes the body.
      throw new IOException("Graph's answer to " + request.name() + " is not JSON");
    }
  }
}
