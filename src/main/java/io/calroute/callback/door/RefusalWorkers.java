package io.calroute.callback.door;

import io.calroute.work.Workers;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Writes down which callbacks were refused, once a second at most. */
public final class RefusalWorkers extends Workers {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalWorkers.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Refusals refusals;
  private final RefusalStore store;

  public RefusalWorkers(Supplier<CamelContext> camel, Refusals refusals, RefusalStore store) {
    super("refusals", 1, camel);
    this.refusals = refusals;
    this.store = store;
  }

  @Override
  protected void work() throws InterruptedException {
    while (isRunning()) {
      pause(EVERY);
      write();
    }
  }

  private void write() {
    List<RefusedCallbacks> counted = refusals.take();
    if (counted.isEmpty()) {
      return;
    }
    try {
      store.add(counted);
    } catch (DataAccessException away) {
      LOG.debug("Refused callbacks are written down later", away);
      counted.forEach(refusals::add);
    }
  }
}
