package io.calroute.appointment.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.destination.Target;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whose appointments an entry of the directory takes, and above all whose it does not. */
class DirectoryMatchTest {

  private static final Calendar OWN = new Calendar(Target.GOOGLE, "own@example.com");
  private static final Calendar SHARED = new Calendar(Target.OFFICE365, "shared@example.org");

  /** Takes everybody whom the entry before does not. */
  private static final DirectoryEntry REST =
      new DirectoryEntry(null, "office365", "shared@example.org");

  // ---------------------------------------------------------------- each member

  @Test
  void anEntryWithAProviderTakesNoOthers() {
    Directory directory = directory(match("acme", null, null, null, null, null));

    assertThat(of(directory, "acme", "main", member())).contains(OWN);
    assertThat(of(directory, "other", "main", member())).contains(SHARED);
    assertThat(of(directory, "ACME", "main", member())).contains(SHARED);
  }

  @Test
  void anEntryWithAConnectionTakesNoOthers() {
    Directory directory = directory(match(null, "main", null, null, null, null));

    assertThat(of(directory, "acme", "main", member())).contains(OWN);
    assertThat(of(directory, "acme", "default", member())).contains(SHARED);
    assertThat(of(directory, "acme", "Main", member())).contains(SHARED);
  }

  @Test
  void anEntryWithAStaffIdTakesNoOthers() {
    Directory directory = directory(match(null, null, "Ab1", null, null, null));

    assertThat(of(directory, "acme", "main", new StaffMember("Ab1", null, null))).contains(OWN);
    assertThat(of(directory, "acme", "main", new StaffMember("ab1", null, null))).contains(SHARED);
    assertThat(of(directory, "acme", "main", new StaffMember("Ab12", null, null))).contains(SHARED);
    assertThat(of(directory, "acme", "main", new StaffMember(null, "Ab1", null))).contains(SHARED);
  }

  @Test
  void anEntryWithAnAddressTakesNoOthers() {
    Directory directory = directory(match(null, null, null, "Mia@O.example", null, null));

    assertThat(of(directory, "acme", "main", address("mia@o.example"))).contains(OWN);
    assertThat(of(directory, "acme", "main", address("MIA@O.EXAMPLE"))).contains(OWN);
    assertThat(of(directory, "acme", "main", address("mia@o.example.org"))).contains(SHARED);
    assertThat(of(directory, "acme", "main", address("amia@o.example"))).contains(SHARED);
    assertThat(of(directory, "acme", "main", address(null))).contains(SHARED);
    assertThat(of(directory, "acme", "main", new StaffMember("mia@o.example", null, null)))
        .contains(SHARED);
  }

  @Test
  void anEntryWithADomainTakesNoOthers() {
    Directory directory = directory(match(null, null, null, null, "O.example", null));

    assertThat(of(directory, "acme", "main", address("mia@o.EXAMPLE"))).contains(OWN);
    assertThat(of(directory, "acme", "main", address("mia@sub.o.example"))).contains(SHARED);
    assertThat(of(directory, "acme", "main", address("mia@notO.example"))).contains(SHARED);
    assertThat(of(directory, "acme", "main", address("o.example"))).contains(SHARED);
    assertThat(of(directory, "acme", "main", address("\"a@b\"@o.example"))).contains(OWN);
    assertThat(of(directory, "acme", "main", address("\"a@o.example\"@evil.example")))
        .contains(SHARED);
    assertThat(of(directory, "acme", "main", address(null))).contains(SHARED);
  }

  @Test
  void anEntryWithAQueueTakesNoOthers() {
    Directory directory = directory(match(null, null, null, null, null, "Q1"));

    assertThat(of(directory, "acme", "main", new StaffMember(null, null, "Q1"))).contains(OWN);
    assertThat(of(directory, "acme", "main", new StaffMember(null, null, "Q2"))).contains(SHARED);
    assertThat(of(directory, "acme", "main", new StaffMember(null, null, "q1"))).contains(SHARED);
    assertThat(of(directory, "acme", "main", new StaffMember("Q1", "Q1", null))).contains(SHARED);
  }

  @Test
  void allMembersOfAnEntryMustFit() {
    Directory directory = directory(match("acme", "main", "1", "mia@o.example", "o.example", "q"));
    StaffMember mia = new StaffMember("1", "mia@o.example", "q");

    assertThat(of(directory, "acme", "main", mia)).contains(OWN);
    assertThat(of(directory, "other", "main", mia)).contains(SHARED);
    assertThat(of(directory, "acme", "other", mia)).contains(SHARED);
    assertThat(of(directory, "acme", "main", new StaffMember("2", "mia@o.example", "q")))
        .contains(SHARED);
    assertThat(of(directory, "acme", "main", new StaffMember("1", "ben@o.example", "q")))
        .contains(SHARED);
    assertThat(of(directory, "acme", "main", new StaffMember("1", "mia@o.example", "r")))
        .contains(SHARED);
  }

  @Test
  void addressesCompareAsTheWorldOutsideComparesThem() {
    Directory byAddress =
        directory(match(null, null, null, "zo\u00eb@b\u00fccher.example", null, null));
    Directory byDomain = directory(match(null, null, null, null, "xn--bcher-kva.example", null));
    StaffMember zoe = address("Zoe\u0308@xn--bcher-kva.example");

    assertThat(of(byAddress, "acme", "main", zoe)).contains(OWN);
    assertThat(of(byDomain, "acme", "main", address("zoe@B\u00dcCHER.example"))).contains(OWN);
  }

  // ---------------------------------------------------------------- which entry

  @Test
  void theFirstEntryThatFitsCounts() {
    Directory directory =
        new Directory(
            List.of(
                entry(match(null, null, "1", null, null, null), "google", "first@example.com"),
                entry(match(null, null, "1", null, null, null), "google", "second@example.com"),
                REST));

    assertThat(of(directory, "acme", "main", new StaffMember("1", null, null)))
        .contains(new Calendar(Target.GOOGLE, "first@example.com"));
  }

  @Test
  void theFirstEntryThatFitsCountsAlsoWhenItNamesNoCalendar() {
    Directory directory =
        new Directory(
            List.of(entry(match(null, null, "1", null, null, null), "google", null), REST));

    assertThat(of(directory, "acme", "main", new StaffMember("1", "mia@o.example", null)))
        .contains(new Calendar(Target.GOOGLE, "mia@o.example"));
    // Never in the calendar of the next one, which is somebody else's.
    assertThat(of(directory, "acme", "main", new StaffMember("1", null, null))).isEmpty();
    assertThat(of(directory, "acme", "main", new StaffMember("1", "  ", null))).isEmpty();
  }

  @Test
  void nobodyIsTakenWhereNoEntryFits() {
    Directory directory =
        new Directory(
            List.of(entry(match(null, null, "1", null, null, null), "google", "a@example.com")));

    assertThat(of(directory, "acme", "main", new StaffMember("2", "a@example.com", null)))
        .isEmpty();
    assertThat(of(new Directory(List.of()), "acme", "main", member())).isEmpty();
  }

  @Test
  void theTargetIsTheEntrys() {
    assertThat(of(new Directory(List.of(REST)), "acme", "main", member())).contains(SHARED);
    assertThat(of(directory(match(null, null, null, null, null, null)), "acme", "main", member()))
        .contains(OWN);
  }

  @Test
  void theCalendarKeepsItsSpelling() {
    Directory directory =
        new Directory(List.of(new DirectoryEntry(null, "google", " Mia@O.example ")));

    assertThat(of(directory, "acme", "main", member()))
        .contains(new Calendar(Target.GOOGLE, "Mia@O.example"));
  }

  private static Optional<Calendar> of(
      Directory directory, String provider, String connection, StaffMember staff) {
    return directory.find(provider, connection, staff);
  }

  private static StaffMember member() {
    return new StaffMember("7", "somebody@example.net", "any");
  }

  private static StaffMember address(String email) {
    return new StaffMember("7", email, null);
  }

  /** One entry, and one for all others. */
  private static Directory directory(DirectoryEntry.Match match) {
    return new Directory(List.of(entry(match, "google", "own@example.com"), REST));
  }

  private static DirectoryEntry entry(DirectoryEntry.Match match, String target, String calendar) {
    return new DirectoryEntry(match, target, calendar);
  }

  private static DirectoryEntry.Match match(
      String provider,
      String connection,
      String staffId,
      String email,
      String emailDomain,
      String queue) {
    return new DirectoryEntry.Match(provider, connection, staffId, email, emailDomain, queue);
  }
}
