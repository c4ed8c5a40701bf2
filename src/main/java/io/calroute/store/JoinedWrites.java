package io.calroute.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * Writes of one transaction that go to the store as one statement. Each of them sees the store as
 * it was before all of them, so no two may write the same row; keys that refer to each other are
 * looked at when all are done. Not for concurrent use.
 *
 * @see <a href="https://www.postgresql.org/docs/current/queries-with.html">PostgreSQL
 *     documentation, 7.8.4</a>
 */
public final class JoinedWrites {

  /**
   * Values of a parameter that is an array.
   *
   * @param type of each, as PostgreSQL names it
   */
  public record Column(String type, List<?> values) {

    /** One value for each row, in the same order; null where it has none. */
    public static <T> Column of(String type, Collection<T> rows, Function<T, ?> value) {
      return new Column(type, Arrays.asList(rows.stream().map(value).toArray()));
    }
  }

  private record Part(String name, String statement, Integer rows, List<Object> parameters) {}

  private final JdbcTemplate jdbc;
  private final boolean lasting;
  private final List<Part> parts = new ArrayList<>();
  private final List<Runnable> afterwards = new ArrayList<>();

  private JoinedWrites(JdbcTemplate jdbc, boolean lasting) {
    this.jdbc = jdbc;
    this.lasting = lasting;
  }

  /** Writes whose commit is on disk when it is done. */
  public static JoinedWrites lasting(JdbcTemplate jdbc) {
    return new JoinedWrites(jdbc, true);
  }

  /**
   * Writes whose commit is not waited for on disk: for what is done again when a crash of the store
   * takes it back. The same holds of all else that the transaction writes.
   */
  public static JoinedWrites repeatable(JdbcTemplate jdbc) {
    return new JoinedWrites(jdbc, false);
  }

  /**
   * Adds a write, or a query that other parts read by its name.
   *
   * @param name of this part; no two are equal
   * @param statement with a question mark for each parameter
   * @param parameters in the same order; a {@link Column} for an array
   */
  public void add(String name, String statement, Object... parameters) {
    parts.add(new Part(name, statement, null, Arrays.asList(parameters)));
  }

  /**
   * Adds a write that is to find an exact number of rows.
   *
   * @param rows how many; otherwise {@link #write} fails
   * @param name of this part; no two are equal
   * @param statement with a question mark for each parameter, and without {@code returning}
   * @param parameters in the same order; a {@link Column} for an array
   */
  public void addFor(int rows, String name, String statement, Object... parameters) {
    parts.add(new Part(name, statement + " returning 1", rows, Arrays.asList(parameters)));
  }

  /** Does something as soon as what was added up to then is written. */
  public void then(Runnable next) {
    afterwards.add(next);
  }

  /**
   * Writes all that was added, in the caller's transaction.
   *
   * @throws OptimisticLockingFailureException when a part has not found its rows; the transaction
   *     is to be taken back then
   */
  public void write() {
    if (!parts.isEmpty()) {
      List<Part> counted = parts.stream().filter(part -> part.rows != null).toList();
      jdbc.query(
          connection -> prepare(connection, counted),
          (RowCallbackHandler) row -> check(row, counted));
      parts.clear();
    }
    List<Runnable> next = List.copyOf(afterwards);
    afterwards.clear();
    next.forEach(Runnable::run);
  }

  private PreparedStatement prepare(Connection connection, List<Part> counted) throws SQLException {
    String how = lasting ? "select 1" : "select set_config('synchronous_commit', 'off', true)";
    String with =
        parts.stream()
            .map(part -> ", %s as (%s)".formatted(part.name, part.statement))
            .collect(Collectors.joining());
    String counts =
        counted.stream()
            .map(part -> ", (select count(*) from %s)".formatted(part.name))
            .collect(Collectors.joining());
    PreparedStatement statement =
        connection.prepareStatement(
            "with how as (%s)%s select how.*%s from how".formatted(how, with, counts));
    int next = 1;
    for (Part part : parts) {
      for (Object parameter : part.parameters) {
        statement.setObject(next++, value(connection, parameter));
      }
    }
    return statement;
  }

  private static Object value(Connection connection, Object parameter) throws SQLException {
    return parameter instanceof Column column
        ? connection.createArrayOf(column.type, column.values.toArray())
        : parameter;
  }

  private static void check(ResultSet row, List<Part> counted) throws SQLException {
    for (int i = 0; i < counted.size(); i++) {
      if (row.getInt(i + 2) != counted.get(i).rows) {
        throw new OptimisticLockingFailureException(
            "%s has found %d rows instead of %d"
                .formatted(counted.get(i).name, row.getInt(i + 2), counted.get(i).rows));
      }
    }
  }
}
