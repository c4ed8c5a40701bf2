package io.calroute.appointment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * How new a provider's word about an appointment is.
 *
 * <p>Versions are totally ordered, so that the same callbacks end in the same state whatever order
 * they come in: by the elements that the provider's mapping gives, then by arrival.
 *
 * <p>Where a word should have a stamp and has none, the mapping may give <code>
 * {"arrived": &lt;time&gt;}</code> instead. It counts as a stamp beside one, so that the word is
 * not lost after another that has one, and as nothing beside its like, whose arrival says little.
 * Only there the order of arrival may matter in the end.
 *
 * @param elements JSON array of numbers, texts, arrivals and nulls; null counts as lowest, numbers
 *     come before texts
 * @param callback id of the callback in the journal; a later arrival has a greater one
 */
public record Version(JsonNode elements, long callback) implements Comparable<Version> {

  /** Newer than whatever a provider's mapping says: texts come after numbers. */
  private static final String LAST_WORD = "superseded";

  private static final String ARRIVED = "arrived";

  /**
   * The version of an appointment that another one has taken the place of; nothing that is said of
   * it later is news, but that it has taken its place back.
   *
   * @return this version, as that of the word that says so
   */
  public Version last() {
    ArrayNode last = JsonNodeFactory.instance.arrayNode().add(LAST_WORD);
    elements.forEach(last::add);
    return new Version(last, callback);
  }

  /** Whether this version is newer than the word by which another appointment took the place. */
  public boolean isAfter(Version last) {
    ArrayNode word = last.elements.deepCopy();
    word.remove(0);
    return compareTo(new Version(word, last.callback)) > 0;
  }

  /** Whether the word by which another appointment took the place is known by its version. */
  public boolean isDated() {
    return elements.size() > 1;
  }

  /** Whether another appointment has taken this one's place. */
  public boolean isLast() {
    return LAST_WORD.equals(elements.path(0).textValue());
  }

  @Override
  public int compareTo(Version other) {
    int length = Math.max(elements.size(), other.elements.size());
    for (int i = 0; i < length; i++) {
      int byElement = compare(elements.path(i), other.elements.path(i));
      if (byElement != 0) {
        return byElement;
      }
    }
    return Long.compare(callback, other.callback);
  }

  private static int compare(JsonNode left, JsonNode right) {
    if (left.has(ARRIVED) || right.has(ARRIVED)) {
      return left.has(ARRIVED) && right.has(ARRIVED) ? 0 : compare(stamp(left), stamp(right));
    }
    int byKind = Integer.compare(kind(left), kind(right));
    if (byKind != 0) {
      return byKind;
    }
    if (left.isNumber()) {
      return left.decimalValue().compareTo(right.decimalValue());
    }
    return left.isTextual() ? left.textValue().compareTo(right.textValue()) : 0;
  }

  private static JsonNode stamp(JsonNode element) {
    return element.has(ARRIVED) ? element.path(ARRIVED) : element;
  }

  private static int kind(JsonNode element) {
    if (element.isNumber()) {
      return 1;
    }
    return element.isTextual() ? 2 : 0;
  }
}
