package io.calroute.benchmark;

import io.calroute.destination.Allowance;
import io.calroute.destination.google.GoogleQuota;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A working day of many staff members in virtual time: how long a change waits until it is in the
 * calendar, with the targets' quotas in force. Nothing of it is called for real. What it takes from
 * Calroute are the rules: one lane for each calendar, one call at a time, changes of one
 * appointment that meet in a lane share a call, and {@link Allowance} says what may be spent when.
 * How long calls and work on processors take is given. The same day and the same seed give the same
 * figures.
 */
final class StaffDay {

  private static final double DAY = Duration.ofDays(1).toSeconds();
  private static final int DEAREST = 3;
  private static final int CORES = 2;

  /** How much is changed in each hour of the day; the busiest has five times the mean. */
  private static final double[] RHYTHM = {
    1, 1, 1, 1, 1, 2, 4, 12, 36, 60, 48, 24, 12, 20, 28, 16, 8, 4, 3, 2, 1, 1, 1, 1
  };

  /**
   * What the day is like.
   *
   * @param staff how many staff members, each with a calendar
   * @param google the share of calendars at Google; the others are at Microsoft 365
   * @param teams the share of appointments in Google calendars that get a Teams meeting
   * @param appointments new appointments of a staff member on this day, each changed twice later
   * @param quota Google's, of the project and of a user
   * @param replicas processes
   * @param workers calls at once of a process ({@code calroute.sync.workers})
   * @param work what a change costs on a processor; each replica has two
   * @param googleCall how long a call takes in the middle; one in twenty takes three times as long
   * @param graphCall the same at Microsoft
   */
  record Setting(
      int staff,
      double google,
      double teams,
      int appointments,
      GoogleQuota quota,
      int replicas,
      int workers,
      Duration work,
      Duration googleCall,
      Duration graphCall) {

    static Setting of(int staff, GoogleQuota quota) {
      return new Setting(
          staff,
          0.5,
          0,
          8,
          quota,
          1,
          16,
          Duration.ofMillis(5),
          Duration.ofMillis(150),
          Duration.ofMillis(250));
    }

    Setting withStaff(int members) {
      return new Setting(
          members,
          google,
          teams,
          appointments,
          quota,
          replicas,
          workers,
          work,
          googleCall,
          graphCall);
    }

    Setting withGoogle(double share) {
      return new Setting(
          staff, share, teams, appointments, quota, replicas, workers, work, googleCall, graphCall);
    }

    Setting withTeams(double share) {
      return new Setting(
          staff,
          google,
          share,
          appointments,
          quota,
          replicas,
          workers,
          work,
          googleCall,
          graphCall);
    }

    Setting withQuota(GoogleQuota another) {
      return new Setting(
          staff,
          google,
          teams,
          appointments,
          another,
          replicas,
          workers,
          work,
          googleCall,
          graphCall);
    }

    Setting withReplicas(int processes) {
      return new Setting(
          staff,
          google,
          teams,
          appointments,
          quota,
          processes,
          workers,
          work,
          googleCall,
          graphCall);
    }
  }

  /**
   * What came of it.
   *
   * @param changes how many changes were said
   * @param calls how many calls went out
   * @param p50 half of the changes waited no longer, in seconds
   * @param p95 19 of 20
   * @param longest nobody waited longer
   * @param fullestMinute units of Google's quota in the fullest minute
   */
  record Outcome(
      long changes, long calls, double p50, double p95, double longest, long fullestMinute) {}

  /** Spends as the store does: what is booked in advance is nobody else's. */
  private static final class Bucket {

    private final double perSecond;
    private final double burst;
    private double spentUntil = Double.NEGATIVE_INFINITY;

    Bucket(Allowance allowance) {
      perSecond = allowance.perSecond(DEAREST);
      burst = allowance.burst(DEAREST) / perSecond;
    }

    double wait(double now, int units) {
      return Math.max(0, Math.max(now, spentUntil) + units / perSecond - burst - now);
    }

    double book(double now, int units) {
      double wait = wait(now, units);
      spentUntil = Math.max(now, spentUntil) + units / perSecond;
      return wait;
    }
  }

  private static final class Appointment {

    private final Lane lane;
    private final Lane meetings;
    private final List<Double> waiting = new ArrayList<>(2);
    private boolean stands;
    private boolean queued;

    Appointment(Lane lane, Lane meetings) {
      this.lane = lane;
      this.meetings = meetings;
    }
  }

  private static final class Lane {

    private final boolean google;
    private final Bucket owner;
    private final ArrayDeque<Appointment> queue = new ArrayDeque<>();
    private boolean taken;

    Lane(boolean google, Bucket owner) {
      this.google = google;
      this.owner = owner;
    }
  }

  private record Event(double at, long order, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Double.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final Setting setting;
  private final Random random;
  private final PriorityQueue<Event> agenda = new PriorityQueue<>();
  private final ArrayDeque<Lane> ready = new ArrayDeque<>();
  private final ArrayDeque<Runnable> processors = new ArrayDeque<>();
  private final Bucket project;
  private final double[] waits;
  private final long[] minutes = new long[4 * 1440];
  private double now;
  private long order;
  private int freeWorkers;
  private int freeCores;
  private int settled;
  private long calls;

  private StaffDay(Setting setting, long seed) {
    this.setting = setting;
    this.random = new Random(seed);
    this.project = new Bucket(setting.quota().of("anybody").get(0));
    this.waits = new double[setting.staff() * setting.appointments() * 3];
    this.freeWorkers = setting.replicas() * setting.workers();
    this.freeCores = CORES * setting.replicas();
  }

  /**
   * Lives through the day, and on until everything is in its calendar.
   *
   * @param seed of everything that is by chance
   */
  static Outcome live(Setting setting, long seed) {
    return new StaffDay(setting, seed).run();
  }

  /**
   * Prints the table of docs/scaling.md.
   *
   * @param arguments not used
   */
  public static void main(String[] arguments) {
    long seed = Long.getLong("day.seed", 1);
    print(
        "| staff | at Google | quota a minute | replicas | workers | Teams | calls | p50 | p95 |"
            + " longest | times real time |");
    print("|---|---|---|---|---|---|---|---|---|---|---|");
    Setting usual = Setting.of(10, new GoogleQuota(10_000, 600));
    print(usual, seed);
    print(usual.withStaff(1_000), seed);
    print(usual.withStaff(1_000).withGoogle(1).withTeams(0.3), seed);
    Setting large = usual.withStaff(10_000);
    print(large, seed);
    print(large.withGoogle(1).withTeams(0.3), seed);
    Setting huge = usual.withStaff(100_000);
    print(huge, seed);
    print(huge.withReplicas(3), seed);
    print(huge.withReplicas(3).withGoogle(1), seed);
    print(huge.withReplicas(3).withGoogle(1).withQuota(new GoogleQuota(25_000, 600)), seed);
  }

  private static void print(Setting setting, long seed) {
    long begin = System.nanoTime();
    Outcome day = live(setting, seed);
    double faster = DAY / ((System.nanoTime() - begin) / 1e9);
    print(
        String.format(
            Locale.ROOT,
            "| %,d | %.0f %% | %,d | %d | %d | %.0f %% | %,d for %,d changes | %s | %s | %s | %,.0f |",
            setting.staff(),
            setting.google() * 100,
            setting.quota().project(),
            setting.replicas(),
            setting.workers(),
            setting.teams() * 100,
            day.calls(),
            day.changes(),
            span(day.p50()),
            span(day.p95()),
            span(day.longest()),
            faster));
  }

  private static String span(double seconds) {
    return seconds < 120
        ? String.format(Locale.ROOT, "%.2f s", seconds)
        : String.format(Locale.ROOT, "%.0f min", seconds / 60);
  }

  private static void print(String line) {
    // A report for whoever started it, not a log.
    java.io.PrintStream out = System.out;
    out.println(line);
  }

  private Outcome run() {
    Lane organizer = new Lane(false, null);
    for (int member = 0; member < setting.staff(); member++) {
      boolean google = member < setting.staff() * setting.google();
      Lane lane =
          new Lane(google, google ? new Bucket(setting.quota().of("owner" + member).get(1)) : null);
      for (int i = 0; i < setting.appointments(); i++) {
        boolean meets = google && random.nextDouble() < setting.teams();
        Appointment appointment = new Appointment(lane, meets ? organizer : null);
        double[] said = {moment(), moment(), moment()};
        Arrays.sort(said);
        for (double at : said) {
          at(at, () -> process(() -> change(appointment, at)));
        }
      }
    }
    while (!agenda.isEmpty()) {
      Event event = agenda.poll();
      now = event.at();
      event.what().run();
    }
    Arrays.sort(waits, 0, settled);
    return new Outcome(
        settled,
        calls,
        waits[settled / 2],
        waits[(int) (settled * 0.95)],
        waits[settled - 1],
        Arrays.stream(minutes).max().orElseThrow());
  }

  private double moment() {
    double sum = Arrays.stream(RHYTHM).sum();
    double point = random.nextDouble() * sum;
    int hour = 0;
    while (point >= RHYTHM[hour]) {
      point -= RHYTHM[hour++];
    }
    return (hour + point / RHYTHM[hour]) * DAY / RHYTHM.length;
  }

  private void at(double moment, Runnable what) {
    agenda.add(new Event(moment, order++, what));
  }

  /** Work on a processor, when one is free. */
  private void process(Runnable then) {
    if (freeCores == 0) {
      processors.add(then);
      return;
    }
    freeCores--;
    at(
        now + setting.work().toNanos() / 1e9,
        () -> {
          freeCores++;
          then.run();
          if (!processors.isEmpty() && freeCores > 0) {
            process(processors.poll());
          }
        });
  }

  private void change(Appointment appointment, double said) {
    appointment.waiting.add(said);
    if (!appointment.queued) {
      appointment.queued = true;
      boolean meetsFirst = appointment.meetings != null && !appointment.stands;
      enqueue(meetsFirst ? appointment.meetings : appointment.lane, appointment);
    }
  }

  private void enqueue(Lane lane, Appointment appointment) {
    lane.queue.add(appointment);
    offer(lane);
  }

  private void offer(Lane lane) {
    if (!lane.taken && !lane.queue.isEmpty()) {
      lane.taken = true;
      ready.add(lane);
      work();
    }
  }

  private void work() {
    while (freeWorkers > 0 && !ready.isEmpty()) {
      Lane lane = ready.poll();
      Appointment next = lane.queue.peek();
      int units = next.stands ? DEAREST : 1;
      double wait = lane.google ? lane.owner.wait(now, units) : 0;
      if (wait > 0) {
        at(now + wait, () -> again(lane));
        continue;
      }
      if (lane.google) {
        lane.owner.book(now, units);
        wait = project.book(now, units);
        minutes[(int) Math.min(minutes.length - 1, (now + wait) / 60)] += units;
      }
      if (wait > 0) {
        at(now + wait, () -> call(lane));
      } else {
        call(lane);
      }
    }
  }

  private void again(Lane lane) {
    ready.add(lane);
    work();
  }

  /** A lane whose place has come up does not queue for a worker once more. */
  private void call(Lane lane) {
    Appointment appointment = lane.queue.poll();
    List<Double> told = List.copyOf(appointment.waiting);
    boolean meeting = lane == appointment.meetings;
    freeWorkers--;
    calls++;
    double middle = (lane.google ? setting.googleCall() : setting.graphCall()).toNanos() / 1e9;
    // One in twenty of a log-normal distribution with this spread takes three times the middle.
    double takes = middle * Math.exp(random.nextGaussian() * Math.log(3) / 1.645);
    at(
        now + takes,
        () -> {
          freeWorkers++;
          lane.taken = false;
          if (meeting) {
            appointment.lane.queue.add(appointment);
            offer(appointment.lane);
          } else {
            settle(appointment, told);
          }
          offer(lane);
          work();
        });
  }

  private void settle(Appointment appointment, List<Double> told) {
    appointment.stands = true;
    for (double said : told) {
      waits[settled++] = now - said;
    }
    appointment.waiting.subList(0, told.size()).clear();
    appointment.queued = !appointment.waiting.isEmpty();
    if (appointment.queued) {
      enqueue(appointment.lane, appointment);
    }
  }
}
