package io.calroute.sync.remap;

import io.calroute.appointment.directory.DirectoryStore;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes up for a time in which replicas had different mappings, as they have in a rolling update:
 * when all have the same again, all appointments are mapped again, because nobody knows which
 * replica has mapped what. Safe for concurrent use.
 */
@Component
public final class MixedMappings {

  private static final Logger LOG = LoggerFactory.getLogger(MixedMappings.class);

  /** A replica works for a moment before the others hear of it. */
  private static final Duration UNHEARD = Duration.ofMinutes(1);

  private final DirectoryStore replicas;
  private final RemapStore remaps;
  private final Journal journal;
  private final TransactionTemplate transactions;

  public MixedMappings(
      DirectoryStore replicas,
      RemapStore remaps,
      Journal journal,
      TransactionTemplate transactions) {
    this.replicas = replicas;
    this.remaps = remaps;
    this.journal = journal;
    this.transactions = transactions;
  }

  /**
   * Looks whether such a time is over, and asks for what follows, once for all replicas.
   *
   * @return whether there is something to map again
   */
  boolean end() {
    return replicas.isMixed()
        && Boolean.TRUE.equals(
            transactions.execute(transaction -> replicas.unmix().map(this::mapAgain).isPresent()));
  }

  private Instant mapAgain(Instant since) {
    remaps.requestAll();
    // What one mapping does not take, another one may.
    Instant from = since.minus(UNHEARD);
    int again =
        journal.replay(Outcome.Kind.FAILED, null, null, null, from)
            + journal.replay(Outcome.Kind.IGNORED, null, null, null, from);
    LOG.info(
        "All replicas have the same mappings, for the first time since {}: all appointments are"
            + " mapped again, and {} callbacks that were not applied",
        since,
        again);
    return since;
  }
}
