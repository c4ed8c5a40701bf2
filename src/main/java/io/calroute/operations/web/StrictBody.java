package io.calroute.operations.web;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.mapping.Legible;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;

/**
 * The body of a call that can mean one thing only: what is done in answer to it can't always be
 * undone. Whatever content type it has: who writes JSON by hand forgets to say so.
 */
public final class StrictBody {

  /** More than any call has to say. */
  private static final int LONGEST = 64 * 1024;

  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StrictBody() {}

  /**
   * The members of the one object that the body is; none of an empty body.
   *
   * @param example what to send instead of something else
   * @throws ApiProblem when it is anything else, has a member twice, or a text that can't be kept
   */
  public static ObjectNode of(HttpServletRequest request, String example) throws IOException {
    byte[] body = request.getInputStream().readNBytes(LONGEST + 1);
    if (body.length > LONGEST) {
      throw ApiProblem.badParameter("The body is longer than 64 KiB. Send " + example + ".");
    }
    JsonNode sent;
    try {
      sent = body.length == 0 ? STRICT.createObjectNode() : STRICT.readTree(body);
    } catch (IOException wrong) {
      sent = null;
    }
    if (!(sent instanceof ObjectNode members)) {
      throw ApiProblem.badParameter(
          "Send one JSON object with each member once, and nothing behind it: " + example + ".");
    }
    for (Map.Entry<String, JsonNode> member : members.properties()) {
      if (!Legible.isLegible(member.getKey())) {
        throw ApiProblem.badParameter("A member's name has a character in it that is none.");
      }
      if (!Legible.isLegible(member.getValue().asText())) {
        throw ApiProblem.badParameter(
            member.getKey()
                + " has a character in it that no text of the store can have, such as NUL or half"
                + " of a pair.");
      }
    }
    return members;
  }
}
