package io.calroute.work;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeansException;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * Threads that do the same work until the application stops. They begin when the routes are up and
 * end before the routes do; what they leave undone is in the store.
 */
public abstract class Workers implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final Duration FAULT_PAUSE = Duration.ofSeconds(1);
  private static final Duration BETWEEN_WORDS = Duration.ofSeconds(30);

  /**
   * Longer than a call may take, shorter than {@code spring.lifecycle.timeout-per-shutdown-phase}.
   */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(25);

  private final String name;
  private final int count;
  private final Supplier<CamelContext> camel;
  private final List<Thread> threads = new ArrayList<>();
  private final Set<Thread> resting = new HashSet<>();
  private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - BETWEEN_WORDS.toNanos());
  private volatile boolean running;
  private volatile boolean stopped;
  private volatile ProducerTemplate routes;

  /**
   * Workers.
   *
   * @param camel looked up late: Spring starts whatever a lifecycle bean depends on, and Camel must
   *     not start before its routes are there
   */
  protected Workers(String name, int count, Supplier<CamelContext> camel) {
    this.name = name;
    this.count = count;
    this.camel = camel;
  }

  /** Sends to the routes; made when they are up, because making it earlier would start Camel. */
  protected final ProducerTemplate routes() {
    ProducerTemplate made = routes;
    if (made == null) {
      made = camel.get().createProducerTemplate();
      routes = made;
    }
    return made;
  }

  /** Does the work until {@link #isRunning()} is false. */
  protected abstract void work() throws InterruptedException;

  @Override
  public synchronized void start() {
    running = true;
    stopped = false;
    for (int i = 1; i <= count; i++) {
      Thread thread = new Thread(this::run, name + "-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  @Override
  public synchronized void stop() {
    running = false;
    stopped = true;
    synchronized (resting) {
      resting.forEach(Thread::interrupt);
    }
    long deadline = System.nanoTime() + STOP_PATIENCE.toNanos();
    for (Thread thread : threads) {
      try {
        // A call under way is let end: cut off, it would leave the next start something to find
        // out.
        thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        thread.interrupt();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    threads.clear();
  }

  /** Beside the other workers, so that the longest wait of one is the wait for all. */
  @Override
  public void stop(Runnable whenStopped) {
    new Thread(
            () -> {
              stop();
              whenStopped.run();
            },
            name + "-stop")
        .start();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Whether long work is to end where it is; false before the start, too. */
  protected final boolean isStopped() {
    return stopped;
  }

  /** After the routes, which start at {@code Integer.MAX_VALUE - 101}; stopped before them. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }

  /** Whether a message came to a route just as it was replaced; the new one takes it. */
  public static boolean routeIsReplaced(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof DirectConsumerNotAvailableException
          || cause instanceof RejectedExecutionException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Lets callbacks have the machine before the worker's next step.
   *
   * @return whether the worker had to rest
   */
  protected final boolean giveWay(IntakeFirst intake) throws InterruptedException {
    Duration rested = Duration.ZERO;
    Duration next = intake.rest(rested);
    while (!next.isZero() && !stopped) {
      pause(next);
      rested = rested.plus(next);
      next = intake.rest(rested);
    }
    return !rested.isZero();
  }

  /** Waits, but not past the stop. */
  protected final void pause(Duration duration) throws InterruptedException {
    rest(() -> TimeUnit.NANOSECONDS.sleep(duration.toNanos()));
  }

  /** Waits for a signal, but not past the stop. */
  protected final void await(Signal signal, Duration patience) throws InterruptedException {
    await(signal, patience, () -> false);
  }

  /**
   * The same, unless the worker has got what it waits for in another way.
   *
   * @return whether the signal was raised for this worker
   */
  protected final boolean await(Signal signal, Duration patience, BooleanSupplier served)
      throws InterruptedException {
    boolean[] raised = new boolean[1];
    rest(() -> raised[0] = signal.await(patience, served));
    return raised[0];
  }

  private void rest(Rest rest) throws InterruptedException {
    synchronized (resting) {
      if (stopped) {
        return;
      }
      resting.add(Thread.currentThread());
    }
    try {
      rest.end();
    } catch (InterruptedException e) {
      if (!stopped) {
        throw e;
      }
    } finally {
      synchronized (resting) {
        resting.remove(Thread.currentThread());
      }
      if (stopped) {
        // Woken, not cut off: what the worker does last may need a connection.
        Thread.interrupted();
      }
    }
  }

  /** What a worker does while it has nothing to do. */
  private interface Rest {
    void end() throws InterruptedException;
  }

  /** Spring tells lifecycle beans nothing of a start that is given up. */
  private boolean hasApplication() {
    try {
      return camel.get() != null;
    } catch (BeansException | IllegalStateException e) {
      LOG.debug("The application did not come up, or goes down", e);
      return false;
    }
  }

  private void tell(Throwable fault) {
    if (isOfTheStore(fault)) {
      tellOfStore(fault);
    } else {
      LOG.error("{} goes on after a fault", Thread.currentThread().getName(), fault);
    }
  }

  /** Says now and then, once for all of these workers, that they wait for the store. */
  protected final void tellOfStore(Throwable fault) {
    long now = System.nanoTime();
    long before = toldAt.get();
    if (now - before >= BETWEEN_WORDS.toNanos() && toldAt.compareAndSet(before, now)) {
      LOG.warn("{} waits for the store: {}", name, fault.getClass().getSimpleName());
    }
    LOG.debug("{} waits for the store", name, fault);
  }

  /**
   * Lets others have what a worker has taken for a long while, as soon as the store that went away
   * meanwhile is there again. What is not given back runs out.
   *
   * @param fault why the worker could not end what it had begun; thrown again when the store has
   *     not gone away
   * @param patience until when it is the worker's at least
   */
  protected final void giveBackAfter(RuntimeException fault, Runnable giveBack, Duration patience)
      throws InterruptedException {
    if (!isOfTheStore(fault)) {
      throw fault;
    }
    tellOfStore(fault);
    long end = System.nanoTime() + patience.toNanos();
    while (running && System.nanoTime() - end < 0) {
      pause(FAULT_PAUSE);
      try {
        giveBack.run();
        return;
      } catch (DataAccessException | TransactionException stillAway) {
        tellOfStore(stillAway);
      }
    }
  }

  /** PostgreSQL documentation, appendix A: 25006 is a write to a server that takes none. */
  private static boolean isOfTheStore(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException said && "25006".equals(said.getSQLState())) {
        return true;
      }
    }
    return fault instanceof DataAccessResourceFailureException
        || fault instanceof TransientDataAccessException
        || fault instanceof CannotCreateTransactionException
        || fault instanceof TransactionSystemException;
  }

  private void run() {
    while (running && hasApplication()) {
      try {
        if (camel.get().isStarted()) {
          work();
        } else {
          pause(Duration.ofMillis(50));
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | LinkageError e) {
        if (running) {
          tell(e);
          try {
            pause(FAULT_PAUSE);
          } catch (InterruptedException interrupted) {
            return;
          }
        }
      }
    }
  }
}
