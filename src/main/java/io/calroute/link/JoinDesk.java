package io.calroute.link;

import io.calroute.callback.port.PortGuest;
import io.calroute.callback.port.Visitor;
import io.calroute.policy.LinkSettings;
import io.calroute.work.IntakeFirst;
import io.calroute.work.SourceLimit;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
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
      SourceLimit limit,
      IntakeFirst intake,
      ExecutorService lookups,
      Clock clock) {
    this.settings = settings;
    this.lookup = lookup;
    this.limit = limit;
    this.intake = intake;
    this.lookups = lookups;
    this.clock = clock;
  }

  @Override
  public String prefix() {
    return JoinAddress.PREFIX;
  }

  @Override
  public void handle(RoutingContext call) {
    HttpMethod method = call.request().method();
    if (!HttpMethod.GET.equals(method) && !HttpMethod.HEAD.equals(method)) {
      call.response().putHeader("Allow", "GET, HEAD");
      answer(call, 405, JoinPage.UNKNOWN);
      return;
    }
    Duration wait =
        limit.take(
            Visitor.source(
                call.request().remoteAddress().hostAddress(),
                call.request().headers().getAll("X-Forwarded-For")));
    if (!wait.isZero()) {
      later(call, 429, wait.toSeconds() + 1);
      return;
    }
    LinkSettings decided = settings.get();
    Optional<JoinAddress> address = JoinAddress.of(call.request().path());
    Optional<String> publicUrl =
        address.flatMap(known -> decided.redirectsAt(known.provider(), known.connection()));
    if (publicUrl.isEmpty()) {
      answer(call, 404, JoinPage.UNKNOWN);
      return;
    }
    Context context = call.vertx().getOrCreateContext();
    try {
      lookups.execute(
          () -> {
            Runnable answer = lookUp(call, address.get(), publicUrl.get());
            context.runOnContext(
                now -> {
                  // Nobody hears it whose client has gone meanwhile.
                  if (!call.response().closed()) {
                    answer.run();
                  }
                });
          });
    } catch (RejectedExecutionException full) {
      later(call, 503, BUSY_SECONDS);
    }
  }

  /** Asks the store, and gives what is to be said then. */
  private Runnable lookUp(RoutingContext call, JoinAddress address, String publicUrl) {
    try {
      Duration rest = intake.rest();
      if (!rest.isZero()) {
        Thread.sleep(rest.toMillis());
      }
      Optional<FoundMeeting> found = lookup.find(address);
      return () -> answer(call, found, publicUrl);
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
    return () -> later(call, 503, BUSY_SECONDS);
  }

  private void answer(RoutingContext call, Optional<FoundMeeting> found, String publicUrl) {
    if (found.isEmpty()) {
      answer(call, 404, JoinPage.UNKNOWN);
      return;
    }
    if (found.get().isOver(clock.instant())) {
      answer(call, 200, JoinPage.OVER);
      return;
    }
    Optional<String> link = found.get().link(publicUrl);
    if (link.isEmpty()) {
      answer(call, 200, JoinPage.WAITING);
      return;
    }
    call.response().setStatusCode(302).putHeader("Location", link.get());
    end(call, "");
  }

  private static void later(RoutingContext call, int status, long seconds) {
    call.response().putHeader("Retry-After", Long.toString(seconds));
    answer(call, status, JoinPage.LATER);
  }

  private static void answer(RoutingContext call, int status, JoinPage page) {
    call.response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/html; charset=utf-8")
        .putHeader("Vary", "Accept-Language");
    end(call, page.in(call.request().getHeader("Accept-Language")));
  }

  /**
   * Clients come one by one and far apart: a connection that one keeps is one less for callbacks.
   */
  private static void end(RoutingContext call, String body) {
    call.response()
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Robots-Tag", "noindex")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Content-Security-Policy", JoinPage.POLICY)
        .putHeader("Connection", "close")
        .end(body)
        .onComplete(written -> call.request().connection().close());
  }

  @Override
  public void close() {
    lookups.shutdownNow();
  }
}
