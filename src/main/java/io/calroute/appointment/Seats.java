package io.calroute.appointment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The newest words about the seats of one appointment that several bookings share, such as a class.
 * What the appointment is follows from them alone, so that the order in which they came does not
 * matter. Immutable, and pure.
 *
 * @param words one for each seat, and perhaps one about the whole, which is then older than the
 *     others; by seat
 */
record Seats(List<Word> words) {

  /** Member of an appointment's document that keeps the words. */
  static final String MEMBER = "seats";

  /** More are a mistake in a mapping rather than a class. */
  static final int MOST = 500;

  /** What one booking alone knows, and nobody needs to know of one that is gone. */
  private static final List<String> OF_THE_CLIENT =
      List.of("title", "client", "otherClients", "message", "notes");

  /**
   * What was said last about one seat.
   *
   * @param seat the provider's id of the booking; empty for the whole appointment
   */
  record Word(String seat, Version version, JsonNode canonical) {

    private Status status() {
      return Status.of(canonical.path("status").textValue());
    }

    private boolean stands() {
      return status().timed();
    }

    /** A request that nobody has accepted yet says less than a booking. */
    private boolean isFirm() {
      return status() != Status.TENTATIVE;
    }
  }

  /** Whether an appointment has seats, or gets its first one. */
  static boolean are(Appointment known, JsonNode canonical) {
    return !seat(canonical).isEmpty() || known != null && known.document().has(MEMBER);
  }

  /** Which seat a canonical appointment is about; empty for the whole appointment. */
  static String seat(JsonNode canonical) {
    return canonical.path("seat").path("id").asText("");
  }

  /** The seats of an appointment; one that had none so far is a word about the whole. */
  static Seats of(Appointment known) {
    if (known == null || known.isPlaceholder()) {
      return new Seats(List.of());
    }
    JsonNode kept = known.document().path(MEMBER);
    if (kept.isMissingNode()) {
      return new Seats(List.of(new Word("", known.version(), known.document())));
    }
    List<Word> words = new ArrayList<>();
    for (JsonNode one : kept) {
      words.add(
          new Word(
              one.path("id").asText(),
              new Version(one.path("version"), one.path("callback").asLong()),
              one.path("word")));
    }
    return new Seats(words);
  }

  /** The newest word about a seat or about the whole; null for none. */
  Version newest(String seat) {
    return words.stream()
        .filter(word -> word.seat.equals(seat) || word.seat.isEmpty())
        .map(Word::version)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  /** The newest word of all. */
  Version newest() {
    return words.stream().map(Word::version).max(Comparator.naturalOrder()).orElseThrow();
  }

  /** With a word in place of the one before; one about the whole ends all that is older. */
  Seats with(JsonNode canonical, Version version) {
    String seat = seat(canonical);
    Word word = new Word(seat, version, canonical);
    List<Word> after = new ArrayList<>();
    for (Word one : words) {
      boolean older = one.version.compareTo(version) < 0;
      if (!one.seat.equals(seat) && !(seat.isEmpty() && older)) {
        after.add(one);
      }
    }
    after.add(word.stands() || seat.isEmpty() ? word : new Word(seat, version, empty(canonical)));
    after.sort(Comparator.comparing(Word::seat));
    return new Seats(after);
  }

  /** Without what a callback has said. */
  Seats without(long callback) {
    return new Seats(words.stream().filter(word -> word.version.callback() != callback).toList());
  }

  private static JsonNode empty(JsonNode canonical) {
    ObjectNode empty = canonical.deepCopy();
    OF_THE_CLIENT.stream().filter(empty::has).forEach(empty::putNull);
    return empty;
  }

  /** The appointment that all of them together are, with the words in it. */
  ObjectNode document() {
    List<Word> standing = words.stream().filter(Word::stands).toList();
    ObjectNode document =
        (standing.isEmpty() ? words : standing)
            .stream()
                .max(Comparator.comparing(Word::isFirm).thenComparing(Word::version))
                .orElseThrow()
                .canonical
                .deepCopy();
    document.remove("seat");
    List<Word> taken = standing.stream().filter(word -> !word.seat.isEmpty()).toList();
    if (!taken.isEmpty()) {
      tellClients(document, taken);
    }
    document.set("externalIds", externalIds());
    ArrayNode kept = document.putArray(MEMBER);
    for (Word word : words) {
      kept.addObject()
          .put("id", word.seat)
          .put("callback", word.version.callback())
          .<ObjectNode>set("version", word.version.elements())
          .set("word", word.canonical);
    }
    return document;
  }

  /** The first seat gives the title; everybody else is told besides. */
  private static void tellClients(ObjectNode document, List<Word> taken) {
    Set<JsonNode> clients = new LinkedHashSet<>();
    Set<String> messages = new LinkedHashSet<>();
    for (Word word : taken) {
      clients.add(word.canonical.path("client"));
      word.canonical.path("otherClients").forEach(clients::add);
      messages.add(word.canonical.path("message").asText(""));
    }
    clients.removeIf(client -> !client.isObject());
    messages.removeIf(String::isEmpty);
    List<JsonNode> all = new ArrayList<>(clients);
    document.set("title", taken.get(0).canonical.path("title"));
    document.set("client", all.isEmpty() ? null : all.get(0));
    document.remove("otherClients");
    if (all.size() > 1) {
      document.putArray("otherClients").addAll(all.subList(1, all.size()));
    }
    document.put("message", messages.isEmpty() ? null : String.join("\n\n", messages));
  }

  /** Of all seats, so that people find the appointment by any of them, and by the seat's own id. */
  private ObjectNode externalIds() {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    for (Word word : words) {
      if (!word.seat.isEmpty()) {
        name(all, "seat", word.seat);
      }
      word.canonical
          .path("externalIds")
          .properties()
          .forEach(id -> name(all, id.getKey(), id.getValue().asText()));
    }
    return all;
  }

  private static void name(ObjectNode all, String name, String id) {
    String free = name;
    for (int number = 2; all.has(free) && !all.path(free).asText().equals(id); number++) {
      free = name + "-" + number;
    }
    all.put(free, id);
  }
}
