package io.calroute.callback.port;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.callback.door.CallbackRefused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Whether a body is one that is taken: text in its charset, JSON, and not too long. */
public final class JsonBody {

  /** No callback may be longer. */
  public static final int LIMIT_BYTES = BodyReader.LIMIT_BYTES;

  private static final int CHARACTERS_AT_A_TIME = 8192;
  private static final JsonFactory JSON = new ObjectMapper().getFactory();

  private JsonBody() {}

  /**
   * Looks at the whole body, and makes nothing of it but one value.
   *
   * @param body null counts as empty
   * @param pointer where the value stands; null for none
   * @return missing when there is no value
   * @throws CallbackRefused when the body is not taken
   */
  public static JsonNode valueAt(byte[] body, Charset charset, JsonPointer pointer) {
    if (body == null || body.length == 0) {
      throw CallbackRefused.badRequest("empty-body", "The body is empty; a JSON document is due.");
    }
    if (body.length > LIMIT_BYTES) {
      throw CallbackRefused.tooLarge(LIMIT_BYTES);
    }
    return read(body, charset, pointer);
  }

  /** The JSON reader takes bytes that are no text, overlong ones for example, for characters. */
  private static boolean isText(byte[] body, Charset charset) {
    CharsetDecoder decoder = charset.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(body);
    CharBuffer characters = CharBuffer.allocate(CHARACTERS_AT_A_TIME);
    CoderResult result;
    do {
      characters.clear();
      result = decoder.decode(bytes, characters, true);
    } while (result.isOverflow());
    return !result.isError();
  }

  private static JsonNode read(byte[] body, Charset charset, JsonPointer pointer) {
    if (!isText(body, charset)) {
      throw CallbackRefused.badRequest("not-json", "The body is not text in " + charset + ".");
    }
    try (JsonParser parser =
        charset.equals(StandardCharsets.UTF_8)
            ? JSON.createParser(body)
            : JSON.createParser(new InputStreamReader(new ByteArrayInputStream(body), charset))) {
      return new JsonScan(parser).valueAt(pointer);
    } catch (StreamConstraintsException e) {
      throw CallbackRefused.badRequest("json-limit", limit(e) + place(e) + ".");
    } catch (JsonProcessingException e) {
      throw CallbackRefused.badRequest("not-json", "The body is not JSON" + place(e) + ".");
    } catch (IOException e) {
      throw CallbackRefused.badRequest("not-json", "The body is not JSON in " + charset + ".");
    }
  }

  private static String place(JsonProcessingException e) {
    JsonLocation place = e.getLocation();
    return place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
  }

  private static String limit(StreamConstraintsException e) {
    StreamReadConstraints limits = JSON.streamReadConstraints();
    String reason = String.valueOf(e.getOriginalMessage());
    if (reason.contains("depth")) {
      return "The body is nested deeper than " + limits.getMaxNestingDepth() + " levels";
    }
    if (reason.contains("Number")) {
      return "A number in the body has more than " + limits.getMaxNumberLength() + " digits";
    }
    return reason.contains("Name")
        ? "A member's name in the body is longer than " + limits.getMaxNameLength() + " characters"
        : "The body goes beyond a limit of the JSON reader";
  }
}
