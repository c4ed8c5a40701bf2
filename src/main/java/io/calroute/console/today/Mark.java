package io.calroute.console.today;

import java.time.Instant;
import java.util.Locale;

/**
 * Something that may explain why it goes otherwise since.
 *
 * @param label the file's name, or the version
 */
public record Mark(Instant at, Kind kind, String label) {

  /** What it is about. */
  public enum Kind {
    /** A route, a kamelet or the configuration was edited. */
    FILE,
    /** A mapping was edited. */
    MAPPING,
    /** A version was started. */
    VERSION;

    static Kind of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** All of it, for people. */
  public String words() {
    return kind == Kind.VERSION ? "version " + label + " started" : label + " edited";
  }
}
