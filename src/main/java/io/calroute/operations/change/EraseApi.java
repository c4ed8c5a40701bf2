package io.calroute.operations.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.operations.web.ApiProblem;
import io.calroute.operations.web.Paging;
import io.calroute.retention.erasure.Erasing;
import io.calroute.retention.erasure.Erasure;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Taking a person out of everything that is kept. */
@RestController
final class EraseApi {

  private static final int BODY_LIMIT = 10_000;
  private static final String LEAVE = "leave";
  private static final String EMPTY = "empty";

  private final Erasing erasing;
  private final ObjectMapper json;

  EraseApi(Erasing erasing, ObjectMapper json) {
    this.erasing = erasing;
    this.json = json;
  }

  @PostMapping("/api/erase")
  Erasure erase(HttpServletRequest request) throws IOException {
    Erasure.Wanted wanted = wanted(request.getInputStream().readNBytes(BODY_LIMIT));
    try {
      return erasing.erase(wanted);
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

  private Erasure.Wanted wanted(byte[] body) {
    JsonNode wanted;
    try {
      wanted = json.readTree(body);
    } catch (IOException noJson) {
      throw ApiProblem.badParameter("Send {\"client\": \"<e-mail address or id>\"} as JSON.");
    }
    String client = Paging.given(wanted.path("client").asText(null));
    String calendars = wanted.path("calendars").asText(LEAVE);
    if (client == null) {
      throw ApiProblem.badParameter("Add client: an e-mail address, or an id of the client.");
    }
    if (!calendars.equals(LEAVE) && !calendars.equals(EMPTY)) {
      throw ApiProblem.badParameter("calendars must be leave or empty.");
    }
    return new Erasure.Wanted(
        client.strip(),
        Paging.given(wanted.path("provider").asText(null)),
        wanted.path("dryRun").asBoolean(),
        calendars.equals(EMPTY),
        wanted.path("many").asBoolean());
  }
}
