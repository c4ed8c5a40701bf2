package io.calroute.reference;

import io.calroute.target.Allowance;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What has been spent of the targets' allowances by all replicas together. By the store's clock, so
 * that replicas need not agree on the time. Safe for concurrent use.
 */
public final class AllowanceStore {

  private static final double NANOS = 1e9;

  private final JdbcTemplate jdbc;

  /**
   * A store.
   *
   * @param jdbc the database
   */
  public AllowanceStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Spends from all the given allowances, or from none.
   *
   * @param allowances which
   * @param units how much of each
   * @param highestCost what the dearest call costs
   * @return zero when it was spent; otherwise how long until it could be
   */
  public Duration spend(List<Allowance> allowances, int units, int highestCost) {
    return spend(allowances, units, highestCost, false);
  }

  /**
   * Spends from all the given allowances, even what is not there: it is then owed.
   *
   * @param allowances which
   * @param units how much of each; less than 0 to give back
   * @param highestCost what the dearest call costs
   */
  public void owe(List<Allowance> allowances, int units, int highestCost) {
    spend(allowances, units, highestCost, true);
  }

  private Duration spend(List<Allowance> allowances, int units, int highestCost, boolean anyway) {
    Double missing =
        jdbc.query(
            connection -> {
              PreparedStatement statement =
                  connection.prepareStatement(
                      "select spend_allowances(?::text[], ?::float8[], ?::float8[], ?)");
              statement.setArray(
                  1,
                  connection.createArrayOf(
                      "text", allowances.stream().map(Allowance::name).toArray()));
              statement.setArray(
                  2,
                  connection.createArrayOf(
                      "float8",
                      allowances.stream()
                          .map(one -> units / one.perSecond(highestCost))
                          .toArray()));
              statement.setArray(
                  3,
                  connection.createArrayOf(
                      "float8",
                      allowances.stream()
                          .map(one -> one.burst(highestCost) / one.perSecond(highestCost))
                          .toArray()));
              statement.setBoolean(4, anyway);
              return statement;
            },
            row -> row.next() ? row.getDouble(1) : 0.0);
    return Duration.ofNanos((long) Math.ceil((missing == null ? 0 : missing) * NANOS));
  }
}
