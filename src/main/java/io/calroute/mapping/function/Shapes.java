package io.calroute.mapping.function;

/** Shows what a value looks like without showing the value. */
final class Shapes {
  private static final int LONGEST = 40;

  private Shapes() {}

  /**
   * The shape of a text: every digit as 0, every letter as x, at most 40 characters.
   *
   * @return such as {@code 0000-00-00x00:00}
   */
  static String of(String text) {
    StringBuilder shape = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .forEach(
            point -> {
              if (Character.isDigit(point)) {
                shape.append('0');
              } else if (Character.isLetter(point)) {
                shape.append('x');
              } else {
                shape.append(point < 0x20 || point > 0x7e ? '?' : (char) point);
              }
            });
    return shape.toString();
  }
}
