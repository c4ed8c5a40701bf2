package io.calroute.link;

import io.calroute.policy.LiveLinkSettings;
import io.calroute.work.IntakeFirst;
import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the desk that clients come to. */
@Configuration(proxyBeanMethods = false)
class LinkConfiguration {

  /** As many connections to the store as clients have at most. */
  private static final int LOOKUPS = 2;

  private static final int WAITING = 64;
  private static final int IDLE_SECONDS = 60;

  @Bean
  JoinDesk joinDesk(
      LiveLinkSettings settings, MeetingLookup lookup, IntakeFirst intake, Clock clock) {
    return new JoinDesk(settings, lookup, intake, lookups(), clock);
  }

  private static ThreadPoolExecutor lookups() {
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
}
