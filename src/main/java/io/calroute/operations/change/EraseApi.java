package io.calroute.operations.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.access.audit.AuditStore;
import io.calroute.destination.MailAddresses;
import io.calroute.operations.web.ApiProblem;
import io.calroute.operations.web.Paging;
import io.calroute.operations.web.StrictBody;
import io.calroute.retention.erasure.Erasing;
import io.calroute.retention.erasure.ErasureReport;
import io.calroute.retention.erasure.ErasureRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Taking a person out of everything that is kept. */
@RestController
final class EraseApi {

  private static final String EXAMPLE = "{\"client\": \"<e-mail address or id>\"}";
  private static final String LEAVE = "leave";
  private static final String EMPTY = "empty";
  private static final String DRY_RUN = "dryRun";
  private static final String MANY = "many";
  private static final List<String> MEMBERS =
      List.of("client", "provider", DRY_RUN, "calendars", MANY);

  private final Erasing erasing;
  private final AuditStore audit;

  EraseApi(Erasing erasing, AuditStore audit) {
    this.erasing = erasing;
    this.audit = audit;
  }

  @PostMapping("/api/erase")
  ErasureReport erase(HttpServletRequest request) throws IOException {
    ErasureRequest wanted = wanted(StrictBody.of(request, EXAMPLE));
    audit.about(wish(wanted));
    try {
      ErasureReport erasure = erasing.erase(wanted);
      audit.about(outcome(erasure));
      return erasure;
    } catch (Erasing.NotOnePerson many) {
      throw ApiProblem.conflict(
          "not-one-person",
          many.getMessage()
              + ": it may be a staff member's, or a word of every callback. Look at it with"
              + " \"dryRun\": true, and add \"many\": true if it is meant.");
    } catch (InterruptedException stopping) {
      throw ApiProblem.brokenOff(
          "Calroute stops. What was erased is erased, and there may be more: erase once more.");
    }
  }

  /** Without the client, who is not to stand in the audit either. */
  private static Map<String, String> wish(ErasureRequest wanted) {
    Map<String, String> wish = new HashMap<>();
    wish.put("dryRun", String.valueOf(wanted.dryRun()));
    wish.put("calendars", wanted.emptyEvents() ? EMPTY : LEAVE);
    if (wanted.provider() != null) {
      wish.put("provider", wanted.provider());
    }
    return wish;
  }

  private static Map<String, String> outcome(ErasureReport erasure) {
    String removed =
        erasure.removed().entrySet().stream()
            .map(place -> place.getValue() + " " + place.getKey())
            .collect(Collectors.joining(", "));
    return erasure.dryRun()
        ? Map.of("removed", removed)
        : Map.of("removed", removed, "person", erasure.person());
  }

  private ErasureRequest wanted(JsonNode wanted) {
    requireKnown(wanted);
    String client = Paging.given(wanted.path("client").asText(null));
    String calendars = wanted.path("calendars").asText(LEAVE);
    if (client == null) {
      throw ApiProblem.badParameter("Add client: an e-mail address, or an id of the client.");
    }
    if (!calendars.equals(LEAVE) && !calendars.equals(EMPTY)) {
      throw ApiProblem.badParameter("calendars must be leave or empty.");
    }
    if (MailAddresses.in(client).size() > 1) {
      throw ApiProblem.badParameter(
          "client has more than one address in it; erase one after the other.");
    }
    String provider = Paging.given(wanted.path("provider").asText(null));
    if (provider != null && !erasing.providers().contains(provider)) {
      throw ApiProblem.unknownProvider(erasing.providers());
    }
    return new ErasureRequest(
        client,
        provider,
        wanted.path(DRY_RUN).asBoolean(),
        calendars.equals(EMPTY),
        wanted.path(MANY).asBoolean());
  }

  /** What somebody only meant to look at is gone for good if a slip of the pen is passed over. */
  private static void requireKnown(JsonNode wanted) {
    for (Map.Entry<String, JsonNode> member : wanted.properties()) {
      if (!MEMBERS.contains(member.getKey())) {
        throw ApiProblem.badParameter(
            "%s is none of %s; nothing was erased."
                .formatted(member.getKey(), String.join(", ", MEMBERS)));
      }
      boolean isDecision = member.getKey().equals(DRY_RUN) || member.getKey().equals(MANY);
      if (isDecision && !member.getValue().isBoolean()) {
        throw ApiProblem.badParameter(
            member.getKey() + " must be true or false; nothing was erased.");
      }
      // An object would read as an empty text, and nobody's provider as anybody's.
      if (member.getValue().isContainerNode()) {
        throw ApiProblem.badParameter(member.getKey() + " must be a text; nothing was erased.");
      }
    }
  }
}
