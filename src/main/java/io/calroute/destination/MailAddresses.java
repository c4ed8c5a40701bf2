package io.calroute.destination;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which mail addresses, and names of calendars, are the same to the world outside: without regard
 * to case, to how letters with marks are put together, and to whether a domain is written in
 * Punycode. What is sent, and what ids are made of, keeps the spelling it came with.
 */
public final class MailAddresses {

  private static final String PUNYCODE = "xn--";

  /** What can't be part of an address; what no address begins with is left out in front of it. */
  private static final String APART =
      "\\p{Z}\\p{C}<>()\\[\\]{}\",;:=?|@\\\\\u201c\u201d\u201e\u00ab\u00bb";

  private static final Pattern ADDRESS =
      Pattern.compile(
          "[^%1$s'`.*][^%1$s]*+@[\\p{L}\\p{M}\\p{N}]++(?:[.-]++[\\p{L}\\p{M}\\p{N}]++)*+(?!@)"
              .formatted(APART));

  /** Where one may begin: once for each run of letters, so that the longest text costs little. */
  private static final Pattern AMID =
      Pattern.compile("(?:\\G|(?<![^%s]))['`.*]*+(%s)".formatted(APART, ADDRESS));

  private static final Pattern WRAPPED =
      Pattern.compile(
          "(?i)(?:[^<>]*<)?\\s*(?:mailto:)?\\s*(%s)(?:\\?[^<>]*)?\\s*(?:>[^<>]*)?"
              .formatted(ADDRESS));

  private MailAddresses() {}

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

  /** The addresses that a text says, each in its one spelling. */
  public static Set<String> in(String text) {
    return text.indexOf('@') < 0
        ? Set.of()
        : AMID.matcher(text)
            .results()
            .map(found -> plain(found.group(1)))
            .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * An address without what links and mails put around it, such as {@code mailto:} or a name.
   *
   * @return as it is spelt; the text itself when more or less than one address is in it
   */
  public static String bare(String text) {
    Matcher wrapped = WRAPPED.matcher(text);
    return wrapped.matches() ? wrapped.group(1) : text;
  }

  private static String folded(String text) {
    return Normalizer.normalize(
        Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT),
        Normalizer.Form.NFC);
  }
}
