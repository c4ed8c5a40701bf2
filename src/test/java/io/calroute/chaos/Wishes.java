package io.calroute.chaos;

import io.calroute.sandbox.provider.Provider;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Makes up the bookings of a run, and in which order they are made and changed. */
final class Wishes {

  private static final int SLOTS = 5 * 9 * 4;

  /** Near enough for every reading of what is ahead. */
  private final Instant monday =
      LocalDate.now(ZoneOffset.UTC)
          .with(TemporalAdjusters.next(DayOfWeek.MONDAY))
          .atTime(8, 0)
          .toInstant(ZoneOffset.UTC);

  private final Random random;
  private final List<List<Wish>> stories = new ArrayList<>();

  Wishes(ChaosPlan plan) {
    random = new Random(plan.seed());
    for (int i = 1; i <= plan.appointments(); i++) {
      List<Wish> story = new ArrayList<>();
      story.add(first(i));
      int changes = random.nextInt(2 * plan.changes() + 1);
      for (int j = 0; j < changes && mayChange(story.get(j)); j++) {
        story.add(changed(story.get(j)));
      }
      stories.add(story);
    }
  }

  /** What each appointment is in the end. */
  List<Wish> last() {
    return stories.stream().map(story -> story.get(story.size() - 1)).toList();
  }

  /** All wishes about one appointment. */
  List<Wish> story(Wish wish) {
    return stories.get(wish.number() - 1);
  }

  /** How many changes there are, the first bookings included. */
  int size() {
    return stories.stream().mapToInt(List::size).sum();
  }

  /** The order in which it all happens. */
  List<Wish> order() {
    List<Integer> turns = new ArrayList<>();
    for (int i = 0; i < stories.size(); i++) {
      turns.addAll(Collections.nCopies(stories.get(i).size(), i));
    }
    Collections.shuffle(turns, random);
    int[] next = new int[stories.size()];
    List<Wish> order = new ArrayList<>();
    for (int turn : turns) {
      order.add(stories.get(turn).get(next[turn]++));
    }
    return order;
  }

  private Wish first(int number) {
    Provider provider = random.nextInt(5) < 3 ? Provider.SAVVYCAL : Provider.AGENDIZE;
    boolean virtual = random.nextBoolean();
    return new Wish(
        provider,
        number,
        someStaff(provider),
        someTime(),
        15 * (1 + random.nextInt(4)),
        service(number, 0),
        virtual,
        virtual ? ownLink(provider, number) : null,
        false,
        0);
  }

  /** There is no way back from a cancellation at one of them. */
  private static boolean mayChange(Wish wish) {
    return !wish.cancelled() || wish.provider() == Provider.AGENDIZE;
  }

  private Wish changed(Wish before) {
    List<Staff> staff = before.staff();
    Instant start = before.start();
    int minutes = before.minutes();
    String service = before.service();
    boolean virtual = before.virtual();
    String link = before.link();
    boolean cancelled = false;
    int version = before.version() + 1;
    switch (random.nextInt(before.cancelled() ? 3 : 10)) {
      case 0, 1 -> start = someTime();
      case 2, 3 -> staff = someStaff(before.provider());
      case 4 -> service = service(before.number(), version);
      case 5 -> minutes = 15 * (1 + random.nextInt(4));
      case 6 -> {
        virtual = !virtual;
        link = virtual ? ownLink(before.provider(), before.number()) : null;
      }
      case 7 -> {
        start = someTime();
        staff = someStaff(before.provider());
        service = service(before.number(), version);
      }
      default -> cancelled = true;
    }
    return new Wish(
        before.provider(),
        before.number(),
        staff,
        start,
        minutes,
        service,
        virtual,
        link,
        cancelled,
        version);
  }

  /** Agendize tells of an online appointment by its link only. */
  private String ownLink(Provider provider, int number) {
    return provider == Provider.AGENDIZE || random.nextInt(4) == 0
        ? "https://video.example.net/room" + number
        : null;
  }

  private List<Staff> someStaff(Provider provider) {
    List<Staff> all = new ArrayList<>(Arrays.asList(Staff.values()));
    Collections.shuffle(all, random);
    int count = provider == Provider.SAVVYCAL && random.nextInt(4) == 0 ? 2 : 1;
    return List.copyOf(all.subList(0, count));
  }

  private Instant someTime() {
    int slot = random.nextInt(SLOTS);
    return monday.plus(Duration.ofDays(slot / 36)).plus(Duration.ofMinutes(15L * (slot % 36)));
  }

  private static String service(int number, int version) {
    return "Service " + number + (version == 0 ? "" : " in version " + version);
  }
}
