package io.calroute.component.microsoft365.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.calroute.component.RetryAfter;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends requests over pooled connections, once each. Thread-safe.
 *
 * <p>It neither follows redirects, which would carry the bearer token to wherever the answer
 * points, nor retries: retries live in the store, where they survive a crash, and two layers of
 * them would multiply.
 */
public final class HttpExchange implements Closeable {

  /** Well above what all lanes together use; Graph allows four calls at once per mailbox. */
  private static final int CONNECTIONS = 200;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final CloseableHttpClient client;

  /**
   * What came back.
   *
   * @param requestId Graph's id of the request; null when there is none
   * @param pause the Retry-After header; null when there is none
   */
  record Result(int status, byte[] body, String requestId, String pause) {

    boolean succeeded() {
      return status >= 200 && status < 300;
    }

    /** The body; a missing node when it is empty or not JSON, as errors of gateways are. */
    JsonNode json() {
      if (body.length == 0) {
        return MissingNode.getInstance();
      }
      try {
        return JSON.readTree(body);
      } catch (IOException notJson) {
        return MissingNode.getInstance();
      }
    }

    Duration retryAfter(Clock clock) {
      return RetryAfter.parse(pause, clock);
    }
  }

  /** Sends by a client of somebody else's. */
  public HttpExchange(CloseableHttpClient client) {
    this.client = client;
  }

  public HttpExchange(Duration connectTimeout, Duration responseTimeout, String userAgent) {
    Timeout connect = Timeout.of(connectTimeout);
    Timeout response = Timeout.of(responseTimeout);
    this.client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(CONNECTIONS)
                    .setMaxConnPerRoute(CONNECTIONS)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(connect)
                            .setSocketTimeout(response)
                            .setValidateAfterInactivity(TimeValue.ofSeconds(2))
                            .setTimeToLive(TimeValue.ofMinutes(10))
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(response)
                    .setResponseTimeout(response)
                    .build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .setUserAgent(userAgent)
            .build();
  }

  /**
   * Sends one request and reads its whole answer, whatever its status.
   *
   * @throws IOException when there is no answer: the request may have taken effect all the same
   */
  Result send(ClassicHttpRequest request) throws IOException {
    return client.execute(request, HttpExchange::read);
  }

  private static Result read(ClassicHttpResponse response) throws IOException {
    byte[] body =
        response.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(response.getEntity());
    return new Result(
        response.getCode(),
        body == null ? new byte[0] : body,
        value(response.getFirstHeader("request-id")),
        value(response.getFirstHeader("Retry-After")));
  }

  private static String value(Header header) {
    return header == null ? null : header.getValue();
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
