package io.calroute.sync.dryrun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.calroute.applying.CallbackMapper;
import io.calroute.applying.MappedCallback;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.WallTime;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Outcome;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.function.MappingRefused;
import io.calroute.mapping.golden.Difference;
import io.calroute.policy.LinkSettings;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Reference;
import io.calroute.reference.ReferenceStore;
import io.calroute.routing.DirectoryInForce;
import io.calroute.routing.PlacementInputs;
import io.calroute.store.SnapshotTransactions;
import io.calroute.sync.planner.WantedContent;
import io.calroute.sync.remap.Remap;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells what an edited mapping would change of the appointments that are not over, were it saved
 * and their last callbacks applied again. Changes nothing and calls nobody. Safe for concurrent
 * use.
 */
@Component
public final class EditDryRun {

  private static final int CHUNK = 200;

  private final AppointmentStore appointments;
  private final ReferenceStore references;
  private final Journal journal;
  private final CallbackMapper mapper;
  private final DirectoryInForce directory;
  private final Mappings mappings;
  private final Supplier<SyncSettings> settings;
  private final Supplier<LinkSettings> links;
  private final TransactionTemplate snapshots;
  private final Clock clock;

  public EditDryRun(
      AppointmentStore appointments,
      ReferenceStore references,
      Journal journal,
      CallbackMapper backgroundMapper,
      DirectoryInForce directory,
      Mappings mappings,
      Supplier<SyncSettings> settings,
      Supplier<LinkSettings> links,
      PlatformTransactionManager transactions,
      Clock clock) {
    this.appointments = appointments;
    this.references = references;
    this.journal = journal;
    this.mapper = backgroundMapper;
    this.directory = directory;
    this.mappings = mappings;
    this.settings = settings;
    this.links = links;
    this.snapshots = new SnapshotTransactions(transactions);
    this.clock = clock;
  }

  /**
   * Previews an edit.
   *
   * @param mapping name of the mapping, a provider's or one that makes events, or of a library
   * @param text what it would be; compiles
   * @param provider only its appointments; null for all that the edit concerns
   * @param limit how many items the part has at most
   * @param after {@code next} of the part before; {@link Long#MAX_VALUE} for the first one
   * @throws IllegalArgumentException when the text does not compile
   */
  public EditPreview preview(String mapping, String text, String provider, int limit, long after) {
    Run run = new Run(mapping, mappings.with(mapping, text), limit, after);
    String whose =
        provider == null && !run.ofEvents && run.providers.size() == 1
            ? run.providers.iterator().next()
            : provider;
    long before = after;
    while (before > 0) {
      long place = before;
      Page page = snapshots.execute(transaction -> run.read(whose, place));
      before = run.look(page);
    }
    return run.result();
  }

  /**
   * What an appointment would be with other mappings.
   *
   * @param others they compile
   * @return with one appointment: nothing of it where all would stay as it is
   */
  public EditPreview whatIf(Appointment known, Mappings others) {
    Run run = new Run(known.key().provider(), others, 1, Long.MAX_VALUE);
    run.lookAtEvents = true;
    run.look(
        snapshots.execute(
            transaction -> new Page(List.of(known), references.ofAll(List.of(known.id())))));
    return run.result();
  }

  /** Appointments with all their references, of one moment. */
  private record Page(List<Appointment> appointments, Map<Long, List<Reference>> references) {}

  /** One look at all appointments that are ahead. */
  private final class Run {
    private final String mapping;

    /** Whose mappings are concerned. */
    private final Set<String> providers;

    /** Whether a mapping that makes events is. */
    private final boolean ofEvents;

    private final Mappings edited;
    private final int limit;
    private final boolean first;
    private final Instant now = clock.instant();
    private final DryRun asItIs;
    private final DryRun asEdited;
    private final List<EditPreview.Item> items = new ArrayList<>();
    private final Map<Place, Integer> calls = new TreeMap<>();
    private final List<Remap.Problem> problems = new ArrayList<>();
    private Long next;
    private long lastShown;

    /** Whether events count even where the appointment itself would stay as it is. */
    private boolean lookAtEvents;

    private long seen;
    private long revisions;
    private long differing;
    private long purged;
    private long ignored;
    private long failed;

    Run(String mapping, Mappings edited, int limit, long after) {
      this.mapping = mapping;
      this.providers = new TreeSet<>(mappings.concernedBy(mapping));
      providers.removeIf(Mappings::isOfCalls);
      this.ofEvents = providers.removeIf(WantedContent::isMadeBy);
      this.edited = edited;
      PlacementInputs inputs =
          new PlacementInputs(directory.get(), settings.get(), references.mailboxesWithoutTeams());
      this.asItIs = new DryRun(inputs, links.get(), mappings::apply, now);
      this.asEdited = new DryRun(inputs, links.get(), edited::apply, now);
      this.limit = limit;
      this.first = after == Long.MAX_VALUE;
    }

    Page read(String provider, long before) {
      List<Appointment> ahead = appointments.ahead(provider, before, now, CHUNK);
      return new Page(ahead, references.ofAll(ahead.stream().map(Appointment::id).toList()));
    }

    /** Looks at some appointments; gives where the next ones begin, 0 for nowhere. */
    long look(Page page) {
      List<Appointment> ahead = page.appointments();
      for (List<Appointment> part : parts(ahead)) {
        Map<Long, MappedCallback> mapped = map(part);
        for (Appointment one : part) {
          look(
              one,
              page.references().getOrDefault(one.id(), List.of()),
              words(one).stream().map(mapped::get).toList());
          if (next != null && !first) {
            return 0;
          }
        }
      }
      return ahead.isEmpty() ? 0 : ahead.get(ahead.size() - 1).id();
    }

    /** What the route makes of all callbacks with the edited mapping; no transaction is open. */
    private Map<Long, MappedCallback> map(List<Appointment> part) {
      Map<Callback, CompletableFuture<MappedCallback>> begun = new LinkedHashMap<>();
      journal
          .find(part.stream().flatMap(one -> words(one).stream()).distinct().toList())
          .forEach(one -> begun.put(one, mapper.map(one, edited)));
      Map<Long, MappedCallback> words = new HashMap<>();
      begun.forEach((one, mapped) -> words.put(one.id(), CallbackMapper.settled(one, mapped)));
      return words;
    }

    /** Parted so that the bodies of each part's callbacks fit into memory. */
    private List<List<Appointment>> parts(List<Appointment> some) {
      return providers.isEmpty() ? List.of(some) : journal.parts(some, this::words);
    }

    /** The callbacks that a mapping would read otherwise. */
    private List<Long> words(Appointment one) {
      return providers.contains(one.key().provider()) ? one.callbacks() : List.of();
    }

    private void look(Appointment known, List<Reference> all, List<MappedCallback> words) {
      if (!ofEvents && !providers.contains(known.key().provider())) {
        return;
      }
      seen++;
      Appointment after = known;
      for (MappedCallback word : words) {
        if (word == null) {
          purged++;
          return;
        }
        DryRun.Heard heard = DryRun.hear(after, word);
        if (heard.refusal() != null) {
          leave(known, heard.refusal());
          return;
        }
        after = heard.after();
      }
      try {
        if (ofEvents || lookAtEvents || after.revision() != known.revision()) {
          compare(known, after, all);
        }
      } catch (MappingRefused refused) {
        leave(known, Outcome.failed(refused.code(), refused.getMessage()));
      }
    }

    private void leave(Appointment known, Outcome outcome) {
      if (outcome.kind() == Outcome.Kind.IGNORED) {
        ignored++;
      } else {
        failed++;
      }
      if (problems.size() < Remap.PROBLEMS_KEPT) {
        problems.add(
            new Remap.Problem(
                known.key().connection(), known.key().id(), outcome.code(), outcome.reason()));
      }
    }

    private void compare(Appointment known, Appointment after, List<Reference> all) {
      boolean revised = after.revision() != known.revision();
      List<Reference> placed = revised ? asEdited.place(after, all) : all;
      List<EditPreview.Event> events =
          events(shownNow(known, all), byPlace(asEdited.shown(after, placed)));
      revisions += revised ? 1 : 0;
      if (events.isEmpty()) {
        return;
      }
      List<Reference> due = revised ? placed : asEdited.rewritten(after, all);
      int more = count(asEdited.foresee(after, due), 1) + count(asItIs.foresee(known, all), -1);
      differing++;
      if (items.size() < limit) {
        lastShown = known.id();
        items.add(
            new EditPreview.Item(
                known.key().provider(),
                known.key().connection(),
                known.key().id(),
                WallTime.of(known.document().path("start")),
                WallTime.of(known.document().path("end")),
                known.document().path("title").textValue(),
                more,
                events));
      } else if (next == null) {
        next = lastShown;
      }
    }

    private int count(List<DryRun.Foreseen> foreseen, int sign) {
      int sum = 0;
      for (DryRun.Foreseen one : foreseen) {
        int some = sign * one.calls().size();
        calls.merge(Place.of(one.reference()), some, Integer::sum);
        sum += some;
      }
      return sum;
    }

    /** What all wanted events are to show now; nothing where the mapping in use refuses. */
    private Map<Place, JsonNode> shownNow(Appointment known, List<Reference> all) {
      try {
        return byPlace(asItIs.shown(known, all));
      } catch (MappingRefused refused) {
        return Map.of();
      }
    }

    private static Map<Place, JsonNode> byPlace(Map<Reference, JsonNode> shown) {
      Map<Place, JsonNode> byPlace = new LinkedHashMap<>();
      shown.forEach((reference, content) -> byPlace.put(Place.of(reference), content));
      return byPlace;
    }

    EditPreview result() {
      List<EditPreview.Total> calendars = new ArrayList<>();
      calls.forEach(
          (place, count) ->
              calendars.add(new EditPreview.Total(place.target(), place.calendar(), count)));
      EditPreview.Summary summary =
          new EditPreview.Summary(
              seen,
              revisions,
              differing,
              purged,
              ignored,
              failed,
              calls.values().stream().mapToInt(Integer::intValue).sum(),
              calendars,
              problems);
      return new EditPreview(
          mapping, first ? summary : null, items, next == null ? null : next.toString());
    }
  }

  private static List<EditPreview.Event> events(
      Map<Place, JsonNode> before, Map<Place, JsonNode> after) {
    JsonNode nothing = JsonNodeFactory.instance.objectNode();
    Map<Place, String> places = new LinkedHashMap<>();
    before.keySet().forEach(place -> places.put(place, "removed"));
    after.keySet().forEach(place -> places.merge(place, "added", (there, same) -> "changed"));
    List<EditPreview.Event> events = new ArrayList<>();
    places.forEach(
        (place, change) -> {
          List<EditPreview.Member> members =
              Difference.between(
                      before.getOrDefault(place, nothing), after.getOrDefault(place, nothing))
                  .stream()
                  .map(one -> new EditPreview.Member(one.pointer(), one.before(), one.after()))
                  .toList();
          if (!change.equals("changed") || !members.isEmpty()) {
            events.add(new EditPreview.Event(place.target(), place.calendar(), change, members));
          }
        });
    return events;
  }
}
