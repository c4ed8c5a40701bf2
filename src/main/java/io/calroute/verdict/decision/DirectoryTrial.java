package io.calroute.verdict.decision;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.DirectoryEntry;
import io.calroute.appointment.directory.StaffMember;
import io.calroute.destination.MailAddresses;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which staff members of an appointment have no calendar, and what of the directory's entries does
 * not fit them. Pure.
 *
 * @param who their ids or addresses, as the provider gives them
 * @param tried entries that do not fit the first of them, the nearest first
 * @param near how many entries are as near as the first of these
 * @param entries how many entries there are
 */
record DirectoryTrial(List<String> who, List<Verdict.Tried> tried, int near, int entries) {

  private static final int SHOWN = 10;
  private static final int NAMED = 3;

  private static final Comparator<Trial> NEARER =
      Comparator.comparing(Trial::foreign)
          .thenComparingInt(trial -> trial.misfits().size())
          .thenComparing(Comparator.comparingInt(Trial::asked).reversed());

  /**
   * An entry that was tried.
   *
   * @param asked members that must fit
   * @param foreign whether it is for another provider or connection
   */
  private record Trial(int entry, List<String> misfits, int asked, boolean foreign) {}

  static DirectoryTrial of(Appointment appointment, Directory directory) {
    JsonNode document = appointment.document();
    String queue = document.path("queue").textValue();
    String provider = appointment.key().provider();
    String connection = appointment.key().connection();
    List<String> who = new ArrayList<>();
    List<Trial> tried = List.of();
    List<StaffMember> staff = new ArrayList<>();
    document.path("staff").forEach(one -> staff.add(StaffMember.of(one, queue)));
    if (staff.isEmpty()) {
      staff.add(new StaffMember(null, null, queue));
    }
    for (StaffMember one : staff) {
      if (directory.find(provider, connection, one).isEmpty()) {
        if (who.isEmpty()) {
          tried = tried(directory, provider, connection, one);
        }
        who.add(name(one));
      }
    }
    Trial first = tried.isEmpty() ? null : tried.get(0);
    return new DirectoryTrial(
        who,
        tried.stream().limit(SHOWN).map(DirectoryTrial::told).toList(),
        (int) tried.stream().filter(one -> NEARER.compare(one, first) == 0).count(),
        directory.size());
  }

  /** Which entries are the nearest; null where the directory has none. */
  String nearest() {
    if (tried.isEmpty()) {
      return null;
    }
    if (near == 1) {
      return "the nearest of %d is entry %d: %s"
          .formatted(entries, tried.get(0).entry(), tried.get(0).because());
    }
    List<String> named =
        new ArrayList<>(
            tried.stream()
                .limit(Math.min(near, NAMED))
                .map(one -> "entry %d (%s)".formatted(one.entry(), one.because()))
                .toList());
    String last = near > NAMED ? (near - NAMED) + " more" : named.remove(named.size() - 1);
    return "the nearest of %d are %s and %s".formatted(entries, String.join(", ", named), last);
  }

  private static String name(StaffMember one) {
    if (one.id() == null && one.email() == null) {
      return "nobody, because the provider names no staff member";
    }
    return Stream.of(one.id(), one.email())
        .filter(Objects::nonNull)
        .reduce((id, email) -> id + " (" + email + ")")
        .orElseThrow();
  }

  private static List<Trial> tried(
      Directory directory, String provider, String connection, StaffMember one) {
    List<Trial> trials = new ArrayList<>();
    int place = 0;
    for (DirectoryEntry entry : directory.entries()) {
      place++;
      trials.add(trial(place, entry.match(), provider, connection, one));
    }
    return trials.stream().sorted(NEARER).toList();
  }

  private static Verdict.Tried told(Trial trial) {
    return new Verdict.Tried(
        trial.entry(),
        trial.misfits().isEmpty()
            ? "it fits and names no calendar, and the provider gives no address"
            : String.join(", ", trial.misfits()));
  }

  private static Trial trial(
      int place, DirectoryEntry.Match match, String provider, String connection, StaffMember one) {
    List<String> misfits = new ArrayList<>();
    String email = MailAddresses.plain(one.email());
    String domain =
        email == null || email.indexOf('@') < 0
            ? null
            : email.substring(email.lastIndexOf('@') + 1);
    int asked = 0;
    asked += compare(misfits, "provider", match.provider(), provider);
    asked += compare(misfits, "connection", match.connection(), connection);
    if (!misfits.isEmpty()) {
      // Of another provider: nobody has meant this person by it.
      return new Trial(place, misfits, asked, true);
    }
    asked += compare(misfits, "staffId", match.staffId(), one.id());
    asked += compare(misfits, "email", MailAddresses.plain(match.email()), email);
    asked += compare(misfits, "emailDomain", MailAddresses.plain(match.emailDomain()), domain);
    asked += compare(misfits, "queue", match.queue(), one.queue());
    return new Trial(place, misfits, asked, false);
  }

  private static int compare(List<String> misfits, String member, String wanted, String given) {
    if (wanted == null) {
      return 0;
    }
    if (!wanted.equals(given)) {
      misfits.add(
          member + " is to be " + wanted + " and is " + (given == null ? "not given" : given));
    }
    return 1;
  }
}
