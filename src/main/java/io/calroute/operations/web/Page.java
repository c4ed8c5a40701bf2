package io.calroute.operations.web;

import java.util.List;
import java.util.function.Function;

/**
 * A part of a list.
 *
 * @param next to be sent as {@code after} for the next page; null when this is the last one
 */
public record Page<T>(List<T> items, String next) {

  /** The same page with other entries. */
  public <R> Page<R> map(Function<List<T>, List<R>> change) {
    return new Page<>(change.apply(items), next);
  }
}
