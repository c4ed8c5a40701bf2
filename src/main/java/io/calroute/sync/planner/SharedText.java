package io.calroute.sync.planner;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.destination.Imprint;
import io.calroute.destination.Target;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The text of an event as its calendar shows it: our words, and what others have put around them.
 * Staff add notes, and Microsoft adds the block of a Teams meeting, which switches the meeting off
 * when it is left out (Graph, "Update event"). Only our own words are exchanged; everything around
 * them stays. Pure.
 *
 * @param text as the calendar gives it; may hold markup
 * @param html whether our words are to be put in as HTML rather than as they are
 * @param keep what must not be lost, such as a join link; null for nothing
 */
public record SharedText(String text, boolean html, String keep) {

  private static final Set<String> VOID_TAGS =
      Set.of("br", "hr", "img", "meta", "link", "input", "wbr", "col", "area", "base");
  private static final Set<String> HIDDEN_TAGS = Set.of("head", "style", "script", "title");
  private static final Map<String, String> ENTITIES =
      Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", "\u00a0");
  private static final int LONGEST_ENTITY = 10;

  /** Whether our words are there. Calendars lay text out as they like, so that does not count. */
  boolean shows(String words) {
    return words.isBlank() || text.contains(words) || read().holds(words);
  }

  /** Whether there is nothing but our words. */
  boolean isNothingBut(String words) {
    return text.equals(words) || read().dense.toString().equals(Imprint.dense(words));
  }

  /**
   * Exchanges words of ours. White space and tags between the words do not count.
   *
   * @param before the plain text that was written last, or its imprint
   * @param after the plain text that is to be there; when it is there already, nothing changes
   * @return the new text; empty when our words are not to be found, or not exactly once, or cannot
   *     be taken out without harm
   */
  Optional<String> exchange(String before, String after) {
    Words words = read();
    // The longer one first: the shorter may be part of it.
    if (after.length() >= length(before) && words.find(after).isPresent()) {
      return Optional.of(text);
    }
    Optional<Region> ours = words.find(before);
    if (ours.isPresent()) {
      return ours.filter(this::canBeTakenOut).map(region -> without(region, after));
    }
    return words.find(after).map(there -> text);
  }

  /** Of words, or of those whose imprint it is. */
  static int length(String words) {
    return Imprint.read(words).map(Imprint::length).orElse(words.length());
  }

  private String without(Region region, String after) {
    return text.substring(0, region.start)
        + (html ? escaped(after) : after)
        + text.substring(region.end);
  }

  /** Our words in an event's content; empty for none. */
  static String ours(Target target, JsonNode content) {
    return target == Target.OFFICE365
        ? content.path("body").path("content").asText("")
        : content.path("description").asText("");
  }

  /** Plain text as HTML. */
  public static String escaped(String words) {
    return words
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("\n", "<br>");
  }

  /** Tags within the region must come in pairs, or leave pairs behind when they go. */
  private boolean canBeTakenOut(Region region) {
    String inside = text.substring(region.start, region.end);
    if (keep != null && (inside.contains(keep) || inside.contains(escaped(keep)))) {
      return false;
    }
    Deque<String> open = new ArrayDeque<>();
    List<String> closed = new ArrayList<>();
    for (int i = inside.indexOf('<'); i >= 0; i = inside.indexOf('<', i + 1)) {
      if (!isTag(inside, i)) {
        continue;
      }
      int end = inside.indexOf('>', i);
      if (end < 0) {
        return false;
      }
      String name = tagName(inside, i, end);
      if (VOID_TAGS.contains(name) || inside.charAt(end - 1) == '/' || name.startsWith("!")) {
        continue;
      }
      if (!name.startsWith("/")) {
        open.push(name);
      } else if (name.substring(1).equals(open.peek())) {
        open.pop();
      } else if (open.isEmpty()) {
        closed.add(name.substring(1));
      } else {
        return false;
      }
    }
    // "</p></div><div><p>" may go as a whole.
    return new ArrayList<>(open).equals(closed);
  }

  private static String tagName(String markup, int start, int end) {
    int i = start + 1;
    while (i < end && !Character.isWhitespace(markup.charAt(i))) {
      i++;
    }
    String name = markup.substring(start + 1, i).toLowerCase(Locale.ROOT);
    return name.endsWith("/") && name.length() > 1 ? name.substring(0, name.length() - 1) : name;
  }

  private Words read() {
    Words words = new Words();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (isTag(text, i)) {
        i = afterTag(i);
      } else if (c == '&') {
        i = readEntity(words, i);
      } else {
        words.add(c, i, i + 1);
        i++;
      }
    }
    return words;
  }

  /** As browsers have it: what follows decides whether it is markup. */
  private static boolean isTag(String markup, int start) {
    if (markup.charAt(start) != '<' || start + 1 == markup.length()) {
      return false;
    }
    char next = markup.charAt(start + 1);
    return next == '/' || next == '!' || next == '?' || next < 0x80 && Character.isLetter(next);
  }

  private int afterTag(int start) {
    if (text.startsWith("<!--", start)) {
      int end = text.indexOf("-->", start);
      return end < 0 ? text.length() : end + 3;
    }
    int end = text.indexOf('>', start);
    if (end < 0) {
      return text.length();
    }
    String name = tagName(text, start, end);
    if (HIDDEN_TAGS.contains(name) && text.charAt(end - 1) != '/') {
      int close = text.toLowerCase(Locale.ROOT).indexOf("</" + name, end);
      int closeEnd = close < 0 ? -1 : text.indexOf('>', close);
      return closeEnd < 0 ? text.length() : closeEnd + 1;
    }
    return end + 1;
  }

  private int readEntity(Words words, int start) {
    int end = text.indexOf(';', start);
    String decoded =
        end < 0 || end - start > LONGEST_ENTITY ? null : decode(text.substring(start + 1, end));
    if (decoded == null) {
      words.add('&', start, start + 1);
      return start + 1;
    }
    for (int i = 0; i < decoded.length(); i++) {
      words.add(decoded.charAt(i), start, end + 1);
    }
    return end + 1;
  }

  private static String decode(String name) {
    if (!name.startsWith("#")) {
      return ENTITIES.get(name);
    }
    try {
      boolean hex = name.startsWith("#x") || name.startsWith("#X");
      int point =
          hex ? Integer.parseInt(name.substring(2), 16) : Integer.parseInt(name.substring(1));
      return Character.isValidCodePoint(point) ? Character.toString(point) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private record Region(int start, int end) {}

  /** The visible characters without white space, and where each of them stands in the HTML. */
  private static final class Words {
    private final StringBuilder dense = new StringBuilder();
    private final List<Region> places = new ArrayList<>();

    private void add(char c, int start, int end) {
      if (!Imprint.isSpace(c)) {
        dense.append(c);
        places.add(new Region(start, end));
      }
    }

    private boolean holds(String wanted) {
      return at(wanted, 0) >= 0;
    }

    private Optional<Region> find(String wanted) {
      int length = Imprint.read(wanted).map(Imprint::length).orElse(Imprint.dense(wanted).length());
      int first = length == 0 ? -1 : at(wanted, 0);
      if (first < 0 || at(wanted, first + 1) >= 0) {
        return Optional.empty();
      }
      return Optional.of(new Region(places.get(first).start, places.get(first + length - 1).end));
    }

    private int at(String wanted, int from) {
      return Imprint.read(wanted)
          .map(imprint -> imprint.in(dense, from))
          .orElseGet(() -> dense.indexOf(Imprint.dense(wanted), from));
    }
  }
}
