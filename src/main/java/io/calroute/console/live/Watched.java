package io.calroute.console.live;

import java.time.Duration;

/**
 * Something that open pages show and that may change: each gets to hear its name, and asks for its
 * part anew.
 */
public interface Watched {

  /** What pages call it, such as {@code today}: lower-case letters. */
  String name();

  /** How long after one look the next one is made. */
  Duration every();

  /**
   * Looks, once for all pages.
   *
   * @return whether it is another than at the last look
   */
  boolean hasChanged();
}
