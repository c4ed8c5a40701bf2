package io.calroute.appointment.directory;

import io.calroute.destination.MailAddresses;
import io.calroute.destination.Target;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Which calendar each staff member's appointments belong in; the first entry that fits counts.
 * Immutable and safe for concurrent use.
 */
public final class Directory {

  private final List<DirectoryEntry> entries;

  /** What must fit, entry by entry, with addresses as they are compared. */
  private final List<DirectoryEntry.Match> matches;

  private final String fingerprint;

  /**
   * A directory.
   *
   * @param entries in order of precedence
   * @throws IllegalArgumentException when an entry is incomplete; the message names it
   */
  public Directory(List<DirectoryEntry> entries) {
    this.entries = List.copyOf(entries);
    for (int i = 0; i < entries.size(); i++) {
      requireComplete(entries.get(i), i);
    }
    this.matches = this.entries.stream().map(entry -> plain(entry.match())).toList();
    this.fingerprint = DigestUtils.sha256Hex(this.entries.toString());
  }

  /**
   * The calendar of one staff member.
   *
   * @return empty when no entry fits, or the one that fits names no calendar and the staff member
   *     has no e-mail address
   */
  public Optional<Calendar> find(String provider, String connection, StaffMember staff) {
    return entry(provider, connection, staff)
        .flatMap(
            entry ->
                Optional.ofNullable(entry.calendar() == null ? staff.email() : entry.calendar())
                    .filter(some -> !some.isBlank())
                    .map(some -> new Calendar(Target.of(entry.target()), some.trim())));
  }

  /** The entry that counts for one staff member; empty when none fits. */
  public Optional<DirectoryEntry> entry(String provider, String connection, StaffMember staff) {
    StaffMember plain =
        new StaffMember(staff.id(), MailAddresses.plain(staff.email()), staff.queue());
    for (int i = 0; i < entries.size(); i++) {
      if (fits(matches.get(i), provider, connection, plain)) {
        return Optional.of(entries.get(i));
      }
    }
    return Optional.empty();
  }

  /**
   * The target of all entries that name an address of the same domain.
   *
   * @param email whose domain it is
   * @return empty when no entry names one, or they have several targets
   */
  public Optional<String> targetOfDomain(String email) {
    String domain = domain(MailAddresses.plain(email));
    Set<String> targets = new HashSet<>();
    for (int i = 0; i < entries.size(); i++) {
      DirectoryEntry.Match match = matches.get(i);
      if (domain != null
          && (domain.equals(match.emailDomain())
              || domain.equals(domain(match.email()))
              || domain.equals(domain(MailAddresses.plain(entries.get(i).calendar()))))) {
        targets.add(entries.get(i).target());
      }
    }
    return targets.size() == 1 ? Optional.of(targets.iterator().next()) : Optional.empty();
  }

  /** Differs whenever the entries do; the same for the same entries in every process. */
  public String fingerprint() {
    return fingerprint;
  }

  /** The calendars that entries name; those of people's own addresses are not among them. */
  public List<Calendar> calendars() {
    return entries.stream()
        .filter(entry -> entry.calendar() != null && !entry.calendar().isBlank())
        .map(entry -> new Calendar(Target.of(entry.target()), entry.calendar().trim()))
        .distinct()
        .toList();
  }

  /** The entries, in order of precedence. */
  public List<DirectoryEntry> entries() {
    return entries;
  }

  public int size() {
    return entries.size();
  }

  private static boolean fits(
      DirectoryEntry.Match match, String provider, String connection, StaffMember staff) {
    return same(match.provider(), provider)
        && same(match.connection(), connection)
        && same(match.staffId(), staff.id())
        && same(match.queue(), staff.queue())
        && same(match.email(), staff.email())
        && same(match.emailDomain(), domain(staff.email()));
  }

  private static boolean same(String wanted, String given) {
    return wanted == null || wanted.equals(given);
  }

  private static DirectoryEntry.Match plain(DirectoryEntry.Match match) {
    return new DirectoryEntry.Match(
        match.provider(),
        match.connection(),
        match.staffId(),
        MailAddresses.plain(match.email()),
        MailAddresses.plain(match.emailDomain()),
        match.queue());
  }

  private static String domain(String email) {
    return email == null || email.indexOf('@') < 0
        ? null
        : email.substring(email.lastIndexOf('@') + 1);
  }

  private static void requireComplete(DirectoryEntry entry, int index) {
    String place = "calroute.directory[" + index + "]";
    if (entry.target() == null || entry.target().isBlank()) {
      throw new IllegalArgumentException(place + ".target is not set; use google or office365.");
    }
    String target = entry.target();
    if (!target.equals(Target.GOOGLE.key()) && !target.equals(Target.OFFICE365.key())) {
      throw new IllegalArgumentException(
          place + ".target is " + target + "; use google or office365.");
    }
  }
}
