package io.calroute.provider.reading;

import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes what a file has like the rows of a list: what is as it was the last time costs one look.
 * All of it is kept, or nothing. Safe for concurrent use.
 */
public final class FileImport {

  /** Rows in one statement. */
  private static final int STEP = 500;

  private final RunStore runs;
  private final RowStore rows;
  private final Journal journal;
  private final TransactionTemplate transactions;
  private final Clock clock;

  FileImport(
      RunStore runs,
      RowStore rows,
      Journal journal,
      TransactionTemplate transactions,
      Clock clock) {
    this.runs = runs;
    this.rows = rows;
    this.journal = journal;
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * An appointment of a file.
   *
   * @param id the provider's id
   * @param body as a callback would bring it
   */
  public record Entry(String id, String body, Instant start) {}

  /**
   * Takes entries.
   *
   * @param entries at least one, and each id once
   * @return id of the run; empty when an import of the connection is under way
   */
  public Optional<Long> take(String provider, String connection, List<Entry> entries) {
    Instant now = clock.instant();
    Instant last = entries.stream().map(Entry::start).max(Instant::compareTo).orElse(now);
    Instant first = entries.stream().map(Entry::start).min(Instant::compareTo).orElse(now);
    Optional<Long> begun =
        transactions.execute(
            transaction -> {
              Optional<Long> id =
                  runs.begin(provider, connection, Run.Kind.IMPORT, first, last, null, null, now);
              id.ifPresent(
                  run ->
                      take(
                          new Run(
                              run,
                              provider,
                              connection,
                              Run.Kind.IMPORT,
                              first,
                              last,
                              null,
                              null,
                              now,
                              0,
                              null,
                              false,
                              0,
                              null),
                          entries));
              return id;
            });
    journal.pending().raise();
    return begun;
  }

  private void take(Run run, List<Entry> entries) {
    int news = 0;
    for (int i = 0; i < entries.size(); i += STEP) {
      news += observe(run, entries.subList(i, Math.min(i + STEP, entries.size())));
    }
    Instant now = clock.instant();
    runs.goOn(run, null, entries.size(), news, (long) entries.size(), false, now);
    // It still has to be planned, and accepted.
    runs.end(run, "listing", now);
  }

  private int observe(Run run, List<Entry> entries) {
    List<RowStore.Row> all =
        entries.stream()
            .map(one -> new RowStore.Row(one.id(), DigestUtils.sha256Hex(one.body()), one.start()))
            .toList();
    Map<String, String> known = rows.known(run, all);
    List<Entry> news =
        entries.stream()
            .filter(one -> !DigestUtils.sha256Hex(one.body()).equals(known.get(one.id())))
            .toList();
    Map<String, Long> callbacks = new HashMap<>();
    if (!news.isEmpty()) {
      Reading reading = new Reading(Reading.Source.IMPORT, run.begunAt(), run.begunAt(), run.id());
      List<Long> ids =
          journal.observe(
              news.stream()
                  .map(
                      one ->
                          new Journal.Observation(
                              run.provider(),
                              run.connection(),
                              one.id(),
                              one.body().getBytes(StandardCharsets.UTF_8),
                              reading))
                  .toList());
      for (int i = 0; i < ids.size(); i++) {
        callbacks.put(news.get(i).id(), ids.get(i));
      }
    }
    rows.see(run, all, callbacks);
    return news.size();
  }
}
