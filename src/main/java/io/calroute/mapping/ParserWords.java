package io.calroute.mapping;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the parser of JSLT says, as a sentence for whoever wrote the mapping. Pure. */
final class ParserWords {

  private static final Pattern ENCOUNTERED =
      Pattern.compile("Encountered \" (?:\"[^\"]*\"|<\\w+>) \"(.*?) \"\" at line", Pattern.DOTALL);
  private static final Pattern CHARACTER = Pattern.compile("Encountered: \"\\\\?(.)\"");

  private static final int LONGEST_WORD = 40;

  private ParserWords() {}

  /**
   * The sentence.
   *
   * @return null when it is a sentence already
   */
  static String sentence(String message) {
    if (message.contains("Lexical error")) {
      return lexical(message);
    }
    if (!message.contains("Encountered \"")) {
      return null;
    }
    String wanted = missing(message);
    if (message.contains("Encountered \"<EOF>\"")) {
      return wanted.isEmpty()
          ? "The text ends where something must follow"
          : "The text ends too early; " + wanted + " is missing";
    }
    Matcher encountered = ENCOUNTERED.matcher(message);
    String found = encountered.find() ? encountered.group(1).replace("\\\"", "\"").strip() : "This";
    String word = found.length() <= LONGEST_WORD ? found : found.substring(0, LONGEST_WORD) + "...";
    boolean begins = Character.isLetter(found.charAt(0)) || found.charAt(0) == '"';
    return begins && message.contains("\",\" ...")
        ? "A comma is missing before " + word
        : word
            + " can't stand here"
            + (wanted.isEmpty() ? "" : "; perhaps " + wanted + " is missing");
  }

  private static String lexical(String message) {
    if (message.contains("Encountered: <EOF>")) {
      return "A text in quotes has no end; a \" is missing";
    }
    Matcher character = CHARACTER.matcher(message);
    String found = character.find() ? character.group(1) : "This";
    return found + " begins nothing in JSLT" + ("'".equals(found) ? "; texts stand in \"\"" : "");
  }

  /** The bracket that is open. */
  private static String missing(String message) {
    String expecting = message.substring(Math.max(0, message.indexOf("Was expecting")));
    for (String bracket : new String[] {"}", "]", ")"}) {
      if (expecting.contains("\"" + bracket + "\" ...")) {
        return bracket;
      }
    }
    return "";
  }
}
