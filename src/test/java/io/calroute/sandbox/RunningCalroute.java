package io.calroute.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.Calroute;
import io.calroute.callback.port.Intake;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Calroute, all of it, running in this process on ports of its own, with the means to call it as
 * its neighbours do. Safe for concurrent use.
 */
public final class RunningCalroute implements AutoCloseable {

  /** Secret of every connection that {@link #start} configures. */
  public static final String SECRET = "sandbox-secret";

  /** User and password of connections with HTTP Basic. */
  public static final String BASIC = "sandbox:secret";

  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ConfigurableApplicationContext context;
  private final int callbacksPort;
  private final int operationsPort;
  private final HttpClient http = HttpClient.newHttpClient();

  private RunningCalroute(
      ConfigurableApplicationContext context, int callbacksPort, int operationsPort) {
    this.context = context;
    this.callbacksPort = callbacksPort;
    this.operationsPort = operationsPort;
  }

  /**
   * Starts Calroute.
   *
   * @param dataDir for its embedded PostgreSQL
   * @param properties configuration on top of {@code application.yaml}; ports are chosen unless
   *     given
   * @return once it is ready
   */
  public static RunningCalroute start(Path dataDir, Map<String, Object> properties) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("calroute.data-dir", dataDir.toString());
    all.put("calroute.callbacks.port", 0);
    all.put("calroute.callbacks.address", "127.0.0.1");
    all.put("server.port", 0);
    all.put("spring.main.register-shutdown-hook", true);
    all.putAll(properties);
    SpringApplicationBuilder application = new SpringApplicationBuilder(Calroute.class);
    String[] arguments =
        all.entrySet().stream()
            .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
            .toArray(String[]::new);
    ConfigurableApplicationContext context = application.run(arguments);
    return new RunningCalroute(
        context,
        context.getBean(Intake.class).address().orElseThrow().getPort(),
        context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
  }

  /** A bean of the application. */
  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** Port of the callbacks. */
  public int callbacksPort() {
    return callbacksPort;
  }

  /** Port of the operations API. */
  public int operationsPort() {
    return operationsPort;
  }

  /**
   * Posts a callback signed by HMAC-SHA256 over its bytes, in upper-case hex.
   *
   * @param path such as {@code /callbacks/acme}
   * @param header that carries the signature
   * @param body raw text
   * @return the answer
   */
  public HttpResponse<String> postSigned(String path, String header, String body) {
    return post(
        path, body, Map.of(header, "sha256=" + signature(body.getBytes(StandardCharsets.UTF_8))));
  }

  /**
   * Posts a callback with HTTP Basic.
   *
   * @param path such as {@code /callbacks/acme}
   * @param body raw text
   * @return the answer
   */
  public HttpResponse<String> postBasic(String path, String body) {
    String credentials = Base64.getEncoder().encodeToString(BASIC.getBytes(StandardCharsets.UTF_8));
    return post(path, body, Map.of("Authorization", "Basic " + credentials));
  }

  /**
   * Posts a callback.
   *
   * @param path such as {@code /callbacks/acme}
   * @param body raw text
   * @param headers besides the content type
   * @return the answer
   */
  public HttpResponse<String> post(String path, String body, Map<String, String> headers) {
    return callback(
        path,
        request -> {
          request.POST(HttpRequest.BodyPublishers.ofString(body));
          request.header("Content-Type", "application/json");
          headers.forEach(request::setHeader);
        });
  }

  /**
   * Calls the callbacks' port.
   *
   * @param path such as {@code /callbacks/acme}
   * @param request sets method, body and headers
   * @return the answer
   */
  public HttpResponse<String> callback(String path, Consumer<HttpRequest.Builder> request) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + callbacksPort + path));
    request.accept(builder);
    return send(builder.build());
  }

  /**
   * Reads from the operations API.
   *
   * @param path such as {@code /api/status}
   * @return the JSON of a 200 answer
   * @throws IllegalStateException for any other answer
   */
  public JsonNode get(String path) {
    HttpResponse<String> response = call("GET", path);
    if (response.statusCode() != 200) {
      throw new IllegalStateException(
          path + " answers " + response.statusCode() + ": " + response.body());
    }
    return json(response.body());
  }

  /**
   * Calls the operations API.
   *
   * @param method HTTP method
   * @param path such as {@code /api/status}
   * @return the answer
   */
  public HttpResponse<String> call(String method, String path) {
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + operationsPort + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build());
  }

  /**
   * Calls the operations API with a text.
   *
   * @param method HTTP method
   * @param path such as {@code /api/preview?mapping=acme}
   * @param text sent as {@code text/plain}
   * @return the answer
   */
  public HttpResponse<String> call(String method, String path, String text) {
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + operationsPort + path))
            .header("Content-Type", "text/plain")
            .method(method, HttpRequest.BodyPublishers.ofString(text))
            .build());
  }

  /** Parses JSON text. */
  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not JSON: " + text, e);
    }
  }

  /** Upper-case hex of the HMAC-SHA256 of some bytes under {@link #SECRET}. */
  public static String signature(byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().withUpperCase().formatHex(mac.doFinal(body));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has HmacSHA256", e);
    }
  }

  /** A port that nobody uses now; another one for each that asks. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      int port = socket.getLocalPort();
      return GIVEN.add(port) ? port : freePort();
    } catch (IOException e) {
      throw new IllegalStateException("No free port", e);
    }
  }

  @Override
  public void close() {
    context.close();
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(request.uri() + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
