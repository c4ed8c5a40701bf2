package io.calroute.provider.request;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Keeps to what a provider allows: so many calls a minute, and so many at once, of all replicas
 * together. Work that can wait has half of the calls, and leaves one place free. By the store's
 * clock. Safe for concurrent use.
 */
public final class CallLimits {

  private static final Duration LOOK = Duration.ofMillis(25);
  private static final double MINUTE = 60;

  /** Seconds' worth of calls that may go out together. */
  private static final double BURST = 5;

  /** So that no minute, whenever the provider begins to count it, has more calls than allowed. */
  private static final double CAUTION = (MINUTE + BURST) / MINUTE;

  private final JdbcTemplate jdbc;
  private final Duration lease;

  /**
   * Limits of all replicas.
   *
   * @param lease a place that was not given back by then belongs to a process that was killed
   */
  public CallLimits(JdbcTemplate jdbc, Duration lease) {
    this.jdbc = jdbc;
    this.lease = lease;
  }

  /**
   * A limit.
   *
   * @param name of what is limited, the same in all replicas
   * @param perMinute 0 for no limit
   * @param atOnce 0 for no limit
   */
  public record Limit(String name, int perMinute, int atOnce) {}

  /** The right to make one call. */
  public interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits until a call may be made.
   *
   * @param patient whether the call can wait for others
   */
  public Place take(Limit limit, boolean patient) throws InterruptedException {
    Place place = limit.atOnce() == 0 ? () -> {} : slot(limit, patient);
    try {
      if (limit.perMinute() > 0) {
        book(limit, patient);
      }
      return place;
    } catch (InterruptedException | RuntimeException e) {
      place.close();
      throw e;
    }
  }

  private void book(Limit limit, boolean patient) throws InterruptedException {
    double cost = MINUTE * CAUTION / limit.perMinute();
    String all = "provider/" + limit.name();
    boolean booked = false;
    while (!booked) {
      double[] wait = {0};
      booked =
          Boolean.TRUE.equals(
              jdbc.queryForObject(
                  "select b.wait, b.booked from book_allowances(?::text[], ?::float8[],"
                      + " ?::float8[]) b",
                  (row, index) -> {
                    wait[0] = row.getDouble(1);
                    return row.getBoolean(2);
                  },
                  patient ? new String[] {all, all + "/patient"} : new String[] {all},
                  patient ? new Double[] {cost, 2 * cost} : new Double[] {cost},
                  patient
                      ? new Double[] {Math.max(cost, BURST), Math.max(2 * cost, BURST)}
                      : new Double[] {Math.max(cost, BURST)}));
      TimeUnit.NANOSECONDS.sleep((long) (wait[0] * 1e9));
    }
  }

  private Place slot(Limit limit, boolean patient) throws InterruptedException {
    int places = patient ? Math.max(1, limit.atOnce() - 1) : limit.atOnce();
    UUID holder = UUID.randomUUID();
    while (jdbc.update(
            """
            update provider_slot set holder = ?,
              taken_until = clock_timestamp() + make_interval(secs => ?)
            where (name, slot) in (select name, slot from provider_slot where name = ? and slot < ?
              and taken_until <= clock_timestamp() order by slot limit 1
              for no key update skip locked)
            """,
            holder,
            lease.toMillis() / 1000.0,
            limit.name(),
            places)
        == 0) {
      jdbc.update(
          """
          insert into provider_slot (name, slot, taken_until)
          select ?, n, '-infinity' from generate_series(0, ? - 1) n on conflict do nothing
          """,
          limit.name(),
          limit.atOnce());
      TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
    }
    return () ->
        jdbc.update(
            "update provider_slot set taken_until = '-infinity', holder = null"
                + " where name = ? and holder = ?",
            limit.name(),
            holder);
  }
}
