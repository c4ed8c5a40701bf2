package io.calroute.provider.writing;

import io.calroute.work.ChangedAppointments;
import io.calroute.work.IntakeFirst;
import io.calroute.work.Workers;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Finds out what is to be written: at once where an event has changed in this process, and at the
 * start, after an edit of the configuration and every hour for all appointments ahead. Asks the
 * store for nothing while nothing is to be written anywhere.
 */
final class WantWorkers extends Workers {

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration EVERYTHING = Duration.ofHours(1);
  private static final Duration OVER = Duration.ofDays(1);

  /** What changes together is looked at together. */
  private static final Duration GATHER = Duration.ofMillis(200);

  private static final int PAGE = 500;

  private final Accounts accounts;
  private final WantedFields fields;
  private final OutboxStore outbox;
  private final ChangedAppointments changed;
  private final Supplier<?> decisions;
  private final IntakeFirst intake;
  private final JdbcTemplate jdbc;
  private final Clock clock;

  /**
   * A worker.
   *
   * @param decisions what decides over values; when it gives something else, all are looked at
   * @param count 0 where nothing is written anywhere
   */
  WantWorkers(
      Supplier<CamelContext> camel,
      Accounts accounts,
      WantedFields fields,
      OutboxStore outbox,
      ChangedAppointments changed,
      Supplier<?> decisions,
      IntakeFirst intake,
      JdbcTemplate jdbc,
      Clock clock,
      int count) {
    super("want", count, camel);
    this.accounts = accounts;
    this.fields = fields;
    this.outbox = outbox;
    this.changed = changed;
    this.decisions = decisions;
    this.intake = intake;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** What was decided when everything was looked at. */
  private record Look(List<Account> able, Object decisions, Instant at) {

    boolean isGood(Look now) {
      return able.equals(now.able)
          && (able.isEmpty()
              || decisions.equals(now.decisions) && now.at.isBefore(at.plus(EVERYTHING)));
    }
  }

  @Override
  protected void work() throws InterruptedException {
    Look last = null;
    while (isRunning()) {
      Look now = new Look(accounts.able(), decisions.get(), clock.instant());
      changed.follow(!now.able.isEmpty());
      ChangedAppointments.Changes changes = changed.take();
      if (last == null || !last.isGood(now) || changes.leftOut()) {
        lookAtEverything(now);
        last = now;
      } else if (changes.appointments().isEmpty()) {
        await(changed.some(), POLL);
        if (!now.able.isEmpty()) {
          pause(GATHER);
        }
      } else {
        look(changes.appointments());
      }
    }
  }

  private void lookAtEverything(Look now) throws InterruptedException {
    outbox.forget(accounts.configured(), now.at.minus(OVER));
    for (Account account : now.able) {
      String last = "";
      while (last != null && isRunning()) {
        List<Long> page = new ArrayList<>();
        last = page(account, last, now.at, page);
        if (!page.isEmpty()) {
          look(page);
        }
        giveWay(intake);
      }
    }
  }

  /**
   * Reads the ids of some appointments ahead.
   *
   * @return the provider's id of the last one; null when there are no more
   */
  private String page(Account account, String after, Instant now, List<Long> ids) {
    String[] last = new String[1];
    jdbc.query(
        """
        select id, external_id from appointment
        where provider = ? and connection = ? and external_id > ? and ends_at > ?
        order by external_id limit ?
        """,
        row -> {
          ids.add(row.getLong(1));
          last[0] = row.getString(2);
        },
        account.provider(),
        account.connection(),
        after,
        Timestamp.from(now),
        PAGE);
    return last[0];
  }

  private void look(List<Long> appointments) {
    List<Account> able = accounts.able();
    outbox.want(
        fields.of(appointments, clock.instant()).stream()
            .filter(
                one ->
                    able.contains(
                        new Account(one.appointment().provider(), one.appointment().connection())))
            .toList(),
        clock.instant());
  }
}
