package io.calroute.sync.planner;

import java.util.ArrayList;
import java.util.List;

/**
 * The choices of an adversary who may interfere a limited number of times. Choice 0 is always the
 * harmless one and costs nothing. Going on with {@link #next()} until it is false tries them all.
 */
final class Choices {

  private final int budget;
  private final List<Integer> prelude;
  private final List<int[]> path = new ArrayList<>();
  private int preluded;
  private int position;
  private int spent;

  Choices(int budget) {
    this(budget, List.of());
  }

  /**
   * Choices of an adversary who begins always the same way, at no cost.
   *
   * @param prelude the first choices
   */
  Choices(int budget, List<Integer> prelude) {
    this.budget = budget;
    this.prelude = prelude;
  }

  /** Choices made beforehand, for replaying one story. */
  static Choices of(int budget, List<Integer> given) {
    Choices choices = new Choices(budget);
    given.forEach(one -> choices.path.add(new int[] {one, Integer.MAX_VALUE}));
    return choices;
  }

  /** Chooses one of some possibilities. */
  int pick(int possibilities) {
    if (preluded < prelude.size()) {
      return prelude.get(preluded++);
    }
    int arity = spent < budget ? possibilities : 1;
    if (position == path.size()) {
      path.add(new int[] {0, arity});
    }
    int[] step = path.get(position++);
    int choice = Math.floorMod(step[0], arity);
    if (choice > 0) {
      spent++;
    }
    return choice;
  }

  /** Goes on to the next story; false when all have been told. */
  boolean next() {
    while (!path.isEmpty()) {
      int[] last = path.get(path.size() - 1);
      if (last[0] + 1 < last[1]) {
        last[0]++;
        rewind();
        return true;
      }
      path.remove(path.size() - 1);
    }
    return false;
  }

  private void rewind() {
    preluded = 0;
    position = 0;
    spent = 0;
  }

  @Override
  public String toString() {
    return prelude + " and " + path.stream().map(step -> step[0]).toList().toString();
  }
}
