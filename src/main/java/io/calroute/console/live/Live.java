package io.calroute.console.live;

import io.calroute.work.Workers;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells open pages what has changed. However many are open, one thread looks; while none is, nobody
 * does. Safe for concurrent use.
 */
@Component
public final class Live extends Workers {

  /** More pages than one team has open. Whoever comes later sees what is so when it asks. */
  static final int LISTENERS_LIMIT = 100;

  /** Nobody takes all of them; a team may share one token. */
  static final int LISTENERS_OF_ONE = 50;

  private static final Logger LOG = LoggerFactory.getLogger(Live.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Proxies end a connection of which nothing is heard for a minute. */
  private static final int WORD_EVERY_TICKS = 20;

  private final List<Watched> watched;
  private final Map<SseEmitter, String> listeners = new ConcurrentHashMap<>();
  private final Map<Watched, Long> lookedAt = new HashMap<>();

  Live(Supplier<CamelContext> camel, List<Watched> watched) {
    super("console-live", 1, camel);
    this.watched = watched;
  }

  /**
   * A page that listens from now on.
   *
   * @param who has it open
   * @return null when too many listen
   */
  synchronized SseEmitter listen(String who) {
    if (!isRunning()
        || listeners.size() >= LISTENERS_LIMIT
        || Collections.frequency(listeners.values(), who) >= LISTENERS_OF_ONE) {
      return null;
    }
    SseEmitter listener = new SseEmitter(0L);
    listener.onCompletion(() -> listeners.remove(listener));
    listener.onError(gone -> listeners.remove(listener));
    listener.onTimeout(listener::complete);
    listeners.put(listener, who);
    return listener;
  }

  /** Before the web server waits for requests to end: these never would. */
  @Override
  public synchronized void stop() {
    super.stop();
    listeners.keySet().forEach(SseEmitter::complete);
  }

  @Override
  protected void work() throws InterruptedException {
    for (int tick = 1; isRunning(); tick++) {
      pause(TICK);
      if (!listeners.isEmpty()) {
        look();
        if (tick % WORD_EVERY_TICKS == 0) {
          tell(SseEmitter.event().comment("still here"));
        }
      }
    }
  }

  private void look() {
    for (Watched one : watched) {
      long now = System.nanoTime();
      Long before = lookedAt.get(one);
      if (before == null || now - before >= one.every().toNanos()) {
        lookedAt.put(one, now);
        try {
          for (String name : one.changed()) {
            tell(SseEmitter.event().name(name).data("changed", MediaType.TEXT_PLAIN));
          }
        } catch (RuntimeException unreadable) {
          LOG.debug("What pages show can't be read now", unreadable);
        }
      }
    }
  }

  private void tell(SseEmitter.SseEventBuilder event) {
    Set<ResponseBodyEmitter.DataWithMediaType> data = event.build();
    for (SseEmitter listener : listeners.keySet()) {
      try {
        listener.send(data);
      } catch (IOException | IllegalStateException gone) {
        listeners.remove(listener);
      }
    }
  }
}
