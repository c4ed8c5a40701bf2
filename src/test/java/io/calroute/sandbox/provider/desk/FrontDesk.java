package io.calroute.sandbox.provider.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.provider.SimulatedProvider;
import io.calroute.sandbox.provider.Standing;
import io.calroute.sandbox.provider.delivery.ClientMail;
import io.calroute.sandbox.provider.delivery.Fate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Books, moves and cancels at simulated providers from a terminal, loses their callbacks, and shows
 * what their clients were mailed.
 *
 * <pre>
 * GET    /                            which providers there are, and how their APIs are reached
 * GET    /{provider}/bookings         what takes place
 * POST   /{provider}/bookings         {"staff", "start", "minutes"}
 * PUT    /{provider}/bookings/{id}    {"start", "minutes"} or {"staff"}
 * DELETE /{provider}/bookings/{id}    cancel
 * PUT    /{provider}/callbacks        {"fate": "deliver" | "lose" | "double" | "hold"}
 * POST   /{provider}/callbacks        sends what was held
 * GET    /{provider}/mails            what clients were mailed
 * </pre>
 *
 * <p>What is done to bookings is in a diary.
 */
public final class FrontDesk implements AutoCloseable {

  private static final int USUAL_MINUTES = 30;

  private final Map<String, SimulatedProvider> providers = new TreeMap<>();
  private final HttpServer server;
  private final Diary diary;

  private FrontDesk(HttpServer server, List<SimulatedProvider> all, Diary diary) {
    this.server = server;
    this.diary = diary;
    all.forEach(one -> providers.put(one.provider().word(), one));
  }

  /**
   * Opens.
   *
   * @param port TCP port on the loopback interface; 0 for any free one
   * @param diary of what is done
   */
  public static FrontDesk open(int port, List<SimulatedProvider> providers, Diary diary) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      FrontDesk desk = new FrontDesk(server, providers, diary);
      server.createContext("/", desk::serve);
      server.start();
      return desk;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is, without a slash at the end. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    String[] path = exchange.getRequestURI().getPath().substring(1).split("/");
    SimulatedProvider provider = providers.get(path[0]);
    JsonNode answer = null;
    int status = 200;
    try {
      byte[] sent = exchange.getRequestBody().readAllBytes();
      JsonNode body = sent.length == 0 ? Json.object() : Json.read(sent).orElseThrow();
      answer =
          path[0].isEmpty()
              ? overview()
              : provider == null || path.length < 2
                  ? null
                  : done(
                      new Diary.Entry(
                          Instant.now(),
                          path[0],
                          exchange.getRequestMethod() + " " + path[1],
                          path.length > 2 ? path[2] : null,
                          body));
      status = answer == null ? 404 : 200;
    } catch (RuntimeException wrong) {
      answer = Json.object().put("error", String.valueOf(wrong.getMessage()));
      status = 400;
    }
    byte[] text =
        (answer == null ? "{}" : answer.toPrettyString()).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
  }

  /**
   * Does again what is in the diary, when each thing was done.
   *
   * @param clock of the providers
   */
  public void doAgain(RetoldClock clock) {
    for (Diary.Entry entry : diary.entries()) {
      clock.standAt(entry.at());
      SimulatedProvider provider = providers.get(entry.provider());
      answer(provider, entry.call(), entry.id(), entry.body());
    }
  }

  private JsonNode done(Diary.Entry entry) {
    JsonNode answer =
        answer(providers.get(entry.provider()), entry.call(), entry.id(), entry.body());
    if (answer != null && entry.call().endsWith(" bookings") && !entry.call().startsWith("GET")) {
      diary.note(entry);
    }
    return answer;
  }

  private JsonNode overview() {
    ObjectNode overview = Json.object();
    providers.forEach(
        (word, provider) -> {
          ObjectNode one = overview.putObject(word);
          new TreeMap<>(provider.connection())
              .forEach((key, value) -> one.put(key, String.valueOf(value)));
        });
    return overview;
  }

  private static JsonNode answer(
      SimulatedProvider provider, String call, String id, JsonNode body) {
    return switch (call) {
      case "GET bookings" -> bookings(provider);
      case "POST bookings" ->
          Json.object()
              .put("id", provider.book(body.path("staff").textValue(), start(body), length(body)));
      case "PUT bookings" -> change(provider, id, body);
      case "DELETE bookings" -> {
        provider.cancel(id);
        yield Json.object().put("cancelled", id);
      }
      case "PUT callbacks" -> {
        String fate = body.path("fate").asText();
        provider.deliveries().fate(Fate.valueOf(fate.toUpperCase(Locale.ROOT)));
        yield Json.object().put("fate", fate);
      }
      case "POST callbacks" -> Json.object().put("sent", provider.deliveries().release());
      case "GET mails" -> mails(provider);
      default -> null;
    };
  }

  private static JsonNode change(SimulatedProvider provider, String id, JsonNode body) {
    if (body.has("staff")) {
      provider.reassign(id, body.path("staff").textValue());
      return Json.object().put("id", id);
    }
    return Json.object().put("id", provider.move(id, start(body), length(body)));
  }

  private static Instant start(JsonNode body) {
    return Instant.parse(body.path("start").asText());
  }

  private static Duration length(JsonNode body) {
    return Duration.ofMinutes(body.path("minutes").asInt(USUAL_MINUTES));
  }

  private static JsonNode bookings(SimulatedProvider provider) {
    ObjectNode all = Json.object();
    all.putArray("bookings");
    for (Standing one : provider.standing()) {
      ObjectNode booking = all.withArray("/bookings").addObject().put("id", one.id());
      one.staff().forEach(booking.putArray("staff")::add);
      booking.put("start", one.start().toString()).put("minutes", one.length().toMinutes());
    }
    return all;
  }

  private static JsonNode mails(SimulatedProvider provider) {
    ObjectNode all = Json.object();
    all.putArray("mails");
    for (ClientMail one : provider.mails().sent()) {
      all.withArray("/mails")
          .addObject()
          .put("booking", one.booking())
          .put("occasion", one.occasion().name().toLowerCase(Locale.ROOT))
          .put("to", one.to())
          .put("text", one.text());
    }
    return all;
  }
}
