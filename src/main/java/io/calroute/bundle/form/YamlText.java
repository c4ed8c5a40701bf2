package io.calroute.bundle.form;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a text is written in canonical YAML: plain where it can be, in quotes where it would be read
 * as something else, over several lines where it is long. These are the choices of the JavaScript
 * library {@code yaml} (version 2) with {@code schema: 'yaml-1.1'}, which Kaoto saves by. Pure.
 */
final class YamlText {

  /** Where a line should end; it can't in the middle of a word. */
  private static final int LINE_WIDTH = 80;

  /** So much is written in a line however deep it is indented. */
  private static final int LEAST_WIDTH = 20;

  private static final int NOTHING_BEFORE = -1;

  /** Begins, ends or is divided like something that is no plain text. */
  private static final Pattern NOT_PLAIN =
      Pattern.compile(
          String.join(
              "|",
              "^[\\n\\t ,\\[\\]{}#&*!|>'\"%@`]",
              "^[?-]$",
              "^[?-][ \\t]",
              "[\\n:][ \\t]",
              "[ \\t]\\n",
              "[\\n\\t ]#",
              "[\\n\\t :]$"));

  /** What YAML 1.1 does not take for a text; https://yaml.org/type/. */
  private static final Pattern OTHER_TYPE =
      Pattern.compile(
          Stream.of(
                  "~|[Nn]ull|NULL|",
                  "Y|y|[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON",
                  "N|n|[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF",
                  "[-+]?0b[01_]+",
                  "[-+]?0x[0-9a-fA-F_]+",
                  "[-+]?[0-9][0-9_]*",
                  "[-+]?\\.(inf|Inf|INF)|\\.nan|\\.NaN|\\.NAN",
                  "[-+]?([0-9][0-9_]*)?(\\.[0-9_]*)?[eE][-+]?[0-9]+",
                  "[-+]?([0-9][0-9_]*)?\\.[0-9_]*",
                  "[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?",
                  "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
                      + "(([tT]|[ \\t]+)[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\\.[0-9]+)?"
                      + "([ \\t]*(Z|[-+][012]?[0-9](:?[0-9]{2})?))?)?")
              .map(type -> "(?:" + type + ")")
              .collect(Collectors.joining("|")));

  private static final Pattern UNPRINTABLE = Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]");

  private YamlText() {}

  /** Thrown for a text that no canonical form is known for. */
  static final class Unwritable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unwritable(String reason) {
      super(reason, null, false, false);
    }
  }

  /**
   * A name of a member.
   *
   * @throws Unwritable when it has several lines
   */
  static String name(String text) {
    if (text.indexOf('\n') >= 0) {
      throw new Unwritable("A name of several lines has no canonical form");
    }
    return mustBeQuoted(text) ? quoted(text) : text;
  }

  /**
   * A value of a member or an element of a list.
   *
   * @param text the value
   * @param indent how far its further lines are indented
   * @param name length of the member's written name; -1 for an element of a list
   * @return without indentation before the first line, and without the last line's end
   * @throws Unwritable when the form of such a text is not known
   */
  static String value(String text, int indent, int name) {
    int before = name < 0 ? NOTHING_BEFORE : name + ": ".length();
    if (UNPRINTABLE.matcher(text).find()) {
      return foldQuoted(quotedTwice(text), indent, before);
    }
    if (text.indexOf('\n') >= 0) {
      return block(text, indent);
    }
    if (!mustBeQuoted(text)) {
      return fold(text, indent, before);
    }
    String quoted = quoted(text);
    return quoted.charAt(0) == '"'
        ? foldQuoted(quoted, indent, before)
        : fold(quoted, indent, before);
  }

  private static boolean mustBeQuoted(String text) {
    return NOT_PLAIN.matcher(text).find()
        || UNPRINTABLE.matcher(text).find()
        || OTHER_TYPE.matcher(text).matches();
  }

  // ---------------------------------------------------------------- quotes

  private static String quoted(String text) {
    boolean once =
        text.indexOf('"') >= 0
            && text.indexOf('\'') < 0
            && text.indexOf('\n') < 0
            && !UNPRINTABLE.matcher(text).find();
    return once ? "'" + text + "'" : quotedTwice(text);
  }

  private static String quotedTwice(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\0' -> quoted.append("\\0");
        case '\u0007' -> quoted.append("\\a");
        case '\b' -> quoted.append("\\b");
        case '\t' -> quoted.append("\\t");
        case '\n' -> quoted.append("\\n");
        case '\u000b' -> quoted.append("\\v");
        case '\f' -> quoted.append("\\f");
        case '\r' -> quoted.append("\\r");
        case '\u001b' -> quoted.append("\\e");
        default -> quoted.append(c < ' ' ? "\\x%02x".formatted((int) c) : String.valueOf(c));
      }
    }
    return quoted.append('"').toString();
  }

  // ---------------------------------------------------------------- long lines

  /** Breaks a text at single blanks between words. */
  private static String fold(String text, int indent, int before) {
    List<String> lines = lines(text, indent, before, false);
    return String.join("\n" + " ".repeat(indent), lines);
  }

  /** Breaks a text in double quotes; a word that is too long is broken by a backslash. */
  private static String foldQuoted(String quoted, int indent, int before) {
    if (quoted.contains("\\n") && quoted.length() >= LINE_WIDTH / 2) {
      throw new Unwritable("This text has several lines and ends with blanks; remove them");
    }
    return String.join("\n" + " ".repeat(indent), lines(quoted, indent, before, true));
  }

  /** The lines that a text of one line becomes. */
  private static List<String> lines(String text, int indent, int before, boolean escapes) {
    int step = Math.max(LEAST_WIDTH, LINE_WIDTH - indent) + 1;
    if (text.length() <= step) {
      return List.of(text);
    }
    List<String> lines = new ArrayList<>();
    int end = LINE_WIDTH - indent;
    if (before > LINE_WIDTH - LEAST_WIDTH) {
      lines.add("");
    } else if (before >= 0) {
      end = LINE_WIDTH - before;
    }
    int start = 0;
    int gap = -1;
    int escape = -1;
    int escaped = -1;
    for (int i = 0; i < text.length(); i++) {
      if (escapes && text.charAt(i) == '\\') {
        escape = i;
        i += text.charAt(i + 1) == 'x' ? 3 : 1;
        escaped = i;
      }
      if (isGap(text, i)) {
        gap = i;
      }
      if (i < end) {
        continue;
      }
      if (gap > start) {
        lines.add(text.substring(start, gap));
        start = gap + 1;
        end = gap + step;
        gap = -1;
      } else if (escapes) {
        while (i < text.length() && isBlank(text.charAt(i - 1))) {
          i++;
        }
        int cut = i > escaped + 1 ? i - 2 : escape - 1;
        if (cut < start) {
          throw new Unwritable("This text is too long and too odd to be broken into lines");
        }
        lines.add(text.substring(start, cut + 1) + "\\");
        start = cut + 1;
        end = cut + step;
      }
    }
    lines.add(text.substring(start));
    return lines;
  }

  private static boolean isGap(String text, int i) {
    return text.charAt(i) == ' '
        && i > 0
        && i + 1 < text.length()
        && !isSpace(text.charAt(i - 1))
        && !isSpace(text.charAt(i + 1));
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isSpace(char c) {
    return isBlank(c) || c == '\n';
  }

  // ---------------------------------------------------------------- several lines

  private static String block(String text, int indent) {
    String end = text.substring(text.stripTrailing().length());
    String body = text.substring(0, text.length() - end.length());
    boolean blanks = end.indexOf(' ') >= 0 || end.indexOf('\t') >= 0;
    if (body.isEmpty() || blanks || body.startsWith(" ") || body.startsWith("\n")) {
      throw new Unwritable(
          "A text of several lines that begins or ends with blanks has no canonical form; remove"
              + " them");
    }
    String keep = end.isEmpty() ? "-" : end.length() == 1 ? "" : "+";
    String margin = " ".repeat(indent);
    String extra = "\n".repeat(Math.max(0, end.length() - 1));
    List<String> lines = body.lines().toList();
    if (lines.stream().anyMatch(line -> line.length() > LINE_WIDTH - indent)) {
      List<String> folded = folded(lines, indent);
      if (folded != null) {
        return ">" + keep + "\n" + indented(folded, margin) + extra;
      }
    }
    return "|" + keep + "\n" + indented(lines, margin) + extra;
  }

  /** Long lines broken, an empty one between any two; null when a word is too long for that. */
  private static List<String> folded(List<String> lines, int indent) {
    List<String> all = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith(" ") || line.startsWith("\t")) {
        throw new Unwritable("A long text with indented lines has no canonical form");
      }
      for (String piece : lines(line, indent, indent, false)) {
        if (piece.length() > LINE_WIDTH - indent) {
          return null;
        }
        all.add(piece);
      }
      all.add("");
    }
    all.remove(all.size() - 1);
    return all;
  }

  private static String indented(List<String> lines, String margin) {
    return lines.stream()
        .map(line -> line.isEmpty() ? line : margin + line)
        .collect(Collectors.joining("\n"));
  }
}
