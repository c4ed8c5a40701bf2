package io.calroute.sync.dryrun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.directory.Calendar;
import io.calroute.destination.MailAddresses;
import io.calroute.mapping.Mappings;
import io.calroute.policy.LinkSettings;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Lane;
import io.calroute.reference.Reference;
import io.calroute.reference.ReferenceStore;
import io.calroute.routing.DirectoryInForce;
import io.calroute.routing.PlacementInputs;
import io.calroute.store.SnapshotTransactions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells what is to be done in which calendar. It is worked out from what is due each time it is
 * asked for, with the mappings and the directory of that moment, as the workers would: there is no
 * second record of it that could say something else. Changes nothing and calls nobody. Safe for
 * concurrent use.
 */
@Component
public final class Plans {

  private static final int CHUNK = 200;

  private static final String DUE =
      """
      select distinct r.appointment_id from reference r
      where r.due_at is not null and r.appointment_id < ?
        and (?::text is null or exists (select from appointment p
          where p.id = r.appointment_id and p.provider = ?))
        and (?::text is null or exists (select from reference o join lane l on l.id = o.lane_id
          where o.appointment_id = r.appointment_id and (l.calendar = ? or exists (
            select from lane_spelling s where s.lane_id = l.id and s.plain = ?))))
      order by r.appointment_id desc limit ?
      """;

  private final JdbcTemplate jdbc;
  private final AppointmentStore appointments;
  private final ReferenceStore references;
  private final DirectoryInForce directory;
  private final Mappings mappings;
  private final Supplier<SyncSettings> settings;
  private final Supplier<LinkSettings> links;
  private final TransactionTemplate snapshots;
  private final Clock clock;

  public Plans(
      JdbcTemplate jdbc,
      AppointmentStore appointments,
      ReferenceStore references,
      DirectoryInForce directory,
      Mappings mappings,
      Supplier<SyncSettings> settings,
      Supplier<LinkSettings> links,
      PlatformTransactionManager transactions,
      Clock clock) {
    this.jdbc = jdbc;
    this.appointments = appointments;
    this.references = references;
    this.directory = directory;
    this.mappings = mappings;
    this.settings = settings;
    this.links = links;
    this.snapshots = new SnapshotTransactions(transactions);
    this.clock = clock;
  }

  /**
   * Which steps are asked for.
   *
   * @param calendar calendar id, mailbox or meeting organizer; null for all
   * @param provider null for all
   */
  public record Filter(String calendar, String provider) {}

  /**
   * Gives a part of the plan.
   *
   * @param filter which steps
   * @param limit after how many steps the part ends, with the appointment that they belong to
   * @param after {@code next} of the part before; {@link Long#MAX_VALUE} for the first one
   */
  public Plan plan(Filter filter, int limit, long after) {
    boolean first = after == Long.MAX_VALUE;
    PlacementInputs inputs = inputs();
    Totals totals = new Totals();
    List<PlannedStep> items = new ArrayList<>();
    Long next = null;
    long place = after;
    List<Planned> chunk = chunk(filter, place, inputs);
    while (!chunk.isEmpty()) {
      for (Planned one : chunk) {
        if (items.size() < limit) {
          items.addAll(one.steps());
          place = one.appointment();
        } else if (next == null && !one.steps().isEmpty()) {
          next = place;
        }
        totals.add(one.steps());
      }
      if (next != null && !first) {
        break;
      }
      chunk = chunk(filter, chunk.get(chunk.size() - 1).appointment(), inputs);
    }
    return new Plan(
        inputs.settings().sync().mode(),
        first ? totals.calendars() : null,
        first ? totals.calls() : null,
        items,
        next == null ? null : next.toString());
  }

  private record Planned(long appointment, List<PlannedStep> steps) {}

  private List<Planned> chunk(Filter filter, long before, PlacementInputs inputs) {
    Instant now = clock.instant();
    return snapshots.execute(
        transaction -> {
          List<Long> ids =
              jdbc.queryForList(
                  DUE,
                  Long.class,
                  before,
                  filter.provider(),
                  filter.provider(),
                  filter.calendar(),
                  filter.calendar(),
                  MailAddresses.plain(filter.calendar()),
                  CHUNK);
          Map<Long, Appointment> known = appointments.find(ids);
          Map<Long, List<Reference>> all = references.ofAll(ids);
          return ids.stream()
              .map(id -> new Planned(id, steps(known.get(id), all.get(id), filter, inputs, now)))
              .toList();
        });
  }

  private List<PlannedStep> steps(
      Appointment appointment,
      List<Reference> all,
      Filter filter,
      PlacementInputs inputs,
      Instant now) {
    return new DryRun(inputs, links.get(), mappings::apply, now)
        .foresee(appointment, all).stream()
            .map(foreseen -> PlannedStep.of(appointment, foreseen))
            .filter(
                step ->
                    filter.calendar() == null
                        || MailAddresses.same(filter.calendar(), step.calendar()))
            .toList();
  }

  /**
   * What is to be done for an appointment that is in no calendar yet.
   *
   * @param content what its event or online meeting is to show; empty when there is a problem
   */
  public record Fresh(PlannedStep step, Calendar calendar, JsonNode content) {}

  /**
   * Foresees what appointments cost that are in no calendar yet.
   *
   * @param fresh held ones are taken as if they were not
   * @return by appointment, in the given order; nothing for those that are to stand nowhere
   */
  public Map<Appointment, List<Fresh>> foresee(List<Appointment> fresh) {
    PlacementInputs inputs = inputs();
    Instant now = clock.instant();
    Map<Appointment, List<Fresh>> steps = new LinkedHashMap<>();
    for (Appointment one : fresh) {
      DryRun dryRun = new DryRun(inputs, links.get(), mappings::apply, now);
      steps.put(
          one,
          dryRun.foresee(one, dryRun.place(one, List.of())).stream()
              .map(foreseen -> fresh(one, foreseen))
              .toList());
    }
    return steps;
  }

  private static Fresh fresh(Appointment appointment, DryRun.Foreseen foreseen) {
    Lane lane = foreseen.reference().lane();
    return new Fresh(
        PlannedStep.of(appointment, foreseen),
        new Calendar(lane.target(), lane.calendar()),
        foreseen.content() == null ? MissingNode.getInstance() : foreseen.content());
  }

  /** Which of some appointments somebody holds who has no calendar in the directory. */
  public List<Appointment> leftOut(List<Appointment> all) {
    PlacementInputs inputs = inputs();
    return all.stream().filter(inputs::leavesOut).toList();
  }

  private PlacementInputs inputs() {
    return new PlacementInputs(directory.get(), settings.get(), references.mailboxesWithoutTeams());
  }
}
