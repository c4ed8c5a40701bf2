package io.calroute.retention.erasure;

import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.Redaction;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Mentions;
import io.calroute.work.Signal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Erases a person, a hundred appointments in a transaction. Safe for concurrent use, to be
 * repeated, and to be broken off: what is done is done, and the rest is found again.
 */
@Component
public final class Erasing {

  private static final Logger LOG = LoggerFactory.getLogger(Erasing.class);
  private static final int PART = 100;

  /** Digits of a digest; no two of a million people have the same. */
  private static final int TELLING_APART = 12;

  /** Of callbacks that became no appointment; what more of them say is hardly a client. */
  private static final int MANY = 200;

  private final AppointmentStore appointments;
  private final ErasureStore store;
  private final ErasedPeople erased;
  private final Journal journal;
  private final LiveConnections connections;
  private final TransactionTemplate transactions;
  private final Signal lanesDue;
  private final Clock clock;
  private final CountDownLatch stopping = new CountDownLatch(1);

  Erasing(
      AppointmentStore appointments,
      ErasureStore store,
      ErasedPeople erased,
      Journal journal,
      LiveConnections connections,
      TransactionTemplate transactions,
      Signal lanesDue,
      Clock clock) {
    this.appointments = appointments;
    this.store = store;
    this.erased = erased;
    this.journal = journal;
    this.connections = connections;
    this.transactions = transactions;
    this.lanesDue = lanesDue;
    this.clock = clock;
  }

  /** Whoever waits here would be waited for. */
  @EventListener
  void stop(ContextClosedEvent closing) {
    stopping.countDown();
  }

  /** Whose ids can be told apart. */
  public Set<String> providers() {
    Set<String> all = new TreeSet<>(connections.current().connections().keySet());
    all.addAll(store.providers());
    return all;
  }

  /**
   * Erases a person, or only says what would come of it.
   *
   * @throws NotOnePerson when very many callbacks say it, and nobody has said that this is meant
   * @throws InterruptedException when Calroute stops before it is through: erase once more then
   */
  public ErasureReport erase(ErasureRequest request) throws InterruptedException {
    Run run = new Run(request);
    if (!request.dryRun() && !request.many()) {
      run.requireOnePerson();
    }
    long last = request.dryRun() ? Long.MAX_VALUE : erased.add(run.marks);
    run.pass();
    if (!request.dryRun()) {
      // What was being applied meanwhile, here or by a replica that had not heard of it yet.
      if (stopping.await(ErasedPeople.REFRESH.plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS)) {
        throw new InterruptedException("Calroute stops");
      }
      run.pass();
    }
    run.passErased();
    if (!request.dryRun()) {
      lanesDue.raise();
    }
    transactions.executeWithoutResult(
        transaction -> {
          run.add("audit", store.audited(run.spellings, request.isTelling(), request.dryRun()));
          run.add("lookedUp", store.lookedUp(run.spellings, request.dryRun()));
        });
    ErasureReport erasure =
        new ErasureReport(
            erased.mark(null, Redaction.address(request.client())).substring(0, TELLING_APART),
            request.dryRun(),
            run.removed,
            transactions.execute(transaction -> store.pending(last)),
            run.emptied,
            run.stay);
    if (!request.dryRun()) {
      LOG.info(
          "A person was erased: {}; {} events are emptied, {} stay",
          run.removed,
          run.emptied.size(),
          run.stay.size());
    }
    return erasure;
  }

  /** An event type, a staff member or a word of every callback, rather than a client. */
  public static final class NotOnePerson extends RuntimeException {
    private static final long serialVersionUID = 1;

    private NotOnePerson(int callbacks) {
      super(
          callbacks
              + " callbacks that became no appointment say this, more than is usual for a client");
    }
  }

  private final class Run {
    private final ErasureRequest request;
    private final Set<String> spellings;
    private final Set<Long> said;
    private final Set<String> marks = new TreeSet<>();
    private final Set<Long> met = new HashSet<>();
    private final Set<Long> forgotten = new HashSet<>();
    private final Set<String> otherMarks = new TreeSet<>();
    private final Map<String, Long> removed = new TreeMap<>();
    private final List<ErasureReport.Event> emptied = new ArrayList<>();
    private final List<ErasureReport.Event> stay = new ArrayList<>();

    Run(ErasureRequest request) {
      this.request = request;
      this.spellings = request.spellings();
      this.said = spellings.stream().map(Mentions::hash).collect(Collectors.toSet());
      Set<String> providers = request.provider() == null ? providers() : Set.of(request.provider());
      marks.add(erased.mark(null, Redaction.address(request.client())));
      for (String one : providers) {
        marks.add(erased.mark(one, Redaction.id(request.client())));
      }
    }

    void requireOnePerson() {
      int mentioning =
          request.isTelling()
              ? transactions.execute(transaction -> store.mentioning(said)).size()
              : 0;
      if (mentioning > MANY) {
        throw new NotOnePerson(mentioning);
      }
    }

    void add(String place, long rows) {
      removed.merge(place, rows, Long::sum);
    }

    /** What was removed before is not found again. */
    void pass() {
      inParts(() -> store.appointments(spellings, request.provider()), this::forget);
      if (request.isTelling()) {
        transactions.executeWithoutResult(transaction -> callbacks(store.mentioning(said)));
      }
    }

    /** What an earlier erasure has left in calendars, and what is said of the person elsewhere. */
    void passErased() {
      inParts(() -> store.erasedFrom(marks, request.provider()), this::forgetLeft);
    }

    private void inParts(Supplier<List<Long>> look, Consumer<List<Long>> step) {
      List<Long> found = transactions.execute(transaction -> look.get());
      for (int from = 0; from < found.size(); from += PART) {
        List<Long> part = found.subList(from, Math.min(found.size(), from + PART));
        transactions.executeWithoutResult(transaction -> step.accept(part));
      }
    }

    private void forgetLeft(List<Long> part) {
      List<Appointment> known = appointments.lockAll(part);
      if (!request.dryRun() && !otherMarks.isEmpty()) {
        store.mark(part, otherMarks);
      }
      leaveOrEmpty(known.stream().filter(one -> !forgotten.contains(one.id())).toList(), true);
    }

    private void leaveOrEmpty(List<Appointment> those, boolean before) {
      Instant now = clock.instant();
      stay.addAll(store.events(those, now, false, before));
      (request.emptyEvents() ? emptied : stay).addAll(store.events(those, now, true, before));
      if (request.emptyEvents() && !request.dryRun()) {
        store.empty(those, now);
      }
    }

    private void forget(List<Long> part) {
      List<Appointment> left = new ArrayList<>();
      for (Appointment known : appointments.lockAll(part)) {
        Appointment without = redaction(known.key().provider()).without(known);
        if (without != null) {
          left.add(without);
          forgotten.add(known.id());
          Set<String> news = Redaction.marks(without);
          news.removeAll(Redaction.marks(known));
          otherMarks.addAll(news);
        }
      }
      boolean dryRun = request.dryRun();
      add("appointments", left.size());
      callbacks(store.callbacks(left, said));
      add("hooks", store.hooks(left, dryRun));
      add("writes", store.writes(left, dryRun));
      if (!dryRun) {
        appointments.update(left);
        store.forgetNames(left);
      }
      leaveOrEmpty(left, false);
      if (!dryRun) {
        store.forgetContents(left);
      }
    }

    private void callbacks(List<Long> ids) {
      if (request.dryRun()) {
        add("callbacks", ids.stream().filter(met::add).count());
        return;
      }
      store.forgetAsked(ids);
      add("callbacks", journal.forget(ids));
    }

    private Redaction redaction(String provider) {
      return new Redaction(text -> erased.mark(provider, text), marks::contains);
    }
  }
}
