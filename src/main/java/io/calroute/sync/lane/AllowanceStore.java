package io.calroute.sync.lane;

import io.calroute.destination.Allowance;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * What has been spent of the targets' allowances by all replicas together. By the store's clock, so
 * that replicas need not agree on the time. Safe for concurrent use.
 */
@Component
public final class AllowanceStore {

  /** A crash of the store gives back what was spent in its last moment. */
  private static final String UNFLUSHED =
      "with how as (select set_config('synchronous_commit', 'off', true)) ";

  private static final double NANOS = 1e9;

  private final JdbcTemplate jdbc;

  public AllowanceStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What was got of some allowances.
   *
   * @param delay how long until it may be used; zero for at once
   * @param booked whether it is spent by then; otherwise it has to be asked for again
   */
  public record Booking(Duration delay, boolean booked) {}

  /**
   * Spends from all the given allowances as soon as there is enough, in the order of asking; or
   * from none, when one that is not the first is what is short.
   *
   * @param allowances which; the one that is shared with most others first
   * @param units how much of each; no more than the burst of any
   * @param highestCost what the dearest call costs
   * @return when it may be used
   */
  public Booking book(List<Allowance> allowances, int units, int highestCost) {
    return jdbc.queryForObject(
        UNFLUSHED
            + "select b.wait, b.booked from how, book_allowances(?::text[], ?::float8[], ?::float8[]) b",
        (row, number) ->
            new Booking(
                Duration.ofNanos((long) Math.ceil(row.getDouble(1) * NANOS)), row.getBoolean(2)),
        names(allowances),
        costs(allowances, units, highestCost),
        allowances.stream()
            .map(one -> one.seconds(one.burst(highestCost), highestCost))
            .toArray(Double[]::new));
  }

  /**
   * Spends from all the given allowances, even what is not there: it is then owed.
   *
   * @param allowances which
   * @param units how much of each; less than 0 to give back
   * @param highestCost what the dearest call costs
   */
  public void owe(List<Allowance> allowances, int units, int highestCost) {
    jdbc.query(
        UNFLUSHED + "select spend_allowances(?::text[], ?::float8[], ?::float8[], true) from how",
        row -> {},
        names(allowances),
        costs(allowances, units, highestCost),
        costs(allowances, 0, highestCost));
  }

  private static String[] names(List<Allowance> allowances) {
    return allowances.stream().map(Allowance::name).toArray(String[]::new);
  }

  private static Double[] costs(List<Allowance> allowances, int units, int highestCost) {
    return allowances.stream().map(one -> one.seconds(units, highestCost)).toArray(Double[]::new);
  }
}
