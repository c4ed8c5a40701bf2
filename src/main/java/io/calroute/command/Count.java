package io.calroute.command;

/** Numbers of things, as people say them. */
final class Count {

  private Count() {}

  /**
   * A number of things.
   *
   * @param number how many
   * @param thing one of them, such as {@code mapping}
   * @return such as {@code 1 mapping} or {@code 2 mappings}
   */
  static String of(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
