package io.calroute.console.live;

import java.time.Duration;
import java.util.List;

/**
 * Something that open pages show and that may change. A page hears the name of what has changed,
 * and asks for its part anew.
 */
public interface Watched {

  /** How long after one look the next one is made. */
  Duration every();

  /**
   * Looks, once for all pages.
   *
   * @return names of what is another than at the last look: lower-case letters, digits and hyphens
   */
  List<String> changed();
}
