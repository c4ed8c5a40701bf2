package io.calroute.operations.web;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Which part of a list is asked for. Lists are ordered from the newest to the oldest; a page begins
 * after the last entry of the one before, so that nothing is skipped or shown twice while new
 * entries come in.
 *
 * @param after id in the store of the last entry seen; {@link Long#MAX_VALUE} for none
 */
public record Paging(int limit, long after) {

  private static final int DEFAULT_LIMIT = 50;
  private static final int GREATEST_LIMIT = 500;

  /**
   * Reads the parameters of a call.
   *
   * @param limit null or empty for the default
   * @param after {@code next} of the page before; null or empty for the first page
   * @throws ApiProblem when one of them makes no sense
   */
  public static Paging of(String limit, String after) {
    long wanted = number("limit", limit, DEFAULT_LIMIT);
    if (wanted < 1 || wanted > GREATEST_LIMIT) {
      throw ApiProblem.badParameter("limit must be a whole number from 1 to 500.");
    }
    return new Paging((int) wanted, number("after", after, Long.MAX_VALUE));
  }

  /** A parameter without the blanks around it; null when nothing is left. */
  public static String given(String parameter) {
    return parameter == null || parameter.isBlank() ? null : parameter.trim();
  }

  /** How many rows to read: one more than shown, to know whether there is a next page. */
  public int rows() {
    return limit + 1;
  }

  /**
   * Makes a page of what was read.
   *
   * @param read up to {@link #rows()} entries
   */
  public <T> Page<T> page(List<T> read, ToLongFunction<T> id) {
    if (read.size() <= limit) {
      return new Page<>(read, null);
    }
    List<T> shown = List.copyOf(read.subList(0, limit));
    return new Page<>(shown, Long.toString(id.applyAsLong(shown.get(limit - 1))));
  }

  private static long number(String name, String value, long otherwise) {
    if (value == null || value.isBlank()) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(value.trim());
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, like a negative number.
    }
    throw ApiProblem.badParameter(
        "limit".equals(name)
            ? "limit must be a whole number from 1 to 500."
            : "after must be the next of the page before.");
  }
}
