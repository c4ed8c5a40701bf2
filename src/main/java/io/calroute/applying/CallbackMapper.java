package io.calroute.applying;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Mentions;
import io.calroute.callback.journal.Outcome;
import io.calroute.mapping.Mappings;
import io.calroute.work.LogTopic;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * Sends callbacks through the routes {@code map-<provider>}, where operators have steps of their
 * own. Each provider has its own threads, so that one whose steps are slow holds up no other. No
 * transaction is open meanwhile. Safe for concurrent use.
 */
public final class CallbackMapper implements AutoCloseable {

  private static final Duration IDLE = Duration.ofSeconds(30);

  /** Threads of steps that went on after their time was over, for each one that maps. */
  private static final int LOST_LIMIT = 4;

  private final Supplier<CamelContext> camel;
  private final CallbackMapping mapping;
  private final Duration timeout;
  private final int mappers;
  private final Map<String, Crew> crews = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(1, daemons("map-timeout"));
  private volatile ProducerTemplate routes;

  /**
   * A mapper.
   *
   * @param camel looked up late: it must not start before its routes are there
   * @param mapping what stands around the routes
   * @param timeout how long a route may take
   * @param mappers how many callbacks of a provider are mapped at once
   */
  public CallbackMapper(
      Supplier<CamelContext> camel, CallbackMapping mapping, Duration timeout, int mappers) {
    this.camel = camel;
    this.mapping = mapping;
    this.timeout = timeout;
    this.mappers = mappers;
    clock.setRemoveOnCancelPolicy(true);
  }

  /** How many callbacks of a provider are mapped at once. */
  public int mappers() {
    return mappers;
  }

  /**
   * Maps a callback as soon as there is room.
   *
   * @return what its route makes of it; fails with a {@link PassingFault} when it is to be mapped
   *     again
   */
  public CompletableFuture<MappedCallback> map(Callback callback) {
    return map(callback, null);
  }

  /**
   * Maps a callback with other mappings than those in use.
   *
   * @param edited null for those in use
   */
  public CompletableFuture<MappedCallback> map(Callback callback, Mappings edited) {
    CompletableFuture<MappedCallback> mapped = new CompletableFuture<>();
    crews.computeIfAbsent(callback.provider(), Crew::new).take(callback, edited, mapped);
    return mapped;
  }

  /** Waits for a callback to be mapped. A passing fault counts like any other. */
  public static MappedCallback settled(
      Callback callback, CompletableFuture<MappedCallback> mapped) {
    return mapped
        .exceptionally(
            fault ->
                fault instanceof PassingFault passing
                    ? new MappedCallback(
                        callback, null, Outcome.failed(passing.code(), passing.getMessage()))
                    : null)
        .join();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    crews.values().forEach(crew -> crew.threads.shutdownNow());
  }

  /** The threads of one provider. */
  private final class Crew {
    private final String provider;
    private final ThreadPoolExecutor threads;
    private int lost;

    Crew(String provider) {
      this.provider = provider;
      this.threads =
          new ThreadPoolExecutor(
              mappers,
              mappers,
              IDLE.toMillis(),
              TimeUnit.MILLISECONDS,
              new LinkedBlockingQueue<>(),
              daemons("map-" + provider));
      threads.allowCoreThreadTimeOut(true);
    }

    void take(Callback callback, Mappings edited, CompletableFuture<MappedCallback> mapped) {
      threads.execute(
          () -> {
            if (mapped.isDone()) {
              return;
            }
            LogTopic.is(callback.id(), null, callback.traceparent());
            Thread thread = Thread.currentThread();
            AtomicBoolean late = new AtomicBoolean();
            Future<?> alarm =
                clock.schedule(
                    () -> giveUp(mapped, thread, late), timeout.toMillis(), TimeUnit.MILLISECONDS);
            try {
              mapped.complete(findable(callback, throughRoute(callback, edited)));
            } catch (PassingFault passing) {
              mapped.completeExceptionally(passing);
            } catch (RuntimeException | Error e) {
              mapped.complete(findable(callback, mapping.failed(callback, e)));
            } finally {
              alarm.cancel(false);
              returned(late);
              LogTopic.over();
            }
          });
    }

    private synchronized void giveUp(
        CompletableFuture<MappedCallback> mapped, Thread thread, AtomicBoolean late) {
      PassingFault fault =
          new PassingFault(
              "map-timeout",
              "The route "
                  + route(provider)
                  + " took longer than calroute.apply.map-timeout ("
                  + timeout.toMillis()
                  + " ms). It is tried again.");
      if (mapped.completeExceptionally(fault)) {
        late.set(true);
        lost++;
        thread.interrupt();
        size();
      }
    }

    /** A thread is there again that was given up, or would have been. */
    private synchronized void returned(AtomicBoolean late) {
      if (late.get()) {
        lost--;
        size();
      }
      Thread.interrupted();
    }

    /** A step that heeds no interrupt keeps its thread; others take its place, up to a limit. */
    private void size() {
      int size = mappers + Math.min(lost, mappers * LOST_LIMIT);
      if (size > threads.getMaximumPoolSize()) {
        threads.setMaximumPoolSize(size);
        threads.setCorePoolSize(size);
      } else {
        threads.setCorePoolSize(size);
        threads.setMaximumPoolSize(size);
      }
    }
  }

  /** What is not applied has no appointment that it could be found by. */
  private static MappedCallback findable(Callback callback, MappedCallback mapped) {
    return mapped.outcome() == null || callback.body() == null
        ? mapped
        : mapped.mentioning(Mentions.of(callback.body(), callback.charset()));
  }

  private static String route(String provider) {
    return "map-" + provider;
  }

  private MappedCallback throughRoute(Callback callback, Mappings edited) {
    Exchange answer =
        routes()
            .request(
                "direct:" + route(callback.provider()) + "?block=false",
                exchange -> {
                  exchange.setProperty(Callback.PROPERTY, callback.read());
                  exchange.setProperty(RouteMappings.EDITED, edited);
                  exchange.getMessage().setBody(mapping.text(callback));
                });
    if (answer.getException() != null) {
      PassingFault.of(route(callback.provider()), answer.getException())
          .ifPresent(
              passing -> {
                throw passing;
              });
      MappedCallback failed = mapping.failed(callback, answer.getException());
      return answer.getProperty(RouteMappings.GLANCE) instanceof JsonNode said
          ? failed.about(said.path("type").textValue(), said.path("id").textValue())
          : failed;
    }
    if (answer.getProperty(Outcome.PROPERTY) instanceof Outcome outcome) {
      return new MappedCallback(callback, null, outcome);
    }
    JsonNode output = answer.getMessage().getBody(JsonNode.class);
    return output == null
        ? new MappedCallback(
            callback,
            null,
            Outcome.failed(
                "no-appointment",
                "The route "
                    + route(callback.provider())
                    + " gives no JSON; its last step must give what the mapping gives."))
        : mapping.check(callback, output);
  }

  private ProducerTemplate routes() {
    ProducerTemplate made = routes;
    if (made == null) {
      made = camel.get().createProducerTemplate();
      routes = made;
    }
    return made;
  }

  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
