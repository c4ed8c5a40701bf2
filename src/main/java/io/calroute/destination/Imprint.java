package io.calroute.destination;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is kept of words that an event shows and that nobody may read any more: enough to know them
 * where they stand, so that they can be taken out. Written as a text among other texts.
 *
 * @param salt so that equal words have different imprints
 * @param length of the words, in chars and without white space
 * @param sum of their chars, which is quick to move along a long text
 * @param digest of salt and words
 */
public record Imprint(String salt, int length, int sum, String digest) {

  private static final Pattern FORM =
      Pattern.compile("imprint:([0-9a-f]{32}):(\\d{1,9}):(\\d{1,9}):([0-9a-f]{64})");
  private static final int SALT = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** The imprint of words. */
  public static Imprint of(String words) {
    String dense = dense(words);
    byte[] salt = new byte[SALT];
    RANDOM.nextBytes(salt);
    String hex = HexFormat.of().formatHex(salt);
    return new Imprint(hex, dense.length(), dense.chars().sum(), digest(hex, dense));
  }

  /** An imprint as it was written; empty when the text is any other one. */
  public static Optional<Imprint> read(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(
            new Imprint(
                form.group(1),
                Integer.parseInt(form.group(2)),
                Integer.parseInt(form.group(3)),
                form.group(4)))
        : Optional.empty();
  }

  /** How it is written. */
  public String text() {
    return "imprint:" + salt + ':' + length + ':' + sum + ':' + digest;
  }

  /**
   * Where the words stand.
   *
   * @param dense a text without white space
   * @param from the first place that counts
   * @return -1 for nowhere
   */
  public int in(CharSequence dense, int from) {
    int rest = -sum;
    for (int end = from; end < dense.length(); end++) {
      rest += dense.charAt(end);
      int start = end - length + 1;
      if (start > from) {
        rest -= dense.charAt(start - 1);
      }
      if (start >= from
          && rest == 0
          && digest.equals(digest(salt, dense.subSequence(start, end + 1).toString()))) {
        return start;
      }
    }
    return -1;
  }

  /** Whether a text without white space is these words, and nothing but them. */
  public boolean isOf(String dense) {
    return dense.length() == length && in(dense, 0) == 0;
  }

  /** The words without what calendars lay out as they like. */
  public static String dense(String words) {
    StringBuilder dense = new StringBuilder();
    words.chars().filter(c -> !isSpace((char) c)).forEach(c -> dense.append((char) c));
    return dense.toString();
  }

  /** Whether a character shows nothing. */
  public static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u200b';
  }

  private static String digest(String salt, String dense) {
    try {
      byte[] words = (salt + dense).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(words));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
