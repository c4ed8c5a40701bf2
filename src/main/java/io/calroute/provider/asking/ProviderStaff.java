package io.calroute.provider.asking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.provider.asking.ProviderRoutes.Verb;
import io.calroute.provider.request.ProviderFault;
import java.util.ArrayList;
import java.util.List;

/** Reads who can be booked at a provider. Safe for concurrent use. */
public final class ProviderStaff {

  /** More pages than any staff has. */
  private static final int MOST_PAGES = 1000;

  private final ProviderRoutes providers;

  public ProviderStaff(ProviderRoutes providers) {
    this.providers = providers;
  }

  /**
   * Somebody who can be booked.
   *
   * @param id as callbacks name it; null where callbacks name people by their addresses alone
   * @param email null when the provider does not say
   * @param timeZone IANA name; null when the provider does not say
   * @param synced whether the provider itself writes this person's calendar; null when it does not
   *     say
   */
  public record Member(String id, String email, String name, String timeZone, Boolean synced) {}

  /**
   * Reads all pages.
   *
   * @throws ProviderFault when one of them can't be read
   */
  public List<Member> read(String provider, String connection) {
    List<Member> all = new ArrayList<>();
    JsonNode page = null;
    for (int i = 0; i < MOST_PAGES; i++) {
      ObjectNode question = JsonNodeFactory.instance.objectNode();
      question.set("page", page);
      JsonNode answer = providers.ask(provider, connection, Verb.STAFF, question, false).body();
      if (!answer.path("staff").isArray()) {
        throw new ProviderFault(
            "no-staff",
            "The route staff-" + provider + " gives no staff; look at its mapping.",
            false);
      }
      answer.path("staff").forEach(one -> all.add(member(one)));
      JsonNode next = answer.path("next");
      if (next.isNull() || next.isMissingNode() || next.equals(page)) {
        return all;
      }
      page = next;
    }
    throw new ProviderFault(
        "endless-staff",
        "The route staff-" + provider + " always names a next page; look at its mapping.",
        false);
  }

  private static Member member(JsonNode one) {
    return new Member(
        text(one.path("id")),
        text(one.path("email")),
        text(one.path("name")),
        text(one.path("timeZone")),
        one.path("synced").isBoolean() ? one.path("synced").booleanValue() : null);
  }

  private static String text(JsonNode value) {
    return value.isTextual() && !value.textValue().isBlank() ? value.textValue().strip() : null;
  }
}
