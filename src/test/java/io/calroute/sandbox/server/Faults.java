package io.calroute.sandbox.server;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The faults that are switched on at a simulator. Safe for use from any thread. */
public final class Faults {

  private static final long DEFAULT_SEED = 4711;

  private final List<Active> active = new ArrayList<>();
  private Random random = new Random(DEFAULT_SEED);
  private int added;

  Faults() {}

  /**
   * Switches a rule on. The first rule that hits a request wins.
   *
   * @param rule the rule
   * @return id for {@link #remove(int)}
   */
  public synchronized int add(FaultRule rule) {
    added++;
    active.add(new Active(added, rule));
    return added;
  }

  /**
   * Switches one rule off.
   *
   * @param id as returned by {@link #add(FaultRule)}
   * @return false when it was not on
   */
  public synchronized boolean remove(int id) {
    return active.removeIf(fault -> fault.id == id);
  }

  /** Switches all rules off. */
  public synchronized void clear() {
    active.clear();
  }

  /**
   * Starts the chances anew, so that a run can be repeated.
   *
   * @param value seed of the random numbers
   */
  public synchronized void seed(long value) {
    random = new Random(value);
  }

  /** The rules that are on. */
  public synchronized List<FaultRule> rules() {
    return active.stream().map(fault -> fault.rule).toList();
  }

  synchronized Optional<Effect> strike(Operation operation, String calendar) {
    Iterator<Active> each = active.iterator();
    while (each.hasNext()) {
      Active fault = each.next();
      if (!fault.rule.concerns(operation, calendar)
          || fault.rule.probability() < 1 && random.nextDouble() >= fault.rule.probability()) {
        continue;
      }
      fault.hits++;
      if (fault.hits == fault.rule.times()) {
        each.remove();
      }
      return Optional.of(fault.rule.effect());
    }
    return Optional.empty();
  }

  private static final class Active {
    private final int id;
    private final FaultRule rule;
    private int hits;

    private Active(int id, FaultRule rule) {
      this.id = id;
      this.rule = rule;
    }
  }
}
