package io.calroute.mapping;

import java.util.regex.Pattern;
import org.springframework.web.util.HtmlUtils;

/**
 * Text without markup.
 *
 * <p>Calendars show some fields as HTML. What clients write ends up in calendars of staff, so
 * nothing that looks like markup survives, not even when it was escaped once or more.
 */
final class PlainText {
  private static final Pattern HIDDEN =
      Pattern.compile("(?is)<(script|style|head|title)\\b.*?</\\1\\s*>|<!--.*?-->");
  private static final Pattern BREAK =
      Pattern.compile("(?i)<br\\s*/?>|</(?:p|div|li|tr|h[1-6]|ul|ol|table|blockquote)\\s*>");
  private static final Pattern TAG = Pattern.compile("</?[a-zA-Z!?][^<>]*>");
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cc}\\p{Cf}&&[^\\n\\t\\u200c\\u200d]]");
  private static final Pattern BLANKS_AT_END = Pattern.compile("[ \\t]+(?=\\n|$)");
  private static final Pattern EMPTY_LINES = Pattern.compile("\\n{3,}");
  private static final int DEEPEST = 5;

  private PlainText() {}

  /**
   * The text that a reader would see.
   *
   * @param html text with or without markup; not null
   * @return stripped; possibly empty; lines end with {@code \n}
   */
  static String of(String html) {
    String text = html.replace("\r\n", "\n").replace('\r', '\n');
    for (int depth = 0; depth < DEEPEST; depth++) {
      String before = text;
      text = HIDDEN.matcher(text).replaceAll("");
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
}
