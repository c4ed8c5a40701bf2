package io.calroute.callback.claim;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Renews the claims of a process that take longer than a moment, with one statement for all, and
 * tells a holder what it has lost. Safe for concurrent use.
 */
@Component
public final class ClaimRenewal implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClaimRenewal.class);

  /** Often enough that a store that is slow for a moment costs no claim. */
  private static final Duration PERIOD = Duration.ofSeconds(2);

  private record Claim(long callback, UUID holder) {}

  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final PendingFloor floor = new PendingFloor();
  private final Set<Claims> all = ConcurrentHashMap.newKeySet();
  private ScheduledExecutorService renewals;

  public ClaimRenewal(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** For one worker to claim callbacks with. */
  public Claims claims() {
    return new Claims(jdbc, this, floor, clock);
  }

  synchronized void add(Claims claims) {
    all.add(claims);
    if (renewals == null) {
      renewals =
          Executors.newSingleThreadScheduledExecutor(
              work -> {
                Thread thread = new Thread(work, "claim-renewal");
                thread.setDaemon(true);
                return thread;
              });
      renewals.scheduleWithFixedDelay(
          this::renew, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  void remove(Claims claims) {
    all.remove(claims);
  }

  private void renew() {
    long before = System.nanoTime() - PERIOD.toNanos();
    List<Claim> ours = new ArrayList<>();
    for (Claims claims : all) {
      claims.heldSince(before).forEach(id -> ours.add(new Claim(id, claims.holder())));
    }
    if (ours.isEmpty()) {
      return;
    }
    try {
      Set<Claim> renewed = new HashSet<>(renew(ours));
      for (Claims claims : all) {
        claims.lose(
            ours.stream()
                .filter(one -> one.holder().equals(claims.holder()) && !renewed.contains(one))
                .map(Claim::callback)
                .toList());
      }
    } catch (DataAccessException e) {
      LOG.debug("{} claims of callbacks could not be renewed", ours.size(), e);
    }
  }

  private List<Claim> renew(List<Claim> ours) {
    return jdbc.query(
        connection -> {
          var statement =
              connection.prepareStatement(
                  """
                  update callback_claim c
                  set claimed_until = clock_timestamp() + ? * interval '1 millisecond'
                  from unnest(?::bigint[], ?::uuid[]) as o (callback_id, holder)
                  where c.callback_id = o.callback_id and c.holder = o.holder
                  returning c.callback_id, c.holder
                  """);
          statement.setLong(1, Claims.LEASE.toMillis());
          statement.setArray(
              2, connection.createArrayOf("bigint", ours.stream().map(Claim::callback).toArray()));
          statement.setArray(
              3, connection.createArrayOf("uuid", ours.stream().map(Claim::holder).toArray()));
          return statement;
        },
        (row, index) -> new Claim(row.getLong(1), row.getObject(2, UUID.class)));
  }

  @Override
  public synchronized void close() {
    if (renewals != null) {
      renewals.shutdownNow();
    }
  }
}
