package io.calroute.provider.writing;

import io.calroute.appointment.AppointmentKey;
import io.calroute.provider.request.ProviderFault;
import io.calroute.work.Workers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what is wanted into bookings at their providers, one booking at a time. A provider that is
 * down is left alone for a while, and delays no other one.
 */
final class WriteWorkers extends Workers {

  private static final Logger LOG = LoggerFactory.getLogger(WriteWorkers.class);
  private static final int WORKERS = 2;
  private static final Duration POLL = Duration.ofSeconds(1);

  /** Longer than the calls for one booking take. */
  private static final Duration LEASE = Duration.ofMinutes(5);

  /** What says nothing of one booking, though waiting alone does not mend it. */
  private static final Set<String> OF_ALL =
      Set.of("provider-credentials-refused", "provider-not-configured");

  /** So often a provider may show something else than it took before that counts. */
  private static final int PATIENCE = 3;

  private final Accounts accounts;
  private final OutboxStore outbox;
  private final BookingWriter writer;
  private final IntFunction<Duration> backoff;
  private final Clock clock;
  private final Map<Account, Rest> resting = new ConcurrentHashMap<>();

  /**
   * Workers.
   *
   * @param backoff how long to wait after so many tries in vain
   * @param planned whether nothing is written anywhere
   */
  WriteWorkers(
      Supplier<CamelContext> camel,
      Accounts accounts,
      OutboxStore outbox,
      BookingWriter writer,
      IntFunction<Duration> backoff,
      boolean planned,
      Clock clock) {
    super("write", planned ? 0 : WORKERS, camel);
    this.accounts = accounts;
    this.outbox = outbox;
    this.writer = writer;
    this.backoff = backoff;
    this.clock = clock;
  }

  /** Until when an account is left alone, after how many faults in a row. */
  private record Rest(Instant until, int faults) {}

  @Override
  protected void work() throws InterruptedException {
    while (isRunning()) {
      Instant now = clock.instant();
      List<Account> awake = accounts.able().stream().filter(one -> !rests(one, now)).toList();
      OutboxStore.Booking booking = awake.isEmpty() ? null : outbox.take(now, LEASE, awake);
      if (booking == null) {
        await(outbox.due(), POLL);
      } else {
        outbox.due().raise();
        write(booking);
      }
    }
  }

  private boolean rests(Account account, Instant now) {
    Rest rest = resting.get(account);
    return rest != null && rest.until().isAfter(now);
  }

  private void write(OutboxStore.Booking booking) {
    AppointmentKey key = booking.appointment();
    Account account = new Account(key.provider(), key.connection());
    BookingWriter.Outcome outcome;
    try {
      outcome = writer.write(booking);
      resting.remove(account);
    } catch (ProviderFault fault) {
      putOff(account, booking, fault);
      return;
    }
    for (OutboxStore.Taken field : booking.fields()) {
      BookingWriter.Reason reason = outcome.reasons().get(field.field());
      if (reason == null) {
        outbox.written(key, field, clock.instant());
      } else if (reason.isFinal() || field.attempts() + 1 >= PATIENCE) {
        outbox.stop(key, field, reason.code(), reason.sentence());
        report(key, field, reason);
      } else {
        Instant until = clock.instant().plus(backoff.apply(field.attempts() + 1));
        outbox.retry(key, field, until, reason.code(), reason.sentence());
      }
    }
  }

  private static void report(
      AppointmentKey key, OutboxStore.Taken field, BookingWriter.Reason reason) {
    if (reason.code().equals(BookingWriter.NO_SUCH_FIELD)) {
      LOG.debug("{}: {}", key.text(), reason.sentence());
    } else {
      LOG.warn(
          "The {} of {} could not be written and are left until others are wanted: {}",
          field.field().word(),
          key.text(),
          reason.sentence());
    }
  }

  private void putOff(Account account, OutboxStore.Booking booking, ProviderFault fault) {
    Instant until =
        OF_ALL.contains(fault.code()) || fault.isPassing()
            ? rest(account, fault)
            : clock.instant().plus(ProviderFault.REFUSED);
    for (OutboxStore.Taken field : booking.fields()) {
      outbox.putOff(booking.appointment(), field, until, fault.code(), fault.getMessage());
    }
    LOG.warn(
        "Nothing could be written into {} of {}, next time at {}: {}",
        booking.appointment().id(),
        account.provider(),
        until,
        fault.getMessage());
  }

  /** Leaves a whole account alone, longer after each fault. */
  private Instant rest(Account account, ProviderFault fault) {
    return resting
        .compute(
            account,
            (any, before) -> {
              int faults = before == null ? 1 : before.faults() + 1;
              return new Rest(clock.instant().plus(pause(fault, faults)), faults);
            })
        .until();
  }

  private Duration pause(ProviderFault fault, int faults) {
    return fault.pause(fault.isPassing() ? backoff.apply(faults) : ProviderFault.REFUSED);
  }
}
