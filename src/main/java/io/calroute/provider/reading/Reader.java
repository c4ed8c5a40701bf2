package io.calroute.provider.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Reading;
import io.calroute.provider.asking.Ask;
import io.calroute.provider.asking.AskStore;
import io.calroute.provider.asking.ProviderRoutes;
import io.calroute.provider.request.ProviderFault;
import io.calroute.store.StoreFault;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.commons.codec.digest.DigestUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads a list one page at a time. What a page brings and where the reading goes on are stored
 * together, so that it goes on there after a crash. Rows that are as they were cost one look. Safe
 * for concurrent use.
 */
final class Reader {

  private static final Logger LOG = LoggerFactory.getLogger(Reader.class);

  /** So many may be missing from a list before somebody has to look whether the list is sound. */
  private static final int FEW = 5;

  private static final int PERCENT = 2;
  private static final int LONGEST_ID = 255;
  private static final int LONGEST_LIST = 1_000_000;

  private final ProviderRoutes providers;
  private final RunStore runs;
  private final RowStore rows;
  private final ConnectionStore connections;
  private final Journal journal;
  private final AskStore asks;
  private final IntFunction<Duration> backoff;
  private final TransactionTemplate transactions;
  private final Clock clock;

  Reader(
      ProviderRoutes providers,
      RunStore runs,
      RowStore rows,
      ConnectionStore connections,
      Journal journal,
      AskStore asks,
      IntFunction<Duration> backoff,
      TransactionTemplate transactions,
      Clock clock) {
    this.providers = providers;
    this.runs = runs;
    this.rows = rows;
    this.connections = connections;
    this.journal = journal;
    this.asks = asks;
    this.backoff = backoff;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Reads the next page of a reading. */
  void read(Run run) {
    ObjectNode question = JsonNodeFactory.instance.objectNode();
    question.put("from", run.from().toString());
    question.put("to", run.to().toString());
    question.set("cursor", run.cursor());
    question.set("page", run.page());
    try {
      keep(
          run,
          providers.ask(
              run.provider(), run.connection(), ProviderRoutes.Verb.LIST, question, true));
    } catch (ProviderFault fault) {
      putOff(run, fault);
    } catch (DataAccessException refused) {
      if (!StoreFault.isAboutTheData(refused)) {
        throw refused;
      }
      putOff(
          run,
          new ProviderFault(
              "store-refused",
              "The store refuses something that the list has (SQLSTATE "
                  + StoreFault.state(refused)
                  + "); look at what the mapping makes of it.",
              false));
    }
  }

  private void keep(Run run, ProviderRoutes.Answer answer) {
    JsonNode body = answer.body();
    boolean begun = run.cursor() == null && run.page() == null;
    if (body.path("expired").asBoolean() && !begun) {
      LOG.info("{} no longer knows where the last reading ended; all is read", run.provider());
      runs.beginAgain(run, clock.instant());
      return;
    }
    if (!body.path("rows").isArray() || answer.from() == null) {
      putOff(
          run,
          new ProviderFault(
              "no-rows",
              "The route list-" + run.provider() + " gives no rows; look at its mapping.",
              false));
      return;
    }
    if (body.path("next").equals(run.page()) || run.listed() > LONGEST_LIST) {
      putOff(
          run,
          new ProviderFault(
              "endless-list",
              "The list does not come to its end; look at what the mapping gives as next.",
              false));
      return;
    }
    Map<String, JsonNode> byId = new LinkedHashMap<>();
    List<RowStore.Row> seen = new ArrayList<>();
    for (JsonNode row : body.path("rows")) {
      String id = row.path("id").asText("");
      if (isId(id) && row.path("body").isObject() && byId.put(id, row) == null) {
        seen.add(new RowStore.Row(id, hash(row), instant(row.path("start"))));
      }
    }
    if (seen.size() < body.path("rows").size()) {
      LOG.warn(
          "{} of {} rows in the list of {}/{} are left out: an id or the body is missing, or they"
              + " are there twice; look at its mapping",
          body.path("rows").size() - seen.size(),
          body.path("rows").size(),
          run.provider(),
          run.connection());
    }
    JsonNode next =
        body.path("next").isNull() || body.path("next").isMissingNode() ? null : body.path("next");
    Long total = body.path("total").isNumber() ? body.path("total").longValue() : null;
    boolean moved = run.total() != null && total != null && !run.total().equals(total);
    Integer news =
        transactions.execute(
            transaction -> {
              int found = seen.isEmpty() ? 0 : observe(run, answer, byId, seen);
              if (!runs.goOn(run, next, seen.size(), found, total, moved, clock.instant())) {
                transaction.setRollbackOnly();
                return 0;
              }
              if (next == null) {
                end(run, moved || run.moved(), body.path("cursor"));
              }
              return found;
            });
    if (news != null && news > 0) {
      journal.pending().raise();
    }
  }

  private int observe(
      Run run, ProviderRoutes.Answer answer, Map<String, JsonNode> byId, List<RowStore.Row> seen) {
    Map<String, String> known = rows.known(run, seen);
    List<RowStore.Row> news =
        seen.stream().filter(row -> !row.hash().equals(known.get(row.id()))).toList();
    Map<String, Long> callbacks = new HashMap<>();
    if (!news.isEmpty()) {
      Reading reading = new Reading(Reading.Source.LIST, answer.from(), answer.until(), run.id());
      List<Long> ids =
          journal.observe(
              news.stream()
                  .map(
                      row ->
                          new Journal.Observation(
                              run.provider(),
                              run.connection(),
                              row.id(),
                              byId.get(row.id())
                                  .path("body")
                                  .toString()
                                  .getBytes(StandardCharsets.UTF_8),
                              reading))
                  .toList());
      for (int i = 0; i < ids.size(); i++) {
        callbacks.put(news.get(i).id(), ids.get(i));
      }
    }
    rows.see(run, seen, callbacks);
    return news.size();
  }

  private void end(Run run, boolean moved, JsonNode cursor) {
    Instant now = clock.instant();
    // A backfill still has to be planned, and accepted.
    runs.end(run, run.kind() == Run.Kind.BACKFILL ? "listing" : "done", now);
    connections.read(run, cursor.isMissingNode() || cursor.isNull() ? null : cursor, run.begunAt());
    if (run.kind() == Run.Kind.SLOW && !moved) {
      lookForMissing(run, now);
    }
  }

  /** What is no longer listed is asked for by itself: only that answer says that it is gone. */
  private void lookForMissing(Run run, Instant now) {
    List<String> missing = rows.miss(run);
    long limit = Math.max(FEW, run.listed() * PERCENT / 100);
    if (missing.size() > limit) {
      String reason =
          missing.size()
              + " appointments that stand are no longer in the list, more than "
              + limit
              + ". None is asked for or taken away until the list is looked at.";
      LOG.error("{}/{}: {}", run.provider(), run.connection(), reason);
      connections.problem(run.provider(), run.connection(), "too-many-missing", reason);
      return;
    }
    if (!missing.isEmpty() && providers.canGet(run.provider(), run.connection())) {
      asks.add(
          missing.stream()
              .map(id -> new Ask(run.provider(), run.connection(), id, null, null, now))
              .toList());
    }
  }

  private void putOff(Run run, ProviderFault fault) {
    Duration pause = fault.isPassing() ? backoff.apply(run.attempts() + 1) : ProviderFault.REFUSED;
    Instant until = clock.instant().plus(fault.pause(pause));
    transactions.executeWithoutResult(
        transaction -> {
          if (runs.putOff(run, fault.code(), fault.getMessage(), until)) {
            connections.problem(run.provider(), run.connection(), fault.code(), fault.getMessage());
          }
        });
    LOG.warn(
        "The list of {}/{} could not be read, next time at {}: {}",
        run.provider(),
        run.connection(),
        until,
        fault.getMessage());
  }

  /** As the schema of appointments wants it. */
  private static boolean isId(String id) {
    return !id.isEmpty() && id.length() <= LONGEST_ID && id.indexOf(0) < 0;
  }

  /** What the provider says, not when it was asked. */
  private static String hash(JsonNode row) {
    JsonNode said = row.has("raw") ? row.path("raw") : row.path("body");
    return DigestUtils.sha256Hex(said.toString());
  }

  private static Instant instant(JsonNode text) {
    try {
      return text.isTextual() ? Instant.parse(text.textValue()) : null;
    } catch (DateTimeParseException wrong) {
      return null;
    }
  }
}
