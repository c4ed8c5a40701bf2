package io.calroute.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.Provider;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * One request, right or wrong in some way. Its number and the seed make it what it is.
 *
 * @param bytes the request as it goes over the wire
 * @param proof whether it proves where it comes from; null where that is a matter of opinion
 * @param last whether nothing can follow on its connection
 */
record Input(byte[] bytes, Boolean proof, boolean last) {

  private static final List<String> TYPES =
      List.of(
          "text/plain",
          "application/json; charset=utf-16",
          "application/json; charset=latin1",
          "application/json; charset=\"no such thing\"",
          "application/json; charset=",
          ";;;=",
          "multipart/form-data; boundary=x",
          "application/x-www-form-urlencoded",
          "x".repeat(3000));

  private static final List<String> OTHER_HEADERS =
      List.of(
          "Content-Encoding: gzip",
          "Content-Encoding: identity, x",
          "X-Forwarded-For: 1.1.1.1, '; drop table--",
          "Accept: " + "*/*,".repeat(500),
          "Camel: CamelHttpUri",
          "CamelHttpUri: http://localhost:1/",
          "breadcrumbId: x",
          "Range: bytes=9-1",
          "Expect: 100-continue",
          "Upgrade: websocket",
          "Cookie: " + "a=b;".repeat(800),
          "X-Odd: \u00ff\u0001\u007f",
          "X-Long: " + "z".repeat(9000));

  static Input of(long seed, long number, Map<Provider, List<JsonNode>> good) {
    Random random = new Random(seed * 1_000_003 + number);
    // What is drawn first differs little between neighbours.
    random.nextLong();
    Provider provider = Provider.values()[random.nextInt(Provider.values().length)];
    List<JsonNode> bodies = good.get(provider);
    byte[] body = new Mutation(random).of(bodies.get(random.nextInt(bodies.size())));
    String path = provider.path();
    List<String> headers = new ArrayList<>(proof(provider, body));
    Boolean proof = true;
    if (random.nextInt(3) == 0) {
      proof = false;
      if (headers.isEmpty()) {
        path = wrongPath(path, random);
      } else {
        proof = spoil(headers, provider, body, random);
      }
    } else if (random.nextInt(6) == 0) {
      path = oddPath(path, random);
      // Where the path is the proof, nothing else may be taken for it.
      proof = headers.isEmpty() ? null : proof;
    }
    String method = "POST";
    if (random.nextInt(30) == 0) {
      method =
          List.of("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW")
              .get(random.nextInt(7));
    }
    headers.add(
        "Content-Type: "
            + (random.nextInt(8) == 0
                ? TYPES.get(random.nextInt(TYPES.size()))
                : "application/json"));
    if (random.nextInt(8) == 0) {
      headers.add(OTHER_HEADERS.get(random.nextInt(OTHER_HEADERS.size())));
    }
    boolean last = random.nextInt(200) == 0;
    return new Input(write(method, path, headers, body, last, random), proof, last);
  }

  private static List<String> proof(Provider provider, byte[] body) {
    if (provider == Provider.SAVVYCAL) {
      return List.of("X-SavvyCal-Signature: sha256=" + RunningCalroute.signature(body));
    }
    return provider.proof("").entrySet().stream()
        .map(header -> header.getKey() + ": " + header.getValue())
        .toList();
  }

  /** Null where it is still a proof. */
  private static Boolean spoil(
      List<String> headers, Provider provider, byte[] body, Random random) {
    String right = headers.remove(0);
    String name = right.substring(0, right.indexOf(':'));
    String value = right.substring(name.length() + 2);
    List<Function<String, String>> ways =
        List.of(
            one -> "",
            one -> one.substring(0, one.length() - 1),
            one -> one + "0",
            one -> one.substring(one.length() / 2),
            one -> "sha256=",
            one -> "sha1=" + one,
            one -> "Basic " + Base64.getEncoder().encodeToString("sandbox:".getBytes()),
            one -> "Bearer " + one,
            one -> one.replace('a', 'b').replace('A', 'B').replace('=', '-'),
            one -> "\u00e9" + one,
            one -> "null",
            one -> one + ", " + one);
    switch (random.nextInt(6)) {
      case 0:
        return false;
      case 1:
        headers.add(name + ": nothing");
        headers.add(right);
        // Which of the two would count?
        return false;
      case 2:
        if (provider == Provider.SAVVYCAL) {
          byte[] other = java.util.Arrays.copyOf(body, body.length + 1);
          headers.add(name + ": sha256=" + RunningCalroute.signature(other));
          return false;
        }
        return false;
      default:
        String wrong = ways.get(random.nextInt(ways.size())).apply(value);
        headers.add(name + ": " + wrong);
        // Base64 says the same without the signs at its end that only fill it up.
        return wrong.replace("=", "").equals(value.replace("=", "")) ? null : Boolean.FALSE;
    }
  }

  private static String wrongPath(String path, Random random) {
    String secret = path.substring(path.lastIndexOf('/') + 1);
    String before = path.substring(0, path.lastIndexOf('/') + 1);
    return switch (random.nextInt(8)) {
      case 0 -> before.substring(0, before.length() - 1);
      case 1 -> before;
      case 2 -> before + secret.substring(1);
      case 3 -> before + secret + "x";
      case 4 -> before + secret.toUpperCase(java.util.Locale.ROOT);
      case 5 -> before + "x/" + secret;
      case 6 -> before + "%00" + secret;
      default -> before + secret.replace('s', '%');
    };
  }

  private static String oddPath(String path, Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> path + "/";
      case 1 -> path + "//";
      case 2 -> "/" + path;
      case 3 -> path + "?" + "q=%zz&".repeat(random.nextInt(200));
      case 4 -> path + "/%2e%2e/%2e%2e/api/status";
      case 5 -> path.replace("callbacks", "callbacks/..");
      case 6 -> path + "/" + "p".repeat(3000);
      case 7 -> path.replace("callbacks/", "callbacks/no-such-");
      case 8 -> path.replace("a", "%61");
      default -> "/join/" + path;
    };
  }

  private static byte[] write(
      String method,
      String path,
      List<String> headers,
      byte[] body,
      boolean broken,
      Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 500);
    StringBuilder head =
        new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: x\r\n");
    headers.forEach(line -> head.append(line).append("\r\n"));
    boolean chunked = random.nextInt(12) == 0;
    String length = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length;
    if (broken) {
      length =
          List.of(
                  "Content-Length: " + (body.length + 10),
                  "Content-Length: -1",
                  "Content-Length: 1x",
                  "Content-Length: 99999999999999999999",
                  "Transfer-Encoding: nonsense",
                  "Content-Length: 3\r\nContent-Length: 4",
                  "No colon here",
                  "Content-Length: 2000000")
              .get(random.nextInt(8));
    }
    head.append(length).append("\r\n\r\n");
    out.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    if (!chunked || broken) {
      out.writeBytes(body);
      return out.toByteArray();
    }
    int at = 0;
    while (at < body.length) {
      int size = Math.min(body.length - at, 1 + random.nextInt(4000));
      out.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(body, at, size);
      out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
      at += size;
    }
    out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }
}
