package io.calroute.mapping.function;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.util.HtmlUtils;

/**
 * Text without markup.
 *
 * <p>Calendars show some fields as HTML. What clients write ends up in calendars of staff, so no
 * element of HTML survives, not even when it was escaped once or more. What merely stands in angle
 * brackets is text: a course for {@code <advanced>}, an address. The time it takes grows with the
 * length of the text and not faster, whatever the text.
 */
final class PlainText {
  private static final Pattern MARKUP = Pattern.compile("[<&]");
  private static final Pattern HIDING =
      Pattern.compile("<(script|style|head|title)\\b|<!--", Pattern.CASE_INSENSITIVE);
  private static final Pattern BREAK =
      Pattern.compile("(?i)<br\\s?/?>|</(?:p|div|li|tr|h[1-6]|ul|ol|table|blockquote)>");

  /** The elements of HTML, those that browsers only still know, and what Word puts into mails. */
  private static final String ELEMENTS =
      "a|abbr|acronym|address|applet|area|article|aside|audio|b|base|basefont|bdi|bdo|bgsound|big"
          + "|blink|blockquote|body|br|button|canvas|caption|center|cite|code|col|colgroup|content"
          + "|data|datalist|dd|del|details|dfn|dialog|dir|div|dl|dt|em|embed|fencedframe|fieldset"
          + "|figcaption|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hgroup|hr|html|i"
          + "|iframe|image|img|input|ins|isindex|kbd|keygen|label|legend|li|link|listing|main|map"
          + "|mark|marquee|math|menu|menuitem|meta|meter|multicol|nav|nextid|nobr|noembed|noframes"
          + "|noscript|object|ol|optgroup|option|output|p|param|picture|plaintext|portal|pre"
          + "|progress|q|rb|rp|rt|rtc|ruby|s|samp|script|search|section|select|shadow|slot|small"
          + "|source|spacer|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template"
          + "|textarea|tfoot|th|thead|time|title|tr|track|tt|u|ul|var|video|wbr|xmp"
          + "|(?:o|v|w|m|x|st1):[a-z]+";

  private static final Pattern TAG =
      Pattern.compile("(?i)</?(?:" + ELEMENTS + ")(?:[\\s/][^<>]*+)?>|<[!?][^<>]*+>");
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cc}\\p{Cf}&&[^\\n\\t\\u200c\\u200d]]");
  private static final Pattern BLANKS_AT_END = Pattern.compile("(?<![ \\t])[ \\t]++(?=\\n|$)");
  private static final Pattern EMPTY_LINES = Pattern.compile("\\n{3,}+");
  private static final int DEEPEST = 5;

  private PlainText() {}

  /**
   * The text that a reader would see.
   *
   * @return stripped; possibly empty; lines end with {@code \n}
   */
  static String of(String html) {
    String text = html.replace("\r\n", "\n").replace('\r', '\n');
    for (int depth = 0; depth < DEEPEST && MARKUP.matcher(text).find(); depth++) {
      String before = text;
      text = withoutHidden(text);
      text = BREAK.matcher(text).replaceAll("\n");
      text = TAG.matcher(text).replaceAll("");
      text = HtmlUtils.htmlUnescape(text).replace('\u00a0', ' ');
      if (text.equals(before)) {
        break;
      }
    }
    text = TAG.matcher(text).replaceAll("");
    text = CONTROL.matcher(text).replaceAll("");
    text = BLANKS_AT_END.matcher(text).replaceAll("");
    return EMPTY_LINES.matcher(text).replaceAll("\n\n").strip();
  }

  /** Leaves out comments, and scripts and the like with all that is in them. */
  private static String withoutHidden(String text) {
    Matcher opening = HIDING.matcher(text);
    if (!opening.find()) {
      return text;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.length() != text.length()) {
      // A few letters change their length with their case; their tags go, their content stays.
      return text;
    }
    StringBuilder seen = new StringBuilder(text.length());
    int from = 0;
    while (opening.find(from)) {
      String name = opening.group(1);
      String closing = name == null ? "-->" : "</" + name.toLowerCase(Locale.ROOT);
      int closed = lower.indexOf(closing, opening.end());
      int end = closed < 0 || name == null ? closed : lower.indexOf('>', closed);
      if (end < 0) {
        // Never closed: a browser would hide the rest, and so does this.
        return seen.append(text, from, opening.start()).toString();
      }
      seen.append(text, from, opening.start());
      from = end + (name == null ? closing.length() : 1);
    }
    return seen.append(text, from, text.length()).toString();
  }
}
