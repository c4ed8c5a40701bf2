package io.calroute.sync.planner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.calroute.destination.Imprint;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The guests of an event: those whom we invite, among those whom staff have invited. A target takes
 * all of them or none. Pure.
 */
final class Guests {

  static final String MEMBER = "attendees";

  private Guests() {}

  /** Whether a content of ours invites somebody. */
  static boolean are(JsonNode content) {
    return content != null && !content.path(MEMBER).isEmpty();
  }

  /** Whether all whom we have invited are there, whoever else is. */
  static boolean areAmong(JsonNode ours, JsonNode theirs) {
    Set<String> there = addresses(theirs);
    return addresses(ours).stream().allMatch(one -> isAmong(one, there));
  }

  /** Whether an update may have to invite somebody, or to let somebody go. */
  static boolean mayChange(JsonNode changed, JsonNode before, JsonNode intended) {
    return changed.has(MEMBER) || are(before) && !are(intended);
  }

  /**
   * The guests as they are to be.
   *
   * @param before what we had last written
   * @param intended what we are to write
   * @param standing the event as it stands
   * @return empty when they are so already
   */
  static Optional<JsonNode> joined(JsonNode before, JsonNode intended, JsonNode standing) {
    Set<String> wanted = addresses(intended.path(MEMBER));
    Set<String> leaving = addresses(before.path(MEMBER));
    leaving.removeIf(one -> isAmong(one, wanted));
    Set<String> there = new HashSet<>();
    ArrayNode joined = JsonNodeFactory.instance.arrayNode();
    for (JsonNode guest : standing.path(MEMBER)) {
      Set<String> thisOne = Set.of(address(guest));
      if (leaving.stream().noneMatch(one -> isAmong(one, thisOne))) {
        there.add(address(guest));
        joined.add(guest);
      }
    }
    for (JsonNode guest : intended.path(MEMBER)) {
      if (there.add(address(guest))) {
        joined.add(guest);
      }
    }
    return addresses(standing.path(MEMBER)).equals(there) ? Optional.empty() : Optional.of(joined);
  }

  /** Whether an address is there, or the one whose imprint it is. */
  private static boolean isAmong(String one, Set<String> there) {
    return Imprint.read(one)
        .map(imprint -> there.stream().anyMatch(imprint::isOf))
        .orElseGet(() -> there.contains(one));
  }

  private static Set<String> addresses(JsonNode guests) {
    Set<String> addresses = new HashSet<>();
    guests.forEach(guest -> addresses.add(address(guest)));
    return addresses;
  }

  /** In the words of Google, or of Graph. */
  private static String address(JsonNode guest) {
    return guest
        .path("email")
        .asText(guest.at("/emailAddress/address").asText(""))
        .strip()
        .toLowerCase(Locale.ROOT);
  }
}
