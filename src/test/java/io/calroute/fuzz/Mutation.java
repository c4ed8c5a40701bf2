package io.calroute.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes something odd of a good body. The same randomness makes the same of it. */
final class Mutation {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Values as JSON text, which a tree could not all hold. */
  private static final List<String> ODD =
      List.of(
          "null",
          "true",
          "[]",
          "{}",
          "\"\"",
          "\" \"",
          "0",
          "-0",
          "-1",
          "1e400",
          "1e-400",
          "0.1e1",
          "9223372036854775808",
          "1" + "0".repeat(900),
          "123456789012345678901234567890.123456789",
          "\"0000-00-00T00:00:00Z\"",
          "\"9999-12-31T23:59:59.999999999Z\"",
          "\"+999999999-12-31T23:59:59Z\"",
          "\"2026-03-29T02:30:00\"",
          "\"2026-02-30T10:00:00+25:00\"",
          "\"1970-01-01\"",
          "-62135596800",
          "253402300800000",
          "\"Europe/Atlantis\"",
          "\"a\\u0000b\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800 \\uffff\"",
          "\"\\u202e\\u200b\\ufeff\"",
          "\"e\\u0301\\u0301\\u0301\"",
          "\"\\u001b[31m\\r\\nSet-Cookie: a=b\"",
          "\"<script>alert(1)</script>'; drop table callback; --\"",
          "\"${jndi:ldap://x} {{secret}} ${env:PATH}\"",
          "\"@" + "x".repeat(400) + ".example.com\"",
          "\"" + "\uD83D\uDE00".repeat(3000) + "\"",
          "\"" + "y".repeat(70_000) + "\"",
          "[".repeat(60) + "]".repeat(60),
          "[".repeat(1100) + "]".repeat(1100),
          "{\"\": {\"\\u0000\": null}}",
          "{\"a\": 1, \"a\": [2]}");

  private static final String MARK = "@@odd@@";

  private final Random random;

  Mutation(Random random) {
    this.random = random;
  }

  /** A body made of a good one; sometimes as it is. */
  byte[] of(JsonNode good) {
    JsonNode tree = good.deepCopy();
    for (int times = random.nextInt(4); times > 0; times--) {
      change(tree);
    }
    return bytes(text(tree));
  }

  private void change(JsonNode tree) {
    List<ContainerNode<?>> places = new ArrayList<>();
    collect(tree, places);
    ContainerNode<?> place = places.get(random.nextInt(places.size()));
    if (place instanceof ObjectNode object && !object.isEmpty()) {
      change(object);
    } else if (place instanceof ArrayNode array && !array.isEmpty()) {
      int at = random.nextInt(array.size());
      switch (random.nextInt(4)) {
        case 0 -> array.remove(at);
        case 1 -> array.add(array.get(at).deepCopy());
        case 2 -> array.set(at, MARK);
        default -> {
          JsonNode one = array.get(at);
          for (int i = random.nextInt(300); i > 0; i--) {
            array.add(one.deepCopy());
          }
        }
      }
    }
  }

  private void change(ObjectNode object) {
    List<String> names = object.properties().stream().map(Map.Entry::getKey).toList();
    String name = names.get(random.nextInt(names.size()));
    JsonNode value = object.get(name);
    switch (random.nextInt(8)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(name + random.nextInt(10), object.remove(name));
      case 2 -> object.put(name, value.asText());
      case 3 -> object.putArray(name).add(value.deepCopy());
      case 4 -> object.putObject(name).set(name, value.deepCopy());
      case 5 -> object.put(name, value.asText() + random.nextInt(1000));
      default -> object.put(name, MARK);
    }
  }

  private static void collect(JsonNode node, List<ContainerNode<?>> places) {
    if (node instanceof ContainerNode<?> place) {
      places.add(place);
      place.forEach(child -> collect(child, places));
    }
  }

  private String text(JsonNode tree) {
    try {
      String text = JSON.writeValueAsString(tree);
      int at;
      while ((at = text.indexOf('"' + MARK + '"')) >= 0) {
        String odd = ODD.get(random.nextInt(ODD.size()));
        text = text.substring(0, at) + odd + text.substring(at + MARK.length() + 2);
      }
      return text;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree can be written", e);
    }
  }

  /** Now and then not as text is to be written. */
  private byte[] bytes(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    switch (random.nextInt(40)) {
      case 0:
        return Arrays.copyOf(utf8, random.nextInt(utf8.length));
      case 1:
        return ("\ufeff" + text).getBytes(StandardCharsets.UTF_8);
      case 2:
        return text.getBytes(StandardCharsets.UTF_16);
      case 3:
        return (text + text).getBytes(StandardCharsets.UTF_8);
      case 4, 5, 6:
        for (int times = 1 + random.nextInt(5); times > 0; times--) {
          utf8[random.nextInt(utf8.length)] = (byte) random.nextInt();
        }
        return utf8;
      case 7:
        return new byte[0];
      default:
        return utf8;
    }
  }
}
