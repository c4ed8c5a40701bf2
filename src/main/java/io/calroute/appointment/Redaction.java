package io.calroute.appointment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.destination.MailAddresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What of a person goes out of an appointment. What is left is its time, its staff and its place.
 * Pure.
 *
 * @param mark what stands for an address or an id of a person, from which nobody can read it
 * @param meant whose marks are those of somebody to be taken out
 */
public record Redaction(UnaryOperator<String> mark, Predicate<String> meant) {

  /**
   * Member of the document of an appointment out of which somebody was taken: the marks, so that a
   * later word about it brings nobody back.
   */
  public static final String ERASED = "erased";

  /** What the client says, or what is made of it. */
  private static final List<String> OF_THE_CLIENT = List.of("title", "message", "notes");

  private static final String IDS = "externalIds";
  private static final String OTHERS = "otherClients";

  /** The marks of those who were taken out of an appointment; empty for null. */
  public static Set<String> marks(Appointment known) {
    Set<String> marks = new TreeSet<>();
    if (known != null) {
      known.document().path(ERASED).forEach(one -> marks.add(one.asText()));
    }
    return marks;
  }

  /** How an address is written before it is marked; however it was spelt. */
  public static String address(String email) {
    return "mail:" + MailAddresses.plain(email);
  }

  /** How an id at the provider, or at the client's own system, is written before it is marked. */
  public static String id(String id) {
    return "id:" + id;
  }

  /** The same appointment without those who are meant; null when nobody in it is. */
  public Appointment without(Appointment known) {
    Set<String> marks = marks(known);
    ObjectNode document;
    if (known.document().has(Seats.MEMBER)) {
      List<Seats.Word> words = new ArrayList<>();
      boolean any = false;
      for (Seats.Word word : Seats.of(known).words()) {
        ObjectNode left = without(word.canonical(), marks);
        any |= left != null;
        words.add(
            new Seats.Word(
                word.seat(), word.version(), left == null ? word.canonical().deepCopy() : left));
      }
      if (!any) {
        return null;
      }
      words.forEach(word -> mark((ObjectNode) word.canonical(), marks));
      document = new Seats(words).document();
      if (known.document().has(Appointment.ADOPTED)) {
        document.set(Appointment.ADOPTED, known.document().get(Appointment.ADOPTED));
      }
    } else {
      document = without(known.document(), marks);
      if (document == null) {
        return null;
      }
    }
    mark(document, marks);
    return new Appointment(
        known.id(),
        known.key(),
        known.status(),
        known.revision(),
        known.version(),
        document,
        known.startsAt(),
        known.endsAt());
  }

  /**
   * What a word about an appointment says.
   *
   * @param forgotten whether it has named somebody who is not named any more
   */
  public record Word(JsonNode canonical, boolean forgotten) {}

  /**
   * A word about an appointment, without those who are meant.
   *
   * @param before marks of those who were taken out of the appointment before; a word that names
   *     nobody by address or id speaks of them
   */
  public Word of(JsonNode canonical, Set<String> before) {
    Set<String> marks = new TreeSet<>(before);
    ObjectNode left = without(canonical, marks);
    boolean shared = canonical.path("seat").isObject();
    if (left == null && !before.isEmpty() && !shared && isNameless(canonical)) {
      left = emptied(canonical, true, List.of());
    }
    if (left != null) {
      return new Word(mark(left, marks), true);
    }
    return new Word(before.isEmpty() ? canonical : mark(canonical.deepCopy(), marks), false);
  }

  private static ObjectNode mark(ObjectNode document, Set<String> marks) {
    document.remove(ERASED);
    marks.forEach(document.withArray(ERASED)::add);
    return document;
  }

  /** Null when nobody is meant; gets the marks of those who are. */
  private ObjectNode without(JsonNode canonical, Set<String> marks) {
    Set<String> first = marksOf(canonical.path("client"));
    String outside = canonical.path(IDS).path("client").textValue();
    if (outside != null) {
      first.add(mark.apply(id(outside)));
      first.addAll(marksOf(outside));
    }
    boolean isFirst = first.stream().anyMatch(meant);
    if (isFirst) {
      marks.addAll(first);
    }
    List<JsonNode> others = new ArrayList<>();
    boolean any = isFirst;
    for (JsonNode other : canonical.path(OTHERS)) {
      Set<String> of = marksOf(other);
      if (of.stream().anyMatch(meant)) {
        any = true;
        marks.addAll(of);
      } else {
        others.add(other);
      }
    }
    return any ? emptied(canonical, isFirst, others) : withoutTexts(canonical, marks);
  }

  /** A title is made of what somebody has typed as a name, whoever's booking it is. */
  private ObjectNode withoutTexts(JsonNode canonical, Set<String> marks) {
    ObjectNode left = canonical.deepCopy();
    boolean any = false;
    for (String member : OF_THE_CLIENT) {
      Set<String> said = marksOf(canonical.path(member).asText());
      if (said.stream().anyMatch(meant)) {
        any = true;
        said.stream().filter(meant).forEach(marks::add);
        left.putNull(member);
      }
    }
    return any ? left : null;
  }

  private static ObjectNode emptied(JsonNode canonical, boolean first, List<JsonNode> others) {
    ObjectNode left = canonical.deepCopy();
    OF_THE_CLIENT.forEach(left::putNull);
    left.remove(List.of("joinKey", OTHERS));
    if (first) {
      left.putNull("client");
      left.putObject(IDS);
    }
    if (!others.isEmpty()) {
      left.putArray(OTHERS).addAll(others);
    }
    return left;
  }

  private static boolean isNameless(JsonNode canonical) {
    JsonNode client = canonical.path("client");
    return canonical.path(OTHERS).isEmpty()
        && !client.path("email").isTextual()
        && !client.path("id").isTextual();
  }

  private Set<String> marksOf(JsonNode client) {
    Set<String> marks = new TreeSet<>();
    String email = client.path("email").textValue();
    if (email != null) {
      marks.add(mark.apply(address(email)));
    }
    if (client.path("id").isTextual()) {
      marks.add(mark.apply(id(client.path("id").textValue())));
    }
    for (String member : List.of("email", "name", "id")) {
      marks.addAll(marksOf(client.path(member).asText()));
    }
    return marks;
  }

  private Set<String> marksOf(String text) {
    return MailAddresses.in(text).stream()
        .map(one -> mark.apply(address(one)))
        .collect(Collectors.toSet());
  }
}
