package io.calroute.console.page;

/** A number of things, for people. */
public final class Counted {

  private Counted() {}

  /**
   * The number and the word.
   *
   * @param thing what one of them is called
   */
  public static String of(long count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }
}
