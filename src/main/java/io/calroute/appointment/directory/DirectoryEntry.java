package io.calroute.appointment.directory;

/**
 * One line of the directory: whose appointments belong in which calendar.
 *
 * @param match what an appointment's staff member must fit; every given member must
 * @param target {@code google} or {@code office365}
 * @param calendar calendar id or mailbox; null for the staff member's own e-mail address
 */
public record DirectoryEntry(Match match, String target, String calendar) {

  /**
   * What must fit; null members fit everything.
   *
   * @param staffId the provider's id of the staff member, case-sensitive
   * @param email address of the staff member, without regard to case
   * @param emailDomain what follows the @ of the address, without regard to case
   * @param queue the provider's id of the queue, case-sensitive
   */
  public record Match(
      String provider,
      String connection,
      String staffId,
      String email,
      String emailDomain,
      String queue) {

    /** Whether it fits all staff, if only those of one provider or connection. */
    public boolean takesEverybody() {
      return staffId == null && email == null && emailDomain == null && queue == null;
    }
  }

  /** Fills in what fits everything. */
  public DirectoryEntry {
    match = match == null ? new Match(null, null, null, null, null, null) : match;
  }
}
