package io.calroute.callback.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.destination.MailAddresses;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a body says, in a form by which it is found and from which nobody can read it: hashes of its
 * short texts and its numbers. Ids are short, and no mapping has to say where they stand; addresses
 * are found in their one spelling, too, amid other text of any length, and in the names of members.
 */
public final class Mentions {

  /** No provider puts an id behind so many others. */
  private static final int LIMIT = 500;

  private static final int SHORTEST = 3;
  private static final int LONGEST = 300;

  private static final JsonFactory JSON = new ObjectMapper().getFactory();

  private Mentions() {}

  /**
   * What a body says.
   *
   * @param charset name of its charset
   * @return without repetition; what comes before a place that is no JSON when it is none
   */
  public static List<Long> of(byte[] body, String charset) {
    Set<Long> said = new LinkedHashSet<>();
    try (JsonParser parser = JSON.createParser(new String(body, Charset.forName(charset)))) {
      JsonToken token = parser.nextToken();
      while (token != null && said.size() < LIMIT) {
        if (token == JsonToken.FIELD_NAME) {
          addresses(parser.currentName(), said);
        } else if (token.isScalarValue() && !token.isBoolean() && token != JsonToken.VALUE_NULL) {
          String text = parser.getText().strip();
          if (text.length() >= SHORTEST && text.length() <= LONGEST) {
            said.add(hash(text));
            if (text.indexOf('@') > 0) {
              said.add(hash(MailAddresses.plain(text)));
            }
          }
          addresses(text, said);
        }
        token = parser.nextToken();
      }
    } catch (IOException noJson) {
      // What was read so far is better than nothing.
    }
    return List.copyOf(said);
  }

  private static void addresses(String text, Set<Long> said) {
    MailAddresses.in(text).stream()
        .limit(LIMIT - Math.min(LIMIT, said.size()))
        .forEach(address -> said.add(hash(address)));
  }

  /** The hash by which a text is looked for. */
  public static long hash(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(sha256.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
