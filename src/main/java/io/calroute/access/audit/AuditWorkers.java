package io.calroute.access.audit;

import io.calroute.access.audit.RefusedCallers.Refused;
import io.calroute.work.Workers;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Writes down how many callers were refused, once a second at most. */
final class AuditWorkers extends Workers {

  private static final Logger LOG = LoggerFactory.getLogger(AuditWorkers.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final RefusedCallers refused;
  private final AuditStore store;

  AuditWorkers(Supplier<CamelContext> camel, RefusedCallers refused, AuditStore store) {
    super("audit", 1, camel);
    this.refused = refused;
    this.store = store;
  }

  @Override
  protected void work() throws InterruptedException {
    while (isRunning()) {
      pause(EVERY);
      Map<Refused, Long> counted = refused.take();
      if (counted.isEmpty()) {
        continue;
      }
      try {
        store.add(counted);
      } catch (DataAccessException away) {
        LOG.debug("Refused callers are written down later", away);
        refused.giveBack(counted);
      }
    }
  }
}
