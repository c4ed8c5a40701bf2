package io.calroute.bundle.swap;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What goes wrong when somebody edits a text: one slip each. */
enum Slip {
  /** The connection broke while it was copied. */
  CUT_OFF {
    @Override
    String into(String text, Random random) {
      return text.substring(0, random.nextInt(text.length()));
    }
  },
  /** A line is gone. */
  LINE_LOST {
    @Override
    String into(String text, Random random) {
      List<String> lines = lines(text);
      lines.remove(random.nextInt(lines.size()));
      return String.join("\n", lines);
    }
  },
  /** A line is there twice. */
  LINE_TWICE {
    @Override
    String into(String text, Random random) {
      List<String> lines = lines(text);
      int line = random.nextInt(lines.size());
      lines.add(line, lines.get(line));
      return String.join("\n", lines);
    }
  },
  /** Two lines have changed places. */
  LINES_SWAPPED {
    @Override
    String into(String text, Random random) {
      List<String> lines = lines(text);
      int line = random.nextInt(lines.size() - 1);
      lines.add(line, lines.remove(line + 1));
      return String.join("\n", lines);
    }
  },
  /** A line stands too far left or right. */
  INDENTED {
    @Override
    String into(String text, Random random) {
      List<String> lines = lines(text);
      int line = random.nextInt(lines.size());
      String old = lines.get(line);
      lines.set(line, random.nextBoolean() || !old.startsWith(" ") ? "  " + old : old.substring(1));
      return String.join("\n", lines);
    }
  },
  /** A finger on the wrong key. */
  OTHER_LETTER {
    @Override
    String into(String text, Random random) {
      int at = random.nextInt(text.length());
      return text.substring(0, at)
          + KEYS.charAt(random.nextInt(KEYS.length()))
          + text.substring(at + 1);
    }
  },
  /** A letter is gone. */
  LETTER_LOST {
    @Override
    String into(String text, Random random) {
      int at = random.nextInt(text.length());
      return text.substring(0, at) + text.substring(at + 1);
    }
  },
  /** Something has crept in. */
  CREPT_IN {
    @Override
    String into(String text, Random random) {
      List<String> things = List.of("\t", "\"", "{", "}", ":", "#", "&", "*", "\u0000", "é", "- ");
      int at = random.nextInt(text.length());
      return text.substring(0, at) + things.get(random.nextInt(things.size())) + text.substring(at);
    }
  },
  /** Two people's changes met. */
  CONFLICT {
    @Override
    String into(String text, Random random) {
      List<String> lines = lines(text);
      int line = random.nextInt(lines.size());
      lines.add(line, "<<<<<<< mine");
      lines.add(Math.min(lines.size(), line + 2), "=======");
      return String.join("\n", lines);
    }
  },
  /** Two letters have changed places. */
  TRANSPOSED {
    @Override
    String into(String text, Random random) {
      int at = random.nextInt(text.length() - 1);
      return text.substring(0, at) + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2);
    }
  },
  /** An editor of another system has saved it. */
  LINE_ENDS {
    @Override
    String into(String text, Random random) {
      return text.replace("\n", "\r\n");
    }
  },
  /** Saved before anything was written. */
  EMPTY {
    @Override
    String into(String text, Random random) {
      return "";
    }
  };

  private static final String KEYS = "abcxyzABC019 .:,-_/\\\"'$(){}[]<>=\n";

  /**
   * Makes the slip.
   *
   * @param text a text of several lines
   * @param random decides where
   */
  abstract String into(String text, Random random);

  private static List<String> lines(String text) {
    return new ArrayList<>(List.of(text.split("\n", -1)));
  }
}
