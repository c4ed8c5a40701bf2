package io.calroute.link;

import io.calroute.callback.port.PortGuest;
import io.calroute.callback.port.Visitor;
import io.calroute.policy.LinkSettings;
import io.calroute.work.IntakeFirst;
import io.calroute.work.SourceLimit;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Takes clients to their meetings. A flood of them holds up no callback: what is of a wrong shape,
 * comes too often, or finds too many others waiting is answered at once, and the rest is looked up
 * by a few threads that let callbacks go first.
 */
final class JoinDesk implements PortGuest, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JoinDesk.class);
  private static final int BUSY_SECONDS = 5;

  /** As many connections to the store as clients have at most. */
  private static final int LOOKUPS = 2;

  private static final int WAITING = 64;
  private static final int IDLE_SECONDS = 60;

  /** As often as somebody opens an address who waits for a link, and too seldom to try keys. */
  static final int A_MINUTE = 30;

  private final Supplier<LinkSettings> settings;
  private final MeetingLookup lookup;
  private final SourceLimit limit;
  private final IntakeFirst intake;
  private final ExecutorService lookups;
  private final Clock clock;

  /**
   * A desk.
   *
   * @param lookups refuses what it has no room for; ends with the desk
   */
  JoinDesk(
      Supplier<LinkSettings> settings,
      MeetingLookup lookup,
      IntakeFirst intake,
      ExecutorService lookups,
      Clock clock) {
    this.settings = settings;
    this.lookup = lookup;
    this.limit = new SourceLimit(clock, A_MINUTE, Duration.ofMinutes(1));
    this.intake = intake;
    this.lookups = lookups;
    this.clock = clock;
  }

  /** Threads that look addresses up; more than they have room for is refused. */
  static ExecutorService lookups() {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor lookups =
        new ThreadPoolExecutor(
            LOOKUPS,
            LOOKUPS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            work -> {
              Thread thread = new Thread(work, "join-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    lookups.allowCoreThreadTimeOut(true);
    return lookups;
  }

  @Override
  public String prefix() {
    return JoinAddress.PREFIX;
  }

  @Override
  public void handle(HttpServerRequest request) {
    HttpMethod method = request.method();
    if (!HttpMethod.GET.equals(method) && !HttpMethod.HEAD.equals(method)) {
      request.response().putHeader("Allow", "GET, HEAD");
      answer(request, 405, JoinPage.UNKNOWN);
      return;
    }
    Duration wait =
        limit.take(
            Visitor.source(
                request.remoteAddress().hostAddress(),
                request.headers().getAll("X-Forwarded-For")));
    if (!wait.isZero()) {
      later(request, 429, wait.toSeconds() + 1);
      return;
    }
    LinkSettings decided = settings.get();
    Optional<JoinAddress> address = JoinAddress.of(request.path());
    Optional<String> publicUrl =
        address.flatMap(known -> decided.redirectsAt(known.provider(), known.connection()));
    if (publicUrl.isEmpty()) {
      answer(request, 404, JoinPage.UNKNOWN);
      return;
    }
    Context context = Vertx.currentContext();
    try {
      lookups.execute(
          () -> {
            Runnable answer = lookUp(request, address.get(), publicUrl.get());
            context.runOnContext(
                now -> {
                  // Nobody hears it whose client has gone meanwhile.
                  if (!request.response().closed()) {
                    answer.run();
                  }
                });
          });
    } catch (RejectedExecutionException full) {
      later(request, 503, BUSY_SECONDS);
    }
  }

  /** Asks the store, and gives what is to be said then. */
  private Runnable lookUp(HttpServerRequest request, JoinAddress address, String publicUrl) {
    try {
      Duration rest = intake.rest(Duration.ZERO);
      if (!rest.isZero()) {
        Thread.sleep(rest.toMillis());
      }
      Optional<FoundMeeting> found = lookup.find(address);
      return () -> answer(request, found, publicUrl);
    } catch (DataAccessException unreachable) {
      // The store's own health is told elsewhere; a flood would fill the log.
      LOG.debug(
          "A client's address could not be looked up: {}", unreachable.getClass().getSimpleName());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException fault) {
      // Its text might show the address, and the address is a key.
      LOG.error("A client's address met a fault: {}", fault.getClass().getName());
    }
    return () -> later(request, 503, BUSY_SECONDS);
  }

  private void answer(HttpServerRequest request, Optional<FoundMeeting> found, String publicUrl) {
    if (found.isEmpty()) {
      answer(request, 404, JoinPage.UNKNOWN);
      return;
    }
    if (found.get().isOver(clock.instant())) {
      answer(request, 200, JoinPage.OVER);
      return;
    }
    Optional<String> link = found.get().link(publicUrl);
    if (link.isEmpty()) {
      answer(request, 200, JoinPage.WAITING);
      return;
    }
    request.response().setStatusCode(302).putHeader("Location", link.get());
    end(request, "");
  }

  private static void later(HttpServerRequest request, int status, long seconds) {
    request.response().putHeader("Retry-After", Long.toString(seconds));
    answer(request, status, JoinPage.LATER);
  }

  private static void answer(HttpServerRequest request, int status, JoinPage page) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/html; charset=utf-8")
        .putHeader("Vary", "Accept-Language");
    end(request, page.in(request.getHeader("Accept-Language")));
  }

  /**
   * Clients come one by one and far apart: a connection that one keeps is one less for callbacks.
   */
  private static void end(HttpServerRequest request, String body) {
    request
        .response()
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Robots-Tag", "noindex")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Content-Security-Policy", JoinPage.POLICY)
        .putHeader("Connection", "close")
        .end(body)
        .onComplete(written -> request.connection().close());
  }

  @Override
  public void close() {
    lookups.shutdownNow();
  }
}
