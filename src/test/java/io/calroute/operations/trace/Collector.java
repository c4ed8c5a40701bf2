package io.calroute.operations.trace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Takes spans as OTLP over HTTP and reads as much of them as tests ask for. Numbers of fields are
 * those of {@code opentelemetry/proto/trace/v1/trace.proto}.
 */
final class Collector implements AutoCloseable {

  /** A span; ids in hex, {@code parent} is empty for none. */
  record Recorded(String trace, String id, String parent, String name, Map<String, String> tags) {}

  private final HttpServer server;
  private final List<Recorded> spans = new CopyOnWriteArrayList<>();

  Collector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
  }

  List<Recorded> spans() {
    return List.copyOf(spans);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    inside(
        exchange.getRequestBody().readAllBytes(),
        1,
        resource -> inside(resource, 2, scope -> inside(scope, 2, span -> spans.add(span(span)))));
    exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private static Recorded span(byte[] message) {
    Map<Integer, String> ids = new TreeMap<>();
    Map<String, String> tags = new TreeMap<>();
    fields(
        message,
        (number, value) -> {
          switch (number) {
            case 1, 2, 4 -> ids.put(number, HexFormat.of().formatHex(value));
            case 5 -> ids.put(number, text(value));
            case 9 -> tag(value, tags);
            default -> {}
          }
        });
    return new Recorded(ids.get(1), ids.get(2), ids.getOrDefault(4, ""), ids.get(5), tags);
  }

  private static void tag(byte[] message, Map<String, String> tags) {
    String[] pair = new String[2];
    fields(
        message,
        (number, value) -> {
          if (number == 1) {
            pair[0] = text(value);
          } else {
            fields(value, (kind, said) -> pair[1] = text(said));
          }
        });
    tags.put(pair[0], pair[1]);
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }

  private static void inside(byte[] message, int wanted, Consumer<byte[]> each) {
    fields(
        message,
        (number, value) -> {
          if (number == wanted) {
            each.accept(value);
          }
        });
  }

  /** Numbers are given as decimal text. */
  private static void fields(byte[] message, BiConsumer<Integer, byte[]> each) {
    ByteBuffer rest = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    while (rest.hasRemaining()) {
      long key = number(rest);
      byte[] value;
      switch ((int) (key & 7)) {
        case 0 -> value = Long.toString(number(rest)).getBytes(StandardCharsets.UTF_8);
        case 1 -> value = Long.toString(rest.getLong()).getBytes(StandardCharsets.UTF_8);
        case 2 -> rest.get(value = new byte[(int) number(rest)]);
        case 5 -> value = Integer.toString(rest.getInt()).getBytes(StandardCharsets.UTF_8);
        default -> throw new IllegalStateException("No protocol buffer");
      }
      each.accept((int) (key >>> 3), value);
    }
  }

  private static long number(ByteBuffer rest) {
    long number = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = rest.get();
      number |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return number;
      }
    }
  }
}
