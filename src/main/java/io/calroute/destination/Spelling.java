package io.calroute.destination;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Compares names of calendars and addresses of people as the world outside does: without regard to
 * case, to how letters with marks are put together, and to whether a domain is written in Punycode.
 * Only for comparing: what is sent, and what ids are made of, keeps the spelling it came with.
 */
public final class Spelling {

  private static final String PUNYCODE = "xn--";

  private Spelling() {}

  /**
   * The one spelling that stands for all of a name.
   *
   * @param name calendar id, mailbox, address or domain; null gives null
   */
  public static String plain(String name) {
    if (name == null) {
      return null;
    }
    String lower = folded(name.strip());
    int at = lower.lastIndexOf('@') + 1;
    String domain = lower.substring(at);
    return domain.contains(PUNYCODE)
        ? lower.substring(0, at)
            + Arrays.stream(domain.split("\\.", -1))
                .map(label -> label.startsWith(PUNYCODE) ? folded(IDN.toUnicode(label)) : label)
                .collect(Collectors.joining("."))
        : lower;
  }

  /** Whether two names mean the same. */
  public static boolean same(String one, String other) {
    return one == null ? other == null : one.equals(other) || plain(one).equals(plain(other));
  }

  private static String folded(String text) {
    return Normalizer.normalize(
        Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT),
        Normalizer.Form.NFC);
  }
}
