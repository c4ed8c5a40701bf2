package io.calroute.mapping;

/**
 * Why a mapping file was not taken into use.
 *
 * @param file path below the mappings directory, such as {@code orders.jslt} or {@code
 *     lib/times.jslt}
 * @param line from 1; 0 when the problem has no place in the text
 * @param column from 1; 0 when the problem has no place in the text
 * @param reason one line
 */
public record MappingProblem(String file, int line, int column, String reason) {

  /** The form that editors make clickable: {@code file:line:column: reason}. */
  @Override
  public String toString() {
    return line > 0 ? file + ":" + line + ":" + column + ": " + reason : file + ": " + reason;
  }
}
